"""Which items are in which calendar, under which key. A key contains everything the bytes depend on, so that a calendar that
has not changed is answered without looking at an item."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import or_
from werkzeug.routing import BuildError

from conference.feeds import items, ledger, queries
from conference.feeds.entries import Entry, FeedFacts
from conference.feeds.ical import EMITTER, FRAME, calendar
from conference.feeds.items import Site, in_language, language_of
from conference.feeds.vtimezone import vtimezone
from conference.feeds.written import session_bodies
from conference.kernel.database import db
from conference.kernel.span import day_start
from conference.kernel.stamps import stamps
from conference.kernel.web import absolute
from conference.programme.models import Event, PublishedSession
from conference.venue.queries import venue

CENTRE = "centre"


@dataclass(frozen=True)
class Feed:
    """A calendar that can be made: its key, when it last changed, its file's name, and how to make it."""

    key: str
    changed_at: datetime
    name: str
    make: Callable[[], bytes]


def site() -> Site:
    return Site(venue(), page)


def page(endpoint: str, **values: str) -> str:
    """A page's absolute address; nothing where this installation has no such page."""
    try:
        return absolute(endpoint, **values)
    except BuildError:
        return ""


def surroundings(zone: str, year: int, around: Sequence[Any] | None = None) -> str:
    """What the bytes depend on beside the rows: our writing, the clock changes, the addresses, the centre's name and place."""
    if around is None:
        centre = venue()
        around = (centre.name, centre.address, centre.latitude, centre.longitude)
    told = zlib.crc32(repr((current_app.config["BASE_URL"], *around)).encode())
    return f"{EMITTER}.{FRAME}.{zlib.crc32(vtimezone(zone, year, year)):08x}.{told:08x}"


def written(facts: FeedFacts, entries: Sequence[Entry], *, flavour: str, now: datetime, gone: Sequence[Entry] = ()) -> bytes:
    """The calendar's bytes; `gone` are items that were in it and go on elsewhere."""
    bodies = ledger.fragments(entries, flavour=flavour, now=now)
    return calendar(facts, bodies + ledger.cancelled(gone, flavour=flavour, now=now) if gone else bodies)


def midnight(day: date, zone: str) -> datetime:
    return day_start(day, zone)


# For everybody ------------------------------------------------------------------------------------------------------


def event_feed(mark: Any, now: datetime, *, only: str = "", title: str = "", choose: Callable[[], Sequence[Any]] | None = None) -> Feed:
    """An event's published timetable, or the part of it that `choose` selects (conditions on PublishedSession).

    `mark` is `queries.event_mark`'s. Cancelled sessions stay in it as such until the event is over.
    """
    over = now.astimezone(ZoneInfo(mark.timezone)).date() > mark.ends_on
    changed_at = datetime.fromtimestamp(mark.changed_s, UTC) if mark.changed_s else mark.created_at
    if over:
        changed_at = max(changed_at, midnight(mark.ends_on + timedelta(days=1), mark.timezone))
    around = surroundings(mark.timezone, mark.starts_on.year, (mark.name, mark.address, mark.latitude, mark.longitude))
    key = f"event|{mark.id}|{only}|{mark.version}|{over}|{around}"

    def make() -> bytes:
        event = db.session.get_one(Event, mark.id)
        name = event.title.best(language_of(event))
        facts = FeedFacts(name=f"{name} – {title}" if title else name, changed_at=changed_at, zone=event.timezone,
                          url=page("programme.schedule", slug=event.slug))  # fmt: skip
        marks = queries.published_marks(event.id, *(choose() if choose else ()))
        if over:
            marks = [each for each in marks if not each.cancelled and event.cancelled_at is None]
        bodies = session_bodies(event, marks, around, site=site, now=now)
        here = [items.uid(each.uid) for each in marks]
        left = [items.code_of(uid) for uid in ledger.moved_out(member_key(mark.id, only), here)] if only and not over else []
        gone = [items.session_entry(row, event, site()) for row in queries.rows_by_uid(left)] if left else []
        return calendar(facts, bodies + ledger.cancelled(gone, flavour="", now=now) if gone else bodies)

    return Feed(key, changed_at, f"{mark.slug}{'-' + only.rpartition('/')[2] if only else ''}", make)


def member_key(event_id: int, only: str) -> str:
    return f"event:{event_id}/{only}"


def track_feed(mark: Any, slug: str, now: datetime) -> Feed | None:
    """One track; None when the event has none of this address or has published nothing."""
    name = queries.track_of(mark.id, slug)
    if name is None or not queries.any_published(mark.id):
        return None
    return event_feed(mark, now, only=f"tracks/{slug}", title=name.best(language_of(mark)), choose=lambda: [PublishedSession.track_slug == slug])


def event_room_feed(mark: Any, slug: str, now: datetime) -> Feed | None:
    """One room, in the same way."""
    name = queries.room_of(mark.id, slug)
    if name is None or not queries.any_published(mark.id):
        return None
    return event_feed(mark, now, only=f"rooms/{slug}", title=name.best(language_of(mark)), choose=lambda: [PublishedSession.room_slug == slug])


def speaker_feed(mark: Any, code: str, now: datetime) -> Feed | None:
    """The sessions of one person; None for somebody who is not on the published programme."""
    name = queries.speaker_of(mark.id, code)
    condition = queries.rows_with_speakers(mark.id, [code])
    if name is None or not (queries.any_published(mark.id, condition) or ledger.members(member_key(mark.id, f"speakers/{code}"))):
        return None
    return event_feed(mark, now, only=f"speakers/{code}", title=name, choose=lambda: [condition])


def session_feed(mark: Any, code: str, now: datetime) -> Feed | None:
    """One session; a chaired block with its talks."""
    title = queries.title_of(mark.id, code)
    if title is None:
        return None
    wanted = or_(PublishedSession.code == code, PublishedSession.part_of_code == code)
    return event_feed(mark, now, only=f"sessions/{code}", title=title.best(language_of(mark)), choose=lambda: [wanted])


def centre_feed(now: datetime) -> Feed:
    """All public events since the beginning of last year, each as whole days."""
    zone = venue().timezone
    since = date(now.astimezone(ZoneInfo(zone)).year - 1, 1, 1)
    mark = stamps([CENTRE])[CENTRE]
    changed_at = max(mark.changed_at, midnight(since.replace(year=since.year + 1), zone))
    language = str(current_app.config["DEFAULT_LOCALE"])
    facts = FeedFacts(name=in_language(venue().name, language), changed_at=changed_at, zone=zone, colour=venue().accent,
                      url=page("programme.events"))  # fmt: skip

    def make() -> bytes:
        place = site()
        return written(facts, [items.event_entry(event, place) for event in queries.events_since(since)], flavour="", now=now)

    return Feed(f"centre|{mark.version}|{since.year}|{surroundings(zone, since.year)}", changed_at, CENTRE, make)


# For whoever has the link ---------------------------------------------------------------------------------------------
