"""The venue: rooms with layouts, features and parts; opening hours and closures."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from conference.kernel import i18n
from conference.people import named
from conference.venue import features, queries
from conference.venue import models as models
from conference.venue.views import bp


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    i18n.zone_from(zone)
    i18n.locales_from(locales)
    app.context_processor(centre)
    app.jinja_env.filters["feature"] = features.label
    app.register_blueprint(bp)
    named.call("room", models.Room.uid, models.Room.name)
    named.call("closure.room", models.Room.slug, models.Room.name)


def zone() -> str | None:
    """The centre's zone, or None where the database does not answer: error pages name times too."""
    try:
        return queries.zone()
    except SQLAlchemyError:
        return None


def locales() -> tuple[str, ...]:
    """The languages that the centre offers, or none where the database does not answer."""
    try:
        return queries.venue().locales
    except SQLAlchemyError:
        return ()


def centre() -> dict[str, Any]:
    """The centre for every template; an error page must come out even where the database does not answer."""
    try:
        return {"centre": queries.venue()}
    except SQLAlchemyError:
        return {"centre": None}
