"""The JSON API: thin resources over the same queries and actions."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.api import actions, document, views_availability, views_bookings, views_house, views_rooms
from conference.api import models as models
from conference.kernel import jobs


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    document.make(app, [views_rooms.bp, views_availability.bp, views_bookings.bp, views_house.bp])
    jobs.register(app, jobs.Job("forget repeated calls", timedelta(hours=1), actions.forget_keys))
