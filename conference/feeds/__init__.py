"""Feeds: calendars and interchange, out and in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
