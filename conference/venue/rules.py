"""The house as plain facts: rooms, their layouts and parts, and when doors are open. No clock, no database.

Opening hours are wall-clock times of the venue's zone; they become instants day by day, so that an hour lost or won at a
clock change is lost or won by the night, never by a booking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from conference.kernel.message import Message, _
from conference.kernel.span import Span, local_days, merged
from conference.kernel.words import Words

MIDNIGHT = time.max  # as a closing time: the end of the day
A_DAY = timedelta(days=1)
MOST_REMEMBERED = 256


class LayoutName(StrEnum):
    """The trade's set-up styles."""

    THEATRE = "theatre"
    CLASSROOM = "classroom"
    BOARDROOM = "boardroom"
    U_SHAPE = "u_shape"
    HOLLOW_SQUARE = "hollow_square"
    CABARET = "cabaret"
    BANQUET = "banquet"
    RECEPTION = "reception"
    EXHIBITION = "exhibition"
    POSTER = "poster"
    BOOTH = "booth"
    STUDIO = "studio"

    @property
    def label(self) -> Message:
        return LAYOUT_LABELS[self]


LAYOUT_LABELS: Mapping[LayoutName, Message] = {
    LayoutName.THEATRE: _("theatre"),
    LayoutName.CLASSROOM: _("classroom"),
    LayoutName.BOARDROOM: _("boardroom"),
    LayoutName.U_SHAPE: _("U-shape"),
    LayoutName.HOLLOW_SQUARE: _("hollow square"),
    LayoutName.CABARET: _("cabaret"),
    LayoutName.BANQUET: _("banquet"),
    LayoutName.RECEPTION: _("reception"),
    LayoutName.EXHIBITION: _("exhibition"),
    LayoutName.POSTER: _("poster show"),
    LayoutName.BOOTH: _("interpretation booth"),
    LayoutName.STUDIO: _("studio"),
}


@dataclass(frozen=True, order=True)
class Hours:
    """One opening interval: 0 is Monday; closing at MIDNIGHT means until the day's end."""

    weekday: int
    opens: time
    closes: time

    @property
    def text(self) -> str:
        return f"{self.opens:%H:%M}–{'24:00' if self.closes == MIDNIGHT else f'{self.closes:%H:%M}'}"


@dataclass(frozen=True)
class LayoutFacts:
    name: LayoutName
    capacity: int
    setup_minutes: int | None = None
    teardown_minutes: int | None = None


@dataclass(frozen=True)
class RoomFacts:
    """A room as every rule sees it. Own hours, when there are any, stand in place of the centre's."""

    id: int
    uid: str
    slug: str
    name: Words
    unit_ids: tuple[int, ...]
    layouts: tuple[LayoutFacts, ...] = ()
    features: frozenset[str] = frozenset()
    description: Words = field(default_factory=Words)
    building: str = ""
    floor: str | None = None
    area_m2: float | None = None
    legal_capacity: int | None = None
    wheelchair_places: int | None = None
    setup_minutes: int = 0
    teardown_minutes: int = 0
    position: int = 0
    closed_at: datetime | None = None
    hours: tuple[Hours, ...] = ()

    @property
    def is_combined(self) -> bool:
        return len(self.unit_ids) > 1

    @property
    def scope(self) -> str:
        return f"room:{self.id}"

    @property
    def entity(self) -> str:
        return f"room:{self.uid}"

    @cached_property
    def _by_layout(self) -> Mapping[LayoutName | str | None, LayoutFacts]:
        """Each layout by its name; under None the one that holds most."""
        found: dict[LayoutName | str | None, LayoutFacts] = {each.name: each for each in self.layouts}
        return found | {None: max(self.layouts, key=lambda each: each.capacity)} if self.layouts else found

    def layout(self, name: LayoutName | str | None) -> LayoutFacts | None:
        return self._by_layout.get(name) if name else None

    def capacity(self, name: LayoutName | str | None = None) -> int:
        """Places in this layout (0 when it cannot be set up so), or the most of any; never more than legally allowed."""
        found = self._by_layout.get(name)
        most = found.capacity if found else 0
        return min(most, self.legal_capacity or most)

    def turnover(self, name: LayoutName | str | None = None) -> tuple[int, int]:
        """Minutes of set-up and clear-away for this layout: its own where it has any, else the room's."""
        layout = self.layout(name)
        before = layout.setup_minutes if layout and layout.setup_minutes is not None else self.setup_minutes
        after = layout.teardown_minutes if layout and layout.teardown_minutes is not None else self.teardown_minutes
        return before, after


@dataclass(frozen=True)
class House:
    """The centre and all its rooms, in the order in which they are shown."""

    zone: str
    rooms: tuple[RoomFacts, ...]
    hours: tuple[Hours, ...] = ()
    option_days: int = 14

    @cached_property
    def by_id(self) -> Mapping[int, RoomFacts]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def by_slug(self) -> Mapping[str, RoomFacts]:
        return {room.slug: room for room in self.rooms}

    @cached_property
    def in_service(self) -> tuple[RoomFacts, ...]:
        return tuple(room for room in self.rooms if room.closed_at is None)

    @cached_property
    def _by_unit(self) -> Mapping[int, tuple[RoomFacts, ...]]:
        found: dict[int, list[RoomFacts]] = {}
        for room in self.rooms:
            for unit in room.unit_ids:
                found.setdefault(unit, []).append(room)
        return {unit: tuple(rooms) for unit, rooms in found.items()}

    def sharing(self, unit_ids: Iterable[int]) -> list[RoomFacts]:
        """Every room that occupies any of these units: the rooms themselves and the halls that contain them."""
        found = {room.id: room for unit in unit_ids for room in self._by_unit.get(unit, ())}
        return sorted(found.values(), key=lambda room: (room.position, room.id))

    def parts(self, room: RoomFacts) -> list[RoomFacts]:
        """The atomic rooms of a combined one."""
        return [self.by_id[unit] for unit in room.unit_ids if unit != room.id and unit in self.by_id]

    def hours_of(self, room: RoomFacts) -> tuple[Hours, ...]:
        return room.hours or self.hours

    def open_spans(self, room: RoomFacts, days: Iterable[date]) -> list[Span]:
        return open_spans(self.hours_of(room), days, self.zone)

    def is_open(self, room: RoomFacts, span: Span) -> bool:
        """Whether doors are open for the whole span; asked for all rooms at once it is worked out once for all who share hours."""
        hours = self.hours_of(room)
        key = (id(hours), span.start, span.end)
        if key not in self._doors:
            if len(self._doors) >= MOST_REMEMBERED:
                self._doors.clear()
            self._doors[key] = is_open(hours, span, self.zone)
        return self._doors[key]

    @cached_property
    def _doors(self) -> dict[tuple[int, datetime, datetime], bool]:
        return {}


def open_spans(hours: Collection[Hours], days: Iterable[date], zone: str) -> list[Span]:
    """The stretches in which doors are open on these local days, touching ones joined; no hours at all: always open."""
    place = ZoneInfo(zone)
    spans = []
    for day in days:
        if not hours:
            spans.append(Span(_instant(day, time(0), place), _instant(day + A_DAY, time(0), place)))
        for each in hours:
            if each.weekday == day.weekday():
                start = _instant(day, each.opens, place)
                end = _instant(day + A_DAY, time(0), place) if each.closes == MIDNIGHT else _instant(day, each.closes, place, fold=1)
                if start < end:  # an interval inside the hour that the clocks jump over is not there that day
                    spans.append(Span(start, end))
    return merged(spans)


def is_open(hours: Collection[Hours], span: Span, zone: str) -> bool:
    """Whether doors are open for the whole span. One that is longer than a day keeps the room over closed nights: then
    only its beginning and its end must lie in opening hours."""
    if not hours:
        return True
    opened = open_spans(hours, _with_neighbours(local_days(span, zone)), zone)
    if span.length <= A_DAY:
        return any(each.contains(span) for each in opened)
    return any(span.start in each for each in opened) and any(each.start < span.end <= each.end for each in opened)


def said_hours(hours: Sequence[Hours], day: date) -> str:
    """`09:00–12:00, 14:00–18:00`, or nothing when it stays closed that day."""
    return ", ".join(each.text for each in sorted(hours) if each.weekday == day.weekday())


def told_hours(hours: Iterable[Hours]) -> Message:
    """The same as the reader writes times, when it is shown; without hours it says nothing."""
    pairs = [(each.opens, time(0) if each.closes == MIDNIGHT else each.closes) for each in sorted(hours)]
    facts = {f"{word}{number}": at for number, pair in enumerate(pairs) for word, at in zip(("from", "until"), pair, strict=True)}
    return Message(", ".join(f"%(from{number})s–%(until{number})s" for number in range(len(pairs))), facts)


def _with_neighbours(days: list[date]) -> list[date]:
    """Intervals that touch at midnight are one, so the day before and the day after count too."""
    return [days[0] - A_DAY, *days, days[-1] + A_DAY]


def instant_of(day: date, at: time, zone: str) -> datetime:
    """The first instant at which the clock of a zone shows this time; in a gap the jump itself. For pictures and doors, which
    must have an answer; what people type goes through `kernel.span.wall`, which asks back."""
    return _instant(day, at, ZoneInfo(zone))


def _instant(day: date, at: time, place: ZoneInfo, *, fold: int = 0) -> datetime:
    """The first (fold=1: the last) instant at which the clock shows this time; where it jumps over it, the jump itself.
    Never an error: doors must open on every day of the year."""
    wanted = datetime.combine(day, at)
    instant = wanted.replace(tzinfo=place, fold=fold).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wanted:
        return instant
    instant = wanted.replace(tzinfo=place, fold=1).astimezone(UTC)
    while instant.astimezone(place).replace(tzinfo=None) < wanted:
        instant += timedelta(minutes=1)
    return instant
