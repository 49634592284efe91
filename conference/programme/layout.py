"""Where each slot stands on the page: rooms as columns, five-minute rows from the day's first hour. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conference.kernel.span import merged
from conference.programme.rules import SessionKind
from conference.programme.timetable import Slot, day_of

STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
MOST_ROOMS, MOST_STEPS = 60, 288  # what static/css/grid.css has classes for; beyond them a day is shown as a list


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot stands on its day's grid: column from 1 (0: across all), row and length in steps; `half` 1 or 2 where two share a room."""

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
            names.append(f"column-{self.column or 'all'} row-start-{self.row} row-span-{self.rows}")
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

    def jumps(self) -> Iterator[tuple[datetime, str]]:
        """For each hour in which something begins: the hour, and the code of the first that does."""
        waiting = deque(sorted(self.places, key=lambda place: place.slot.starts_at))
        for _row, hour in self.hours:
            while waiting and waiting[0].slot.starts_at < hour:
                waiting.popleft()
            if waiting and waiting[0].slot.starts_at < hour + HOUR:
                yield hour, waiting[0].slot.code


def lay_out(slots: Sequence[Slot], zone: ZoneInfo, order: Sequence[str]) -> list[Day]:
    """The days, each with its rooms in this order and its slots in the order of time. What is in no room lies across all of them
    (a lunch break), where nothing else is on; else it has a column behind the rooms."""
    by_day: dict[date, list[Slot]] = {}
    for each in slots:
        by_day.setdefault(day_of(each.starts_at, zone), []).append(each)
    return [lay_out_day(on, by_day[on], zone, order) for on in sorted(by_day)]


def lay_out_day(on: date, slots: Sequence[Slot], zone: ZoneInfo, order: Sequence[str]) -> Day:
    across = for_everybody(slots)
    names = {each.room: each.room_name for each in slots if each.code not in across} or {None: ""}
    rank = {room: number for number, room in enumerate(order)}
    rooms = sorted(names, key=lambda room: (room is None, rank.get(room or "", len(rank)), names[room]))
    columns = {None: 0} | {room: number for number, room in enumerate(rooms, 1)}
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
            each, 0 if each.code in across else columns[each.room], row := (each.starts_at - origin) // STEP,
            max(1, -((each.starts_at - each.ends_at) // STEP)) if row < MOST_STEPS else 1, halves.get(each.code, 0),
        )
        for each in ordered
    )  # fmt: skip
    hours = tuple((number * 12, origin + number * HOUR) for number in range(-(-steps // 12)))
    fits = len(rooms) <= MOST_ROOMS and steps <= MOST_STEPS
    return Day(on, places, tuple((room, names[room]) for room in rooms), hours, fits)


def for_everybody(slots: Iterable[Slot]) -> set[str]:
    """The codes of what is in no room while nothing that is in one is on (a break): it lies across all rooms."""
    held = merged(each.span for each in slots if each.room is not None)
    return {each.code for each in slots if each.room is None and not any(each.span.overlaps(span) for span in held)}


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
