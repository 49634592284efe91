"""Bookings: rooms for spans, options, series; the database keeps a room from being in two places."""

from __future__ import annotations

from flask import Flask

from conference.booking import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
