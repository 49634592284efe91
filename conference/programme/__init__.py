"""The programme: events, sessions and talks, speakers, the timetable and its releases."""

from __future__ import annotations

from flask import Flask

from conference.programme import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
