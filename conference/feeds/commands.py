"""`flask --app wsgi import-schedule FILE --event SLUG [--dry-run]`: a few lines over the action."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from tqdm import tqdm

from conference.feeds.frab import Programme, ScheduleFileError
from conference.feeds.frab_read import read_file
from conference.feeds.imports import Imported, import_schedule
from conference.kernel import clock
from conference.kernel.command import Command, Option, Wrong
from conference.kernel.database import db
from conference.kernel.history import SYSTEM
from conference.kernel.i18n import format_date, format_time, venue_zone
from conference.kernel.message import Message, _, _n, _p
from conference.kernel.objection import Refused
from conference.people.models import Organisation
from conference.programme.difference import KINDS, Line

MOST_LINES = 200
WORDS: dict[str, Message] = {
    "added": _("added"),
    "moved": _("moved"),
    "changed": _("changed"),
    "cancelled": _p("done to anything", "cancelled"),
    "people": _("people"),
}
COUNTED: dict[str, Callable[[int], Message]] = {
    "added": lambda number: _n("%(number)s added", "%(number)s added", number),
    "moved": lambda number: _n("%(number)s moved", "%(number)s moved", number),
    "changed": lambda number: _n("%(number)s changed", "%(number)s changed", number),
    "cancelled": lambda number: _n("%(number)s cancelled", "%(number)s cancelled", number),
}
FIELDS: dict[str, Message] = {
    "title": _("title"), "subtitle": _("subtitle"), "people": _("people"), "track": _("track"), "kind": _("kind"), "kind_label": _("kind"),
    "language": _("language"), "state": _("state"), "part_of": _("session it is part of"), "texts": _("texts"),
}  # fmt: skip


@click.command(
    "import-schedule",
    cls=Command,
    help=_("Bring in a schedule.xml or schedule.json (frab, pretalx) as a public event. Running it again changes nothing."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--event", "slug", cls=Option, required=True, metavar="SLUG", help=_("The event's address; it is made if there is none."))
@click.option("--organisation", cls=Option, metavar="SLUG", help=_("Whose a new event is; without it the first organisation's."))
@click.option("--dry-run", cls=Option, is_flag=True, help=_("Show what would change; write nothing."))
@with_appcontext
def import_schedule_command(file: Path, slug: str, organisation: str | None, dry_run: bool) -> None:
    try:
        programme = read_file(file, default_zone=venue_zone())
        owner, unit = organisation_named(organisation), _("talks")
        with tqdm(total=len(programme.talks), unit=f" {unit}", disable=not sys.stderr.isatty(), leave=False) as bar:
            done = import_schedule(programme, slug=slug, organisation=owner, by=SYSTEM, now=clock.now(), dry_run=dry_run, progress=bar.update)
    except ScheduleFileError as problem:
        raise Wrong(": ".join((file.name, str(problem)))) from problem
    except Refused as refused:
        raise Wrong(" ".join(str(objection.message) for objection in refused.objections)) from refused
    for line in report(done, programme_size=size_of(programme), dry_run=dry_run):
        click.echo(line)


def size_of(programme: Programme) -> str:
    """How much a file holds."""
    talks, rooms, people, tracks = (len(each) for each in (programme.talks, programme.rooms, programme.people, programme.tracks_in_use))
    counted = (
        _n("%(number)s talk", "%(number)s talks", talks), _n("%(number)s room", "%(number)s rooms", rooms),
        _n("%(number)s person", "%(number)s people", people), _n("%(number)s track", "%(number)s tracks", tracks),
    )  # fmt: skip
    return ", ".join(map(str, counted))


def organisation_named(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()
    if found is None:
        raise Wrong(str(_("There is no organisation %(slug)s.", slug=slug)))
    return found


def report(done: Imported, *, programme_size: str, dry_run: bool) -> Iterator[str]:
    """What changed, item by item; of a new event only how much."""
    if not done:
        yield str(_("%(slug)s: nothing has changed", slug=done.slug))
        return
    counts = done.difference.counts()
    told = ", ".join(str(COUNTED[kind](counts[kind])) for kind in KINDS if counts[kind]) or str(_("no session"))
    if done.is_new:
        told = str(_("new, %(size)s", size=programme_size))
    elif len(done.difference):
        told = str(_("%(changes)s (times in %(city)s)", changes=told, city=ZoneInfo(done.zone)))
    yield str(_("%(slug)s: would be %(told)s", slug=done.slug, told=told)) if dry_run else f"{done.slug}: {told}"
    if done.is_new:
        return
    if done.event_changed:
        yield row("changed", _("the event's own facts"))
    for kind in KINDS:
        for line in list(getattr(done.difference, kind))[:MOST_LINES]:
            yield row(kind, said(line, done.zone))
        if counts[kind] > MOST_LINES:
            yield row(kind, _("… and %(number)s more", number=counts[kind] - MOST_LINES))
    if done.people:
        yield row("people", ", ".join(done.people[:MOST_LINES]))


def row(kind: str, text: object) -> str:
    return f"  {WORDS[kind]!s:<10} {text}"


def said(line: Line, zone: str) -> str:
    """One session of a difference: code, title, where it is now and where it was, on the event's clocks."""
    text = f"{line.code} “{line.title}” {at(line.span.start, zone)} {line.room}".rstrip()
    if line.was:
        text += str(_(" (was %(place)s)", place=f"{at(line.was.start, zone)} {line.was_room or ''}".rstrip()))
    return f"{text} [{', '.join(str(FIELDS.get(name, name)) for name in line.fields)}]" if line.fields else text


def at(instant: datetime, zone: str) -> str:
    return f"{format_date(instant, 'medium', zone)}, {format_time(instant, zone)}"
