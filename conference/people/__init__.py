"""People: persons, log-ins, organisations, roles, tokens, sign-in."""

from __future__ import annotations

from flask import Flask

from conference.kernel.web import login_manager
from conference.people import doors as doors
from conference.people import queries, views


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    login_manager.session_protection = None  # the login row is the session: nothing is derived from the browser's address
    app.config["PERMANENT_SESSION_LIFETIME"] = queries.ABSOLUTE
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # a cookie on every answer would spoil caches
    app.register_blueprint(views.bp)
