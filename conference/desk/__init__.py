"""The desk: pages that join features; owns no table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
