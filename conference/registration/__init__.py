"""Registration: who comes, places and the waiting list, tickets, check-in."""

from __future__ import annotations

from flask import Flask

from conference.registration import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
