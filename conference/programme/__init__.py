"""The programme: events, sessions and talks, speakers, the timetable and its releases."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.booking import purposes
from conference.booking.models import Booking
from conference.kernel import jobs, owed
from conference.kernel.jobs import Job
from conference.people import erasure, named
from conference.people import labels as words
from conference.programme import data, mails_release
from conference.programme import models as models
from conference.programme import models_files as models_files
from conference.programme import models_team as models_team
from conference.programme.actions import purge_invitations
from conference.programme.markup import summary, to_html
from conference.programme.rules import SessionKind
from conference.programme.views import bp
from conference.programme.views.bookings import suggest, take_up
from conference.venue.models import Room


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    app.register_blueprint(bp)
    say_names()
    purposes.serve("event", take_up, suggest)
    jobs.register(app, Job("purge team invitations", timedelta(days=1), purge_invitations))
    owed.register(app, "speaker", mails_release.write)
    erasure.register(app, "programme", export=data.exported, erase=data.erase)
    app.jinja_env.filters.update(rich=to_html, summary=summary)


def say_names() -> None:
    """What the programme's things are called in the history."""
    for kind, model, name in (("event", models.Event, "title"), ("session", models.Session, "title"), ("speaker", models.Speaker, "name")):
        named.call(kind, model.uid, getattr(model, name))
    for field, model, name in (("track", models.Track, "name"), ("room", models.EventRoom, "name"), ("part_of", models.Session, "title"),
                               ("speakers", models.Speaker, "name")):  # fmt: skip
        named.call(f"session.{field}", model.id, getattr(model, name))
    named.call("event.room_id", Room.id, Room.name)
    named.call("event.booking", Booking.uid, Booking.title)
    words.VALUES["session.kind"] = {kind.value: kind.label for kind in SessionKind}
