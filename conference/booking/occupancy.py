"""When rooms are occupied, held so that many questions are answered fast; and what is free instead. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, zip_longest
from zoneinfo import ZoneInfo

from conference.booking.rules import GRACE, Alternative, Busy, Wish
from conference.kernel.span import Span
from conference.venue.rules import House, RoomFacts

MOST_ALTERNATIVES = 3
STEP = timedelta(minutes=15)
NEAR = timedelta(hours=5)
DAYS_AROUND = 7


class Occupancy:
    """Busy stretches by unit. What blocks a unit never overlaps, so both ends are sorted and a search is enough."""

    def __init__(self, busy: Iterable[Busy]) -> None:
        self.by_unit: dict[int, list[Busy]] = {}
        for each in sorted(busy, key=lambda each: each.span):
            self.by_unit.setdefault(each.unit_id, []).append(each)
        self.ends = {unit: [each.span.end for each in row] for unit, row in self.by_unit.items()}

    def hits(self, unit_ids: Collection[int], span: Span) -> Iterator[Busy]:
        """What occupies any of these units during the span."""
        for unit in unit_ids:
            row = self.by_unit.get(unit, [])
            for number in range(bisect_right(self.ends.get(unit, []), span.start), len(row)):
                if row[number].span.start >= span.end:
                    break
                yield row[number]

    def is_free(self, unit_ids: Collection[int], span: Span) -> bool:
        return next(self.hits(unit_ids, span), None) is None


def similar_rooms(wish: Wish, house: House) -> list[RoomFacts]:
    """Rooms that could serve instead, the nearest in size first: same layout where one is asked, enough places."""
    room = wish.room
    needed = wish.attendance or round(room.capacity(wish.layout) * 0.8)
    aim = wish.attendance or room.capacity(wish.layout)
    names = {each.name for each in room.layouts}

    def serves(other: RoomFacts) -> bool:
        has_layout = other.layout(wish.layout) is not None if wish.layout else bool(names & {each.name for each in other.layouts})
        return other.id != room.id and has_layout and other.capacity(wish.layout) >= needed

    def distance(other: RoomFacts) -> tuple[int, int, bool, int]:
        return abs(other.capacity(wish.layout) - aim), -len(room.features & other.features), other.building != room.building, other.position

    return sorted((other for other in house.in_service if serves(other)), key=distance)


def other_rooms(wish: Wish, spans: Sequence[Span], house: House, busy: Occupancy) -> Iterator[Alternative]:
    """Similar rooms that are open and free on every one of these dates."""
    for room in similar_rooms(wish, house):
        before, after = room.turnover(wish.layout)
        if all(house.is_open(room, span) and busy.is_free(room.unit_ids, span.widened(before=before, after=after)) for span in spans):
            yield Alternative(room, spans[0], wish.layout)


def other_times(wish: Wish, spans: Sequence[Span], house: House, busy: Occupancy, *, now: datetime) -> Iterator[Alternative]:
    """The same room at the nearest times of the same day, then (a single date) at the same time of the days around."""
    place, room = ZoneInfo(house.zone), wish.room
    for shift in _shifts():
        moved = [span.shifted(shift) for span in spans]
        same_day = all(new.start.astimezone(place).date() == old.start.astimezone(place).date() for new, old in zip(moved, spans, strict=True))
        if (
            same_day
            and moved[0].start >= now - GRACE
            and all(house.is_open(room, new) and busy.is_free(room.unit_ids, wish.claimed(new)) for new in moved)
        ):
            yield Alternative(room, moved[0], wish.layout)
    if len(spans) == 1:
        for days in (sign * number for number in range(1, DAYS_AROUND + 1) for sign in (1, -1)):
            other_day = _on_another_day(spans[0], days, place)
            if other_day and other_day.start > now and house.is_open(room, other_day) and busy.is_free(room.unit_ids, wish.claimed(other_day)):
                yield Alternative(room, other_day, wish.layout)


def chosen(times: Iterable[Alternative], rooms: Iterable[Alternative]) -> list[Alternative]:
    """At most three, another time and other rooms in turn; of the same room no two times that overlap."""
    picked: list[Alternative] = []
    for pair in zip_longest(_apart(times), islice(rooms, MOST_ALTERNATIVES)):
        picked += [each for each in pair if each is not None]
        if len(picked) >= MOST_ALTERNATIVES:
            break
    return picked[:MOST_ALTERNATIVES]


def _apart(times: Iterable[Alternative]) -> Iterator[Alternative]:
    seen: list[Span] = []
    for each in times:
        if not any(each.span.overlaps(other) for other in seen):
            seen.append(each.span)
            yield each
            if len(seen) == MOST_ALTERNATIVES:
                return


def _shifts() -> Iterator[timedelta]:
    for number in range(1, NEAR // STEP + 1):
        yield number * STEP
        yield -number * STEP


def _on_another_day(span: Span, days: int, place: ZoneInfo) -> Span | None:
    """The same wall-clock times so many days later; None where a clock change leaves no such time."""
    walls = [(instant.astimezone(place) + timedelta(days=days)).replace(fold=0) for instant in (span.start, span.end)]
    start, end = (each.astimezone(UTC) for each in walls)
    exists = start.astimezone(place).replace(tzinfo=None) == walls[0].replace(tzinfo=None)
    return Span(start, end) if exists and start < end else None
