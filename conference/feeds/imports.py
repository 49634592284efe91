"""A schedule file becomes a public event: rooms, tracks, people, sessions, and a release that shows them. Again with a changed
file: what the file changed is changed, what an organiser changed beside it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference.feeds import file_rows as rows
from conference.feeds.file_rows import in_file
from conference.feeds.frab import Programme
from conference.feeds.import_parts import Target, bring_people, bring_rooms, bring_tracks
from conference.feeds.import_talks import bring_talks
from conference.kernel.database import db, lock, transaction
from conference.kernel.history import SYSTEM
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.words import Words
from conference.people.actions import create_organisation
from conference.people.models import Kind, Organisation
from conference.programme.actions import change_event, create_event, publish_timetable
from conference.programme.difference import Difference
from conference.programme.models import Event, Release, Session
from conference.programme.queries_draft import preview
from conference.programme.rules import Visibility
from conference.venue.queries import venue


@dataclass(frozen=True)
class Imported:
    """What an import changed (or, tried out, would change). `release` is the release it published, None when there was nothing to."""

    slug: str
    is_new: bool
    difference: Difference
    zone: str
    event_changed: bool = False
    people: tuple[str, ...] = ()
    release: int | None = None

    def __bool__(self) -> bool:
        return bool(self.is_new or self.event_changed or self.people or len(self.difference))


class TriedOut(Exception):
    """Carries the result of a trial out of its transaction, which is thereby undone."""

    def __init__(self, result: Imported) -> None:
        self.result = result
        super().__init__("tried out")


def import_schedule(
    programme: Programme, *, slug: str, organisation: Organisation | None = None, by: Any, now: datetime, dry_run: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Imported:  # fmt: skip
    """Bring a programme into the event with this address, which is made, public, if there is none; all of it or nothing.

    The same file again changes nothing. A changed file changes only the talks (known by guid, else by id), people, rooms and
    facts of the event that are different in it; talks it no longer has are cancelled. Rooms are external ones, so nothing
    collides with the diary. `progress` is told of each talk. A trial (`dry_run`) writes nothing and must not run inside
    another transaction. Raises Refused for an address that no event can have, and for an event whose programme is its own.
    """
    try:
        return bring_in(programme, slug=slug, organisation=organisation, by=by, now=now, dry_run=dry_run, progress=progress or (lambda _done: None))
    except TriedOut as done:
        return done.result


@transaction
def bring_in(
    programme: Programme, *, slug: str, organisation: Organisation | None, by: Any, now: datetime, dry_run: bool, progress: Callable[[int], object],
) -> Imported:  # fmt: skip
    """The whole import in one transaction."""
    event = db.session.scalars(select(Event).where(Event.slug == slug)).one_or_none()
    is_new = event is None
    values = rows.event_values(programme)
    event_changed = False
    if event is None:
        owner = organisation or owner_by_default(now=now)
        event = create_event(slug=slug, visibility=Visibility.PUBLIC, organisation=owner, by=by, now=now, **values)
    else:
        lock(event)
        refuse_own_programme(event)
        if in_file(event).get("digest") != values["interchange"]["file"]["digest"]:
            change_event(event, by=by, now=now, **rows.news(event, values))
            event_changed = True
    target = Target(event, values["languages"][0], now, by)
    bring_rooms(target, programme)
    bring_tracks(target, programme)
    bring_people(target, programme)
    db.session.flush()
    touched = bring_talks(target, programme, progress)
    db.session.flush()
    difference = preview(event) if touched else Difference()
    release = publish(event, programme, by=by, now=now) if len(difference) and not dry_run else None
    result = Imported(
        slug=slug, is_new=is_new, difference=difference, zone=event.timezone, event_changed=event_changed, people=tuple(target.changed_people),
        release=release.number if release else None,
    )  # fmt: skip
    if dry_run:
        raise TriedOut(result)
    return result


def publish(event: Event, programme: Programme, *, by: Any, now: datetime) -> Release:
    """Publish, and remember under which number the file's own version stands."""
    comment = _("Imported, version %(version)s.", version=programme.version) if programme.version else _("Imported.")
    release = publish_timetable(event, by=by, now=now, comment=str(comment)[:500])
    event.interchange = {**event.interchange, "file": {**in_file(event), "release": release.number}}
    return release


def owner_by_default(*, now: datetime) -> Organisation:
    """The organisation that was there first; in an empty centre, one with the centre's name."""
    first = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one_or_none()
    return first or create_organisation("centre", name=Words({"en": str(venue().name)}), kind=Kind.EXTERNAL, by=SYSTEM, now=now)


def refuse_own_programme(event: Event) -> None:
    """An event that already has sessions, none of them from a file, is somebody's work."""
    if in_file(event) or db.session.scalar(select(Session.id).where(Session.event_id == event.id).limit(1)) is None:
        return
    message = _("The event %(slug)s has a programme of its own. Choose another address for the file.", slug=event.slug)
    refuse([Objection("own-programme", message, field="slug")])
