"""The JSON API: thin resources over the same queries and actions."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.api import (
    actions,
    data,
    document,
    views_availability,
    views_bookings,
    views_clashes,
    views_closures,
    views_events,
    views_house,
    views_parts,
    views_registrations,
    views_rooms,
    views_sessions,
    views_speakers,
)  # fmt: skip
from conference.api import models as models
from conference.kernel import jobs
from conference.people import erasure

GROUPS = (
    views_rooms, views_availability, views_bookings, views_closures, views_events, views_sessions, views_speakers, views_parts, views_clashes,
    views_registrations, views_house,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    document.make(app, [group.bp for group in GROUPS])
    jobs.register(app, jobs.Job("forget repeated calls", timedelta(hours=1), actions.forget_keys))
    erasure.register(app, "calls", export=data.exported, erase=data.erase)
