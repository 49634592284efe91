"""Bookings: rooms for spans, options, series; the database keeps a room from being in two places."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.booking import data, mails, recurrence
from conference.booking import models as models
from conference.booking.actions import lapse_options
from conference.booking.views import bp
from conference.kernel import jobs, owed
from conference.people import erasure, named
from conference.venue.models import Room


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    jobs.register(app, jobs.Job("lapse options", timedelta(minutes=5), lapse_options))
    app.register_blueprint(bp)
    named.call("booking", models.Booking.uid, models.Booking.title)
    named.say("booking.rrule", recurrence.in_words)
    for field in ("room", "occurrences"):
        named.call(f"booking.{field}", Room.slug, Room.name)
    owed.register(app, "booking", mails.write)
    erasure.register(app, "bookings", export=data.exported, erase=data.erase)
