"""A published timetable as its readers ask for it: slots in their language, narrowed to what they want. Pure.

Times are the event's own; a night's sessions until 04:00 belong to the evening before, as people say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.rules import SessionKind

NIGHT = timedelta(hours=4)
KINDS = {kind.value: kind for kind in SessionKind}


@dataclass(frozen=True, slots=True)
class Slot:
    """One published session, with the words already in the reader's language; `language` is the title's, where it differs."""

    code: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    title: str
    title_language: str | None
    subtitle: str
    otherwise: str  # title and subtitle in the other languages: found, not shown
    people: tuple[tuple[str, str], ...]  # code, name
    kind: SessionKind
    kind_label: str
    language: str
    track: str | None
    track_name: str
    colour: int | None
    room: str | None
    room_name: str
    part_of: str | None
    has_parts: bool
    tongues: tuple[tuple[str, str], ...] = ()  # names of track and room in another language than the reader's: name, language

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def names(self) -> str:
        return ", ".join(name for _code, name in self.people)


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty means everything."""

    day: date | None = None
    track: str = ""
    room: str = ""
    text: str = ""

    def takes(self, slot: Slot) -> bool:
        if (self.track and slot.track != self.track) or (self.room and slot.room != self.room):
            return False
        return not self.text or self.text.casefold() in f"{slot.title} {slot.subtitle} {slot.names} {slot.otherwise}".casefold()


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: days, tracks and rooms of the whole timetable, by address and name, in its order."""

    days: tuple[date, ...] = ()
    tracks: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)
    tongues: Mapping[str, str] = field(default_factory=dict)  # of names in another language than the reader's


def slot(row: Any, languages: Sequence[str]) -> Slot:
    """A published row (code, starts_at, ends_at, cancelled, card) in the reader's language."""
    card = row.card
    title, subtitle, track, room = card["title"], card["subtitle"], card["track"], card["room"]
    every = [*title.values(), *subtitle.values()]
    tongue = languages[0] if languages[0] in title else Words(title).language(*languages)
    return Slot(
        code=row.code, starts_at=row.starts_at, ends_at=row.ends_at, cancelled=row.cancelled, title=title.get(tongue, ""),
        title_language=None if tongue == languages[0] else tongue, subtitle=best(subtitle, languages), kind=KINDS[card["kind"]],
        otherwise=" ".join(every) if len(every) > 1 else "", kind_label=card["kind_label"], language=card["language"],
        people=tuple({each["code"]: each["name"] for each in card["people"]}.items()), part_of=card["part_of"], has_parts=card["has_parts"],
        track=track and track["slug"], track_name=best(track["name"], languages) if track else "", colour=track and track["colour"],
        room=room and room["slug"], room_name=best(room["name"], languages) if room else "",
        tongues=tuple(each for named in (track, room) if named and (each := foreign(named["name"], languages))),
    )  # fmt: skip


def foreign(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str] | None:
    """A name and its language, when that is not the reader's."""
    if languages[0] in texts or not texts:
        return None
    tongue = Words(texts).language(*languages) or ""
    return None if tongue.split("-")[0] == languages[0] else (texts[tongue], tongue)


def best(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    return texts[languages[0]] if languages[0] in texts else Words(texts).best(*languages) if texts else ""


def last_day_anywhere(now: datetime) -> date:
    """The day it is where it is earliest: an event that ended before it is over in every zone."""
    return (now - timedelta(hours=12)).date()


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day people would say: a session at two in the morning belongs to the evening before."""
    return (instant.astimezone(zone).replace(tzinfo=None) - NIGHT).date()  # on the wall's clock, also in the night of a clock change


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The instant from which on `day_of` tells this day."""
    return (datetime.combine(day, time(0)) + NIGHT).replace(tzinfo=zone).astimezone(UTC)


def choices(slots: Iterable[Slot], zone: ZoneInfo, order: Sequence[str] = (), track_order: Sequence[str] = ()) -> Choices:
    """Every day, track and room that is on the timetable; rooms and tracks in these orders, the others behind them by name."""
    days: set[date] = set()
    tracks: dict[str, tuple[str, int]] = {}
    rooms: dict[str, str] = {}
    tongues: dict[str, str] = {}
    for each in slots:
        tongues.update(each.tongues)
        days.add(day_of(each.starts_at, zone))
        if each.track:
            tracks[each.track] = (each.track_name, each.colour or 1)
        if each.room:
            rooms[each.room] = each.room_name
    place = {track: number for number, track in enumerate(track_order)}
    by_name = dict(sorted(tracks.items(), key=lambda item: (place.get(item[0], len(place)), item[1][0].casefold())))
    rank = {room: number for number, room in enumerate(order)}
    in_order = sorted(rooms, key=lambda room: (rank.get(room, len(rank)), rooms[room].casefold()))
    return Choices(tuple(sorted(days)), by_name, {room: rooms[room] for room in in_order}, tongues)


def wanted_slots(slots: Sequence[Slot], wanted: Wanted, zone: ZoneInfo) -> list[Slot]:
    """The slots that the reader asked for; a block comes with any of its talks, so that a talk never stands without it."""
    taken = [each for each in slots if wanted.takes(each) and (wanted.day is None or day_of(each.starts_at, zone) == wanted.day)]
    codes = {each.code for each in taken}
    blocks = {each.part_of for each in taken} - codes
    return [each for each in slots if each.code in codes or each.code in blocks]
