"""A published timetable laid out for a page: days, rooms as columns, five-minute rows. Pure: published cards in, places out.

Times are the event's own; a night's sessions until 04:00 belong to the evening before, as people say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.rules import SessionKind

NIGHT = timedelta(hours=4)
STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
KINDS = {kind.value: kind for kind in SessionKind}
MOST_ROOMS, MOST_STEPS = 60, 288  # what static/css/grid.css has classes for; beyond them a day is shown as a list


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

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def names(self) -> str:
        return ", ".join(name for _code, name in self.people)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot stands on its day's grid: column from 1, row and length in steps; `half` 1 or 2 where two share a room."""

    slot: Slot
    column: int
    row: int
    rows: int
    half: int = 0

    def classes(self, grid: bool) -> str:
        """The classes by which the style sheets know it (static/css/schedule.css, grid.css)."""
        slot, names = self.slot, []
        if slot.colour:
            names.append(f"track-{slot.colour}")
        if slot.has_parts:
            names.append("slot-session")
        elif slot.part_of:
            names.append("in-session")
        elif slot.kind is SessionKind.BREAK:
            names.append("slot-break")
        if slot.cancelled:
            names.append("slot-cancelled")
        if grid:
            names.append(f"column-{self.column} row-start-{self.row} row-span-{self.rows}")
        if grid and self.half:
            names.append(f"half-{self.half}")
        return " ".join(names)


@dataclass(frozen=True)
class Day:
    """One day of the timetable. `hours` are (row, instant); `fits` tells whether it can be a grid."""

    on: date
    places: tuple[Place, ...]
    rooms: tuple[tuple[str | None, str], ...]
    hours: tuple[tuple[int, datetime], ...]
    fits: bool


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
        return not self.text or self.text.casefold() in f"{slot.title} {slot.subtitle} {slot.names}".casefold()


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: days, tracks and rooms of the whole timetable, by address and name, in its order."""

    days: tuple[date, ...] = ()
    tracks: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)


def slot(row: Any, languages: Sequence[str]) -> Slot:
    """A published row (code, starts_at, ends_at, cancelled, card) in the reader's language."""
    card = row.card
    title, track, room = card["title"], card["track"], card["room"]
    tongue = languages[0] if languages[0] in title else Words(title).language(*languages)
    return Slot(
        code=row.code, starts_at=row.starts_at, ends_at=row.ends_at, cancelled=row.cancelled, title=title.get(tongue, ""),
        title_language=None if tongue == languages[0] else tongue, subtitle=card["subtitle"], kind=KINDS[card["kind"]],
        kind_label=card["kind_label"], language=card["language"],
        people=tuple({each["code"]: each["name"] for each in card["people"]}.items()), part_of=card["part_of"], has_parts=card["has_parts"],
        track=track and track["slug"], track_name=best(track["name"], languages) if track else "", colour=track and track["colour"],
        room=room and room["slug"], room_name=best(room["name"], languages) if room else "",
    )  # fmt: skip


def best(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    return texts[languages[0]] if languages[0] in texts else Words(texts).best(*languages)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day people would say: a session at two in the morning belongs to the evening before."""
    return (instant - NIGHT).astimezone(zone).date()


def choices(slots: Iterable[Slot], zone: ZoneInfo, order: Sequence[str] = ()) -> Choices:
    """Every day, track and room that is on the timetable; the rooms in this order, the others behind them."""
    days: set[date] = set()
    tracks: dict[str, tuple[str, int]] = {}
    rooms: dict[str, str] = {}
    for each in slots:
        days.add(day_of(each.starts_at, zone))
        if each.track:
            tracks[each.track] = (each.track_name, each.colour or 1)
        if each.room:
            rooms[each.room] = each.room_name
    by_name = dict(sorted(tracks.items(), key=lambda item: item[1][0].casefold()))
    rank = {room: number for number, room in enumerate(order)}
    in_order = sorted(rooms, key=lambda room: (rank.get(room, len(rank)), rooms[room].casefold()))
    return Choices(tuple(sorted(days)), by_name, {room: rooms[room] for room in in_order})


def wanted_slots(slots: Sequence[Slot], wanted: Wanted, zone: ZoneInfo) -> list[Slot]:
    """The slots that the reader asked for; a block comes with any of its talks, so that a talk never stands without it."""
    taken = [each for each in slots if wanted.takes(each) and (wanted.day is None or day_of(each.starts_at, zone) == wanted.day)]
    codes = {each.code for each in taken}
    blocks = {each.part_of for each in taken} - codes
    return [each for each in slots if each.code in codes or each.code in blocks]


def lay_out(slots: Sequence[Slot], zone: ZoneInfo, order: Sequence[str]) -> list[Day]:
    """The days, each with its rooms in this order (those without a room last) and its slots in the order of time."""
    by_day: dict[date, list[Slot]] = {}
    for each in slots:
        by_day.setdefault(day_of(each.starts_at, zone), []).append(each)
    return [lay_out_day(on, by_day[on], zone, order) for on in sorted(by_day)]


def lay_out_day(on: date, slots: Sequence[Slot], zone: ZoneInfo, order: Sequence[str]) -> Day:
    names = {each.room: each.room_name for each in slots}
    rank = {room: number for number, room in enumerate(order)}
    rooms = sorted(names, key=lambda room: (room is None, rank.get(room or "", len(rank)), names[room]))
    columns = {room: number for number, room in enumerate(rooms, 1)}
    origin = min(each.starts_at for each in slots).astimezone(zone).replace(minute=0, second=0).astimezone(UTC)  # elapsed, not wall, from here
    steps = -((origin - max(each.ends_at for each in slots)) // STEP)
    blocks = {each.code: each for each in slots if each.has_parts}

    def in_order(each: Slot) -> tuple[Any, ...]:
        """By time, then by room; a block's talks right behind it, whatever runs beside them."""
        top = blocks.get(each.part_of or "", each)
        return (top.starts_at, columns[top.room], top.ends_at, top.code, each is not top, each.starts_at, each.code)

    ordered = sorted(slots, key=in_order)
    halves = share(sorted(slots, key=lambda each: (each.starts_at, each.code)))
    places = tuple(
        Place(
            each, columns[each.room], row := (each.starts_at - origin) // STEP,
            max(1, -((each.starts_at - each.ends_at) // STEP)) if row < MOST_STEPS else 1, halves.get(each.code, 0),
        )
        for each in ordered
    )  # fmt: skip
    hours = tuple((number * 12, origin + number * HOUR) for number in range(-(-steps // 12)))
    fits = len(rooms) <= MOST_ROOMS and steps <= MOST_STEPS
    return Day(on, places, tuple((room, names[room]) for room in rooms), hours, fits)


def share(slots: Iterable[Slot]) -> dict[str, int]:
    """Who has to share a room's width: 1 or 2 by code, for those that overlap. A block and its talks do not count."""
    halves: dict[str, int] = {}
    last: dict[tuple[str | None, str | None], Slot] = {}
    for each in slots:
        key = (each.room, each.part_of)
        before = last.get(key)
        if before is not None and before.ends_at > each.starts_at:
            halves.setdefault(before.code, 1)
            halves[each.code] = 3 - halves[before.code]
        if before is None or each.ends_at > before.ends_at:
            last[key] = each
    return halves
