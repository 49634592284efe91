"""The calendars that only a link opens: one's events, bookings and sessions, a room's diary."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from conference.feeds import items, items_private, ledger, queries
from conference.feeds.calendars import CENTRE, Feed, midnight, site, surroundings, written
from conference.feeds.entries import Days, Entry, FeedFacts, State
from conference.feeds.models import FeedToken
from conference.kernel.i18n import speaking
from conference.kernel.message import Message, _
from conference.kernel.stamps import stamps
from conference.people.models import User
from conference.venue.queries import house, venue
from conference.venue.rules import RoomFacts


@dataclass(frozen=True)
class Reader:
    """Whose link it is and when it is read: private calendars forget cancelled dates the day after."""

    user: User
    now: datetime
    language: str
    zone: str
    today: date
    made_at: datetime

    @property
    def this_morning(self) -> datetime:
        return midnight(self.today, self.zone)

    @property
    def since(self) -> date:
        return date(self.today.year - 1, 1, 1)

    def shown(self, entries: Sequence[Entry]) -> list[Entry]:
        """Without what was cancelled and would be over."""
        return [entry for entry in entries if entry.state is not State.CANCELLED or not self.is_over(entry)]

    def is_over(self, entry: Entry) -> bool:
        if isinstance(entry.when, Days):
            return entry.when.last < self.today
        return entry.when.end <= self.this_morning

    def said(self, message: Message) -> str:
        with speaking(self.language):
            return str(message)


def reader_of(token: FeedToken, now: datetime) -> Reader:
    user = token.user
    zone = venue().timezone
    language = user.locale or str(current_app.config["DEFAULT_LOCALE"])
    return Reader(user, now, language, zone, now.astimezone(ZoneInfo(zone)).date(), token.created_at)


def private_feed(token: FeedToken, now: datetime, *, details: bool) -> Feed:
    """What this link is for. `details`: whether its owner may still see whose bookings are in a diary."""
    reader = reader_of(token, now)
    if token.room_id is not None:
        return diary_feed(house().by_id[token.room_id], reader, detailed=token.detailed and details)
    return {"agenda": agenda_feed, "bookings": bookings_feed, "duties": duties_feed}[token.purpose.value](reader)


def private(
    reader: Reader, kind: str, scopes: Sequence[str], title: Message, version: str, latest: datetime, make: Any, entries_of: Any = None
) -> Feed:  # fmt: skip
    """What the private calendars have in common. `make` gives the items; `version` is what no stamp tells; `entries_of` finds
    items by uid that were in the calendar and may have moved out of it."""
    marks = stamps(list(scopes))
    changed_at = max([latest, reader.this_morning, *(mark.changed_at for mark in marks.values())])
    told = ".".join(str(marks[scope].version) for scope in scopes)
    key = f"{kind}|{told}|{version}|{reader.today}|{reader.language}|{surroundings(reader.zone, reader.today.year)}"
    facts = FeedFacts(name=reader.said(title), changed_at=changed_at, zone=reader.zone)

    def written_now() -> bytes:
        flavour, entries = make()
        left = ledger.moved_out(f"{kind}|{flavour}", {entry.uid for entry in entries}) if entries_of else set()
        gone = entries_of([items.code_of(uid) for uid in left]) if entries_of and left else []
        return written(facts, reader.shown(entries), flavour=flavour, now=reader.now, gone=[entry for entry in gone if not reader.is_over(entry)])

    return Feed(key, changed_at, kind.partition("|")[0], written_now)


def agenda_feed(reader: Reader) -> Feed:
    """The events that somebody is registered for."""
    rows = queries.registrations_version(reader.user)
    scopes = sorted({f"timetable:{row.event_id}" for row in rows})
    version = zlib.crc32(repr([(row.id, row.sequence, row.changed_at) for row in rows]).encode())
    latest = max((row.changed_at for row in rows), default=reader.made_at)

    def make() -> tuple[str, list[Entry]]:
        place = site()
        found: dict[str, Entry] = {}
        for registration in queries.registrations_of(reader.user, reader.since):
            entry = items_private.registration_entry(registration, place, reader.language)
            if entry.uid not in found or found[entry.uid].state is State.CANCELLED:  # registered again after a cancellation
                found[entry.uid] = entry
        return f"user:{reader.user.id}", list(found.values())

    return private(reader, f"agenda|{reader.user.id}", scopes, _("My events"), str(version), latest, make)


def bookings_feed(reader: Reader) -> Feed:
    """The dates that somebody has booked."""
    scope = f"user:{reader.user.id}"

    def make() -> tuple[str, list[Entry]]:
        rooms, place = house(), site()
        dates = queries.dates_of(reader.user, midnight(reader.since, reader.zone))
        with speaking(reader.language):
            entries = [items_private.date_entry(each, rooms, place, reader.language, detailed=True) for each in dates]
        return f"booking:{reader.language}", entries

    return private(reader, f"bookings|{reader.user.id}", [scope], _("My bookings"), "", reader.made_at, make)


def duties_feed(reader: Reader) -> Feed:
    """The published sessions on which somebody stands, as speaker or chair, in whichever event."""
    duties = queries.duties_of(reader.user)
    codes: dict[int, list[str]] = {}
    for speaker in duties:
        codes.setdefault(speaker.event_id, []).append(speaker.code)
    scopes = [f"timetable:{event_id}" for event_id in sorted(codes)]
    version = zlib.crc32(repr(sorted(codes.items())).encode())

    def make() -> tuple[str, list[Entry]]:
        events, place, entries = queries.events_by_id(list(codes)), site(), []
        for event_id, event in events.items():
            rows = queries.published_rows([event_id], queries.rows_with_speakers(event_id, codes[event_id]))
            entries += [items.session_entry(row, event, place) for row in rows]
        return "", entries

    def entries_of(uids: Sequence[str]) -> list[Entry]:
        rows, place = queries.rows_by_uid(uids), site()
        events = queries.events_by_id({row.event_id for row in rows})
        return [items.session_entry(row, events[row.event_id], place) for row in rows]

    return private(reader, f"duties|{reader.user.id}", scopes, _("My sessions"), str(version), reader.made_at, make, entries_of)


def diary_feed(room: RoomFacts, reader: Reader, *, detailed: bool) -> Feed:
    """When a room is taken: its own bookings, those of halls that contain it and of parts of it, its closures."""
    rooms = house()
    sharing = rooms.sharing(room.unit_ids)
    title = _("%(room)s: bookings", room=room.name.best(reader.language))

    def make() -> tuple[str, list[Entry]]:
        since, ids, place = datetime.combine(reader.since, time(), ZoneInfo(reader.zone)), [each.id for each in sharing], site()
        with speaking(reader.language):
            entries = [items_private.date_entry(each, rooms, place, reader.language, detailed=detailed) for each in queries.dates_in(ids, since)]
            entries += [
                items_private.closure_entry(each, rooms, place, reader.language, detailed=detailed) for each in queries.closures_in(ids, since)
            ]
        return f"{'booking' if detailed else 'busy'}:{reader.language}", entries

    def entries_of(uids: Sequence[str]) -> list[Entry]:
        place = site()
        with speaking(reader.language):
            return [items_private.date_entry(each, rooms, place, reader.language, detailed=detailed) for each in queries.dates_by_uid(uids)]

    kind = f"diary|{room.id}|{detailed}"
    return private(reader, kind, [room.scope, CENTRE], title, "", reader.made_at, make, entries_of)
