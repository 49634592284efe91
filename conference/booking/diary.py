"""A day of the diary as plain facts: what is in each room, what is free between, when doors are closed. Pure, so that picture,
list, room page and door panel all tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conference.booking.rules import State
from conference.kernel.message import _
from conference.kernel.span import Span, merged
from conference.kernel.words import Words
from conference.venue.rules import A_DAY, Hours, House, RoomFacts, instant_of, open_spans

PRIVATE = _("Private booking")
SHORTEST_FREE = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """One date of a booking as the diary knows it, with what is needed to tell who may see what of it."""

    occurrence_uid: str
    room_id: int
    span: Span
    booking_uid: str
    title: str
    state: State
    setup_minutes: int
    teardown_minutes: int
    organisation_id: int
    organisation: Words
    holder_id: int
    is_public: bool
    is_series: bool
    attendance: int | None = None
    occurrence_id: int = 0
    rank: int | None = None  # an option's place in line, where it was asked for

    @property
    def claimed(self) -> Span:
        return self.span.widened(before=self.setup_minutes, after=self.teardown_minutes)

    @property
    def blocks(self) -> bool:
        return self.state is not State.OPTION


@dataclass(frozen=True)
class Shut:
    """A closure of a room."""

    room_id: int
    span: Span
    reason: str
    uid: str


@dataclass(frozen=True)
class Row:
    """One line of a room's day: a booking, a closure, or a free stretch."""

    span: Span
    entry: Entry | None = None
    shut: Shut | None = None
    other_room: RoomFacts | None = None  # the hall or part that was booked, where it is not this room itself

    @property
    def is_free(self) -> bool:
        return self.entry is None and self.shut is None


def whole_day(day: date, zone: str) -> Span:
    """From midnight to midnight on the zone's clock: 23 or 25 hours at a clock change."""
    return Span(instant_of(day, time(0), zone), instant_of(day + A_DAY, time(0), zone))


def room_day(room: RoomFacts, day: date, house: House, entries: Iterable[Entry], closures: Iterable[Shut], *, now: datetime) -> list[Row]:
    """Everything in a room on a day in order, with the free stretches of its opening hours that are still to come. Options
    do not make a stretch less free."""
    window = whole_day(day, house.zone)
    mine = [each for each in entries if set(house.by_id[each.room_id].unit_ids) & set(room.unit_ids) and each.span.overlaps(window)]
    shut = [each for each in closures if set(house.by_id[each.room_id].unit_ids) & set(room.unit_ids) and each.span.overlaps(window)]
    rows = [Row(each.span, entry=each, other_room=None if each.room_id == room.id else house.by_id[each.room_id]) for each in mine]
    rows += [Row(each.span, shut=each) for each in shut]
    taken = merged([*(each.claimed for each in mine if each.blocks), *(each.span for each in shut)])
    if room.closed_at is None:
        rows += [Row(each) for each in gaps(house.open_spans(room, [day]), taken, after=now)]
    return sorted(rows, key=lambda row: (row.span.start, not row.is_free, row.span.end))


def gaps(opened: Sequence[Span], taken: Sequence[Span], *, after: datetime) -> list[Span]:
    """What of the opened stretches is not taken and not over, where it is long enough to be of use."""
    free = []
    for stretch in opened:
        start = max(stretch.start, after) if after < stretch.end else None
        for each in (*(other for other in taken if other.overlaps(stretch)), None):
            end = min(each.start, stretch.end) if each else stretch.end
            if start is not None and end - start >= SHORTEST_FREE:
                free.append(Span(start, end))
            start = max(start, each.end) if start is not None and each else start
    return free


def closed_stretches(hours: tuple[Hours, ...], day: date, zone: str) -> list[Span]:
    """When doors are closed on a day."""
    window, closed = whole_day(day, zone), []
    start = window.start
    for each in open_spans(hours, [day], zone):
        if each.start > start:
            closed.append(Span(start, each.start))
        start = max(start, each.end)
    return [*closed, *([Span(start, window.end)] if start < window.end else [])]


def shown_hours(house: House, rooms: Iterable[RoomFacts]) -> tuple[time, time]:
    """From the first opening to the last closing of these rooms on any weekday; the whole day when one never closes."""
    hours = [each for room in rooms for each in (house.hours_of(room) or (Hours(0, time(0), time.max),))]
    return (min(each.opens for each in hours), max(each.closes for each in hours)) if hours else (time(8), time(20))
