"""The JSON API: thin resources over the same queries and actions."""

from __future__ import annotations

from flask import Flask

from conference.api import models as models


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
