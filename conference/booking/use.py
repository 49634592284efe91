"""How much of their open time rooms are in use: by room, and by weekday and hour. Set-up and clear-away count as use,
closures and options do not; a hall counts through its parts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from conference.booking.models import Claim
from conference.kernel.database import db
from conference.kernel.span import Span
from conference.venue.rules import House, RoomFacts

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class RoomUse:
    """Hours that a room was open, and those of them in which it was in use."""

    room: RoomFacts
    used: float
    open: float

    @property
    def share(self) -> float:
        return self.used / self.open if self.open else 0.0


@dataclass(frozen=True)
class Use:
    """The use of all rooms over some days; `hours` gives the share for (weekday, hour), 0 is Monday, of all rooms together."""

    rooms: tuple[RoomUse, ...]
    hours: Mapping[tuple[int, int], float]

    @property
    def share(self) -> float:
        opened = sum(each.open for each in self.rooms)
        return sum(each.used for each in self.rooms) / opened if opened else 0.0


def taken(window: Span) -> Sequence[tuple[int, Span]]:
    """What confirmed bookings claim of each atomic room in the window. One statement."""
    wanted = (Claim.blocking, Claim.occurrence_id.is_not(None), Claim.overlaps(window))
    rows = db.session.execute(select(Claim.unit_id, Claim.starts_at, Claim.ends_at).where(*wanted).order_by(Claim.unit_id, Claim.starts_at))
    return [(unit, Span(start, end)) for unit, start, end in rows]


def use_of(claims: Iterable[tuple[int, Span]], house: House, days: Sequence[date]) -> Use:
    """Shares of open time in use, in the centre's zone; claims outside of opening hours are left out. Pure."""
    place = ZoneInfo(house.zone)
    atomic = {room.unit_ids[0]: room for room in house.in_service if not room.is_combined}
    opened: dict[int, float] = {}
    doors: dict[int, list[Span]] = {}
    offered: dict[tuple[int, int], float] = defaultdict(float)
    kept: dict[tuple[object, ...], tuple[list[Span], list[tuple[tuple[int, int], float]]]] = {}
    for unit, room in atomic.items():
        hours = house.hours_of(room)
        if hours not in kept:
            spans = house.open_spans(room, days)
            kept[hours] = spans, [part for span in spans for part in by_the_hour(span, place)]
        doors[unit], parts = kept[hours]
        opened[unit] = sum(length for _hour, length in parts)
        for hour, length in parts:
            offered[hour] += length
    used: dict[int, float] = defaultdict(float)
    taken_then: dict[tuple[int, int], float] = defaultdict(float)
    for unit, span in claims:
        for part in within(span, doors.get(unit, [])):
            for hour, length in by_the_hour(part, place):
                used[unit] += length
                taken_then[hour] += length
    rooms = tuple(RoomUse(room, used[unit], opened[unit]) for unit, room in atomic.items())
    return Use(rooms, {hour: taken_then[hour] / length for hour, length in offered.items() if length})


def within(span: Span, doors: Sequence[Span]) -> Iterator[Span]:
    """The parts of a span that lie in these stretches, which are in order and apart."""
    for opened in doors[max(0, bisect_right(doors, span.start, key=lambda each: each.end)) :]:
        if opened.start >= span.end:
            return
        yield Span(max(span.start, opened.start), min(span.end, opened.end))


def by_the_hour(span: Span, place: ZoneInfo) -> Iterator[tuple[tuple[int, int], float]]:
    """A span cut at full hours of the wall clock: (weekday, hour) and how much of an hour."""
    start = span.start
    while start < span.end:
        wall: datetime = start.astimezone(place)
        end = min(span.end, start + timedelta(minutes=60 - wall.minute) - timedelta(seconds=wall.second, microseconds=wall.microsecond))
        yield (wall.weekday(), wall.hour), (end - start) / AN_HOUR
        start = end
