"""The programme: events, sessions and talks, speakers, the timetable and its releases."""

from __future__ import annotations

from flask import Flask

from conference.booking import purposes
from conference.people import erasure
from conference.programme import data
from conference.programme import models as models
from conference.programme import models_files as models_files
from conference.programme.markup import summary, to_html
from conference.programme.views import bp
from conference.programme.views.bookings import take_up


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    app.register_blueprint(bp)
    purposes.serve("event", take_up)
    erasure.register(app, "programme", export=data.exported, erase=data.erase)
    app.jinja_env.filters.update(rich=to_html, summary=summary)
