"""People: persons, log-ins, organisations, roles, tokens, sign-in."""

from __future__ import annotations

from flask import Flask

from conference.people import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
