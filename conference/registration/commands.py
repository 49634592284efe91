"""The command line's `purge`: the retention clock by hand, or what it would do."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from conference.kernel import clock
from conference.registration import erasure


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say whose data would be erased.")
@with_appcontext
def purge(dry_run: bool) -> None:
    """Erase the registrants of events that have been over for long enough. The worker does this every night."""
    days = current_app.config["REGISTRATION_RETENTION_DAYS"]
    found = erasure.purge(clock.now(), dry_run=dry_run)
    for each in found:
        click.echo(f"{each.slug}: over since {each.ends_on}, {each.registrations} registrants")
    total = sum(each.registrations for each in found)
    click.echo(f"{total} registrants of {len(found)} events {'would be' if dry_run else 'were'} erased (events over for more than {days} days)")
