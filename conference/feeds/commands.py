"""`flask --app wsgi import-schedule FILE --event SLUG [--dry-run]`: a few lines over the action."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from tqdm import tqdm

from conference.feeds.frab import ScheduleFileError
from conference.feeds.frab_read import read_file
from conference.feeds.imports import Imported, import_schedule
from conference.kernel import clock
from conference.kernel.command import Command, Wrong
from conference.kernel.database import db
from conference.kernel.history import SYSTEM
from conference.kernel.i18n import venue_zone
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.people.models import Organisation
from conference.programme.difference import KINDS, Line

MOST_LINES = 200


@click.command("import-schedule", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--event", "slug", required=True, metavar="SLUG", help="The event's address; it is made if there is none.")
@click.option("--organisation", metavar="SLUG", help="Whose a new event is; without it the first organisation's.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@with_appcontext
def import_schedule_command(file: Path, slug: str, organisation: str | None, dry_run: bool) -> None:
    """Bring in a schedule.xml or schedule.json (frab, pretalx) as a public event. Running it again changes nothing."""
    try:
        programme = read_file(file, default_zone=venue_zone())
        owner = organisation_named(organisation)
        with tqdm(total=len(programme.talks), unit=" talks", disable=not sys.stderr.isatty(), leave=False) as bar:
            done = import_schedule(programme, slug=slug, organisation=owner, by=SYSTEM, now=clock.now(), dry_run=dry_run, progress=bar.update)
    except ScheduleFileError as problem:
        raise Wrong(": ".join((file.name, str(problem)))) from problem
    except Refused as refused:
        raise Wrong(" ".join(str(objection.message) for objection in refused.objections)) from refused
    for line in report(done, programme_size=f"{len(programme.talks)} talks, {len(programme.rooms)} rooms, {len(programme.people)} people, "
                                            f"{len(programme.tracks_in_use)} tracks", dry_run=dry_run):  # fmt: skip
        click.echo(line)


def organisation_named(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()
    if found is None:
        raise Wrong(str(_("There is no organisation %(slug)s.", slug=slug)))
    return found


def report(done: Imported, *, programme_size: str, dry_run: bool) -> Iterator[str]:
    """What changed, item by item; of a new event only how much."""
    would = "would be " if dry_run else ""
    if not done:
        yield f"{done.slug}: nothing has changed"
        return
    counts = done.difference.counts()
    if done.is_new:
        yield f"{done.slug}: {would}new, {programme_size}"
        return
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]) or "no session"
    yield f"{done.slug}: {would}{told}"
    if done.event_changed:
        yield "  changed    the event's own facts"
    for kind in KINDS:
        for line in list(getattr(done.difference, kind))[:MOST_LINES]:
            yield f"  {kind:<10} {said(line)}"
        if counts[kind] > MOST_LINES:
            yield f"  {kind:<10} … and {counts[kind] - MOST_LINES} more"
    if done.people:
        yield f"  people     {', '.join(done.people[:MOST_LINES])}"


def said(line: Line) -> str:
    """One session of a difference: code, title, where it is now and where it was."""
    text = f"{line.code} “{line.title}” {line.span.start:%Y-%m-%d %H:%M}Z {line.room}".rstrip()
    if line.was:
        text += f" (was {line.was.start:%Y-%m-%d %H:%M}Z {line.was_room or ''}".rstrip() + ")"
    return f"{text} [{', '.join(line.fields)}]" if line.fields else text
