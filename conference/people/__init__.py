"""People: persons, log-ins, organisations, roles, tokens, sign-in."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from conference.kernel import jobs
from conference.kernel.jobs import Job
from conference.kernel.web import login_manager
from conference.people import actions, commands, erasure, named, throttle, views
from conference.people import doors as doors
from conference.people.actions.links import purge_links
from conference.people.actions.sign_in import purge_logins
from conference.people.models import Organisation
from conference.people.rules import ABSOLUTE

NIGHTLY = timedelta(days=1)


def init_app(app: Flask) -> None:
    """Register pages, commands and jobs; the session cookie only carries a log-in's secret."""
    login_manager.session_protection = None  # the login row is the session: nothing is derived from the browser's address
    app.config["PERMANENT_SESSION_LIFETIME"] = ABSOLUTE
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # a cookie on every answer would spoil caches
    app.register_blueprint(views.bp)
    app.cli.add_command(commands.user)
    app.cli.add_command(commands.token)
    named.call("organisation", Organisation.uid, Organisation.name)
    jobs.register(app, Job("answer requests for links", timedelta(0), actions.answer_link_requests, shared=True))
    jobs.register(app, Job("purge attempts", NIGHTLY, throttle.purge_attempts))
    jobs.register(app, Job("purge log-ins", NIGHTLY, purge_logins))
    jobs.register(app, Job("purge links", NIGHTLY, purge_links))
    erasure.register(app, "account", export=erasure.export_account, erase=erasure.erase_account)
