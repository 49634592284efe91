"""The venue: rooms with layouts, features and parts; opening hours and closures."""

from __future__ import annotations

from flask import Flask

from conference.venue import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
