"""The command line's `purge`: the retention clock by hand, or what it would do."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from conference.kernel import clock
from conference.kernel.command import Command, Option
from conference.kernel.message import _, _n
from conference.registration import erasure


@click.command(cls=Command, help=_("Erase the registrants of events that have been over for long enough. The worker does this every night."))
@click.option("--dry-run", cls=Option, is_flag=True, help=_("Only say whose data would be erased."))
@with_appcontext
def purge(dry_run: bool) -> None:
    days = current_app.config["REGISTRATION_RETENTION_DAYS"]
    found = erasure.purge(clock.now(), dry_run=dry_run)
    for each in found:
        who = _n("%(number)s registrant", "%(number)s registrants", each.registrations)
        click.echo(_("%(slug)s: over since %(day)s, %(who)s", slug=each.slug, day=each.ends_on, who=who))
    total = sum(each.registrations for each in found)
    who = _n("%(number)s registrant", "%(number)s registrants", total)
    facts = {"who": who, "events": _n("%(number)s event", "%(number)s events", len(found)), "days": days}
    if dry_run:
        click.echo(_("%(who)s of %(events)s would be erased (events over for more than %(days)s days)", **facts))
    else:
        click.echo(_("%(who)s of %(events)s were erased (events over for more than %(days)s days)", **facts))
