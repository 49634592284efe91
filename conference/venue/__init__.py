"""The venue: rooms with layouts, features and parts; opening hours and closures."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from conference.kernel import envelope, i18n
from conference.kernel.words import Words
from conference.people import named
from conference.venue import features, queries, rules
from conference.venue import models as models
from conference.venue.views import bp


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    i18n.zone_from(zone)
    i18n.locales_from(locales)
    envelope.name_from(name)
    app.context_processor(centre)
    app.jinja_env.filters.update(feature=features.label, hours=rules.told_hours)
    app.register_blueprint(bp)
    named.call("room", models.Room.uid, models.Room.name)
    named.call("closure.room", models.Room.slug, models.Room.name)


def zone() -> str | None:
    """The centre's zone, or None where the database does not answer: error pages name times too."""
    try:
        return queries.zone()
    except SQLAlchemyError:
        return None


def name(locale: str) -> str:
    """The centre's name as letters in this language have it."""
    named = queries.venue().name
    return named.best(locale, *i18n.reader_languages()) if isinstance(named, Words) else str(named)


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
