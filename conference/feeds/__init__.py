"""Feeds: calendars and interchange, out and in."""

from __future__ import annotations

from flask import Flask

from conference.booking.mails import attach_with
from conference.feeds import actions, commands, invitations, invitations_booking, models, views_account
from conference.feeds.views import bp
from conference.people import erasure
from conference.registration.letters import HOOK

__all__ = ["models", "views_account"]


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    app.register_blueprint(bp)
    app.cli.add_command(commands.import_schedule_command)
    erasure.register(app, "calendar links", export=actions.exported, erase=actions.erase)
    app.extensions[HOOK].append(invitations.attach)
    attach_with(invitations_booking.attach)
