"""Registration: who comes, places and the waiting list, tickets, check-in."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.kernel.jobs import A_DAY, Job, register
from conference.people import erasure as people
from conference.people import labels as words
from conference.people import named
from conference.registration import commands, erasure, jobs, labels, letters, queries, tickets
from conference.registration import models as models
from conference.registration.views import bp, own_bp


def init_app(app: Flask) -> None:
    """Register what this feature adds to the application."""
    app.register_blueprint(bp)
    app.register_blueprint(own_bp)
    named.call("registration", models.Registration.uid, queries.NAME_IN_HISTORY)
    letters.init_app(app)
    app.cli.add_command(commands.purge)
    app.jinja_env.filters.update(event_days=tickets.days, event_place=tickets.where)
    words.ACTIONS.update(labels.ACTIONS)
    words.FIELDS.update(labels.FIELDS)
    people.register(app, "registrations", export=erasure.export_person, erase=erasure.erase_person)
    register(app, Job("fill places", timedelta(minutes=5), jobs.fill_all_places))
    register(app, Job("end registrations of cancelled events", timedelta(minutes=2), jobs.end_with_events))
    register(app, Job("erase registrants", A_DAY, erasure.purge_job))
    register(app, Job("seal answers with the newest key", A_DAY, jobs.seal_answers_anew))
