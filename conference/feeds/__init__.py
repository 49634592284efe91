"""Feeds: calendars and interchange, out and in."""

from __future__ import annotations

from flask import Flask

from conference.feeds import commands


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    app.cli.add_command(commands.import_schedule_command)
