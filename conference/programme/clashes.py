"""What cannot be as the draft has it: two things in one room, somebody in two places, a session outside what was booked. Pure.

Clashes are told, never forbidden: a timetable is full of them while it is made. Each names both sides. Back to back is fine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conference.kernel.message import Message, _
from conference.kernel.span import Span, merged
from conference.kernel.words import Words
from conference.programme.rules import Part


class ClashKind(StrEnum):
    ROOM_TWICE = "room-twice"
    SPEAKER_TWICE = "speaker-twice"
    CHAIR_TWICE = "chair-twice"
    OUTSIDE_BOOKING = "outside-booking"
    OUTSIDE_BLOCK = "outside-block"
    OUTSIDE_DAYS = "outside-days"

    @property
    def label(self) -> Message:
        return LABELS[self]


LABELS: Mapping[ClashKind, Message] = {
    ClashKind.ROOM_TWICE: _("two sessions in one room"),
    ClashKind.SPEAKER_TWICE: _("speaker in two sessions at once"),
    ClashKind.CHAIR_TWICE: _("chair in two sessions at once"),
    ClashKind.OUTSIDE_BOOKING: _("room not booked for this time"),
    ClashKind.OUTSIDE_BLOCK: _("talk outside its session"),
    ClashKind.OUTSIDE_DAYS: _("outside the days of the event"),
}


@dataclass(frozen=True)
class Duty:
    """Who takes part, and as what. `who` is the same for one human, however often the programme prints them."""

    who: Hashable
    name: str
    part: Part


@dataclass(frozen=True)
class Placement:
    """A session of the draft with its time. `units` are the atomic rooms of the centre that its room occupies, none outside it."""

    code: str
    title: Words
    span: Span
    room: Hashable = None
    room_name: Words = field(default_factory=Words)
    units: frozenset[int] = frozenset()
    duties: tuple[Duty, ...] = ()
    part_of: str | None = None


@dataclass(frozen=True)
class Clash:
    """One contradiction: its kind, the sentence for people, the sessions it is about (one or both sides)."""

    kind: ClashKind
    message: Message
    sessions: tuple[Placement, ...]

    @property
    def span(self) -> Span:
        """The stretch in which it happens: what both sides share, or the session's own."""
        return Span(max(each.span.start for each in self.sessions), min(each.span.end for each in self.sessions))


def find_clashes(placements: Sequence[Placement], *, booked: Mapping[int, Iterable[Span]], days: Span) -> list[Clash]:
    """Every clash, in the order of time. `booked`: the spans that the event has booked of each atomic room; `days`: the event's."""
    found = [*rooms_twice(placements), *people_twice(placements), *outside_bookings(placements, booked)]
    found += [*outside_blocks(placements), *outside_days(placements, days)]
    return sorted(found, key=lambda clash: (min(each.span for each in clash.sessions), clash.kind, clash.sessions[0].code))


def rooms_twice(placements: Iterable[Placement]) -> Iterator[Clash]:
    """Two blocks, or two talks of one block, in one room; a combined hall stands for each of its parts."""

    def places(each: Placement) -> Iterable[Hashable]:
        return [(each.part_of, "unit", unit) for unit in each.units] or ([(each.part_of, "room", each.room)] if each.room is not None else [])

    for one, other in pairs(placements, places):
        if one.room == other.room:
            message = _("“%(one)s” and “%(other)s” are both in %(room)s.", one=one.title, other=other.title, room=one.room_name)
        else:
            message = _(
                "“%(one)s” in %(room)s and “%(other)s” in %(other_room)s use the same space.",
                one=one.title, other=other.title, room=one.room_name, other_room=other.room_name,
            )  # fmt: skip
        yield Clash(ClashKind.ROOM_TWICE, message, (one, other))


def people_twice(placements: Iterable[Placement]) -> Iterator[Clash]:
    """Somebody in two sessions at once. Whoever chairs a block may speak in it."""

    def who(each: Placement) -> set[Hashable]:
        return {duty.who for duty in each.duties}

    for one, other in pairs(placements, who):
        if one.code == other.part_of or other.code == one.part_of:
            continue
        duties: dict[Hashable, list[Duty]] = defaultdict(list)
        for duty in (*one.duties, *other.duties):
            duties[duty.who].append(duty)
        for person in sorted(who(one) & who(other), key=str):
            chairs = any(duty.part is Part.CHAIR for duty in duties[person])
            message = _("%(name)s is in “%(one)s” and in “%(other)s” at once.", name=duties[person][0].name, one=one.title, other=other.title)
            yield Clash(ClashKind.CHAIR_TWICE if chairs else ClashKind.SPEAKER_TWICE, message, (one, other))


def outside_bookings(placements: Iterable[Placement], booked: Mapping[int, Iterable[Span]]) -> Iterator[Clash]:
    """A session in a room of the centre that the event has not booked for all of it. Talks are covered by their block."""
    ours = {unit: merged(spans) for unit, spans in booked.items()}
    for each in placements:
        if each.part_of is None and not all(any(span.contains(each.span) for span in ours.get(unit, ())) for unit in each.units):
            message = _("“%(title)s” is in %(room)s at a time that the event has not booked it for.", title=each.title, room=each.room_name)
            yield Clash(ClashKind.OUTSIDE_BOOKING, message, (each,))


def outside_blocks(placements: Sequence[Placement]) -> Iterator[Clash]:
    blocks = {each.code: each for each in placements if each.part_of is None}
    for each in placements:
        block = blocks.get(each.part_of or "")
        if each.part_of is not None and (block is None or not block.span.contains(each.span)):
            title = block.title if block else each.part_of
            message = _("The talk “%(talk)s” is not within the time of its session “%(session)s”.", talk=each.title, session=title)
            yield Clash(ClashKind.OUTSIDE_BLOCK, message, (each,))


def outside_days(placements: Iterable[Placement], days: Span) -> Iterator[Clash]:
    """A session that begins before the first or after the last day; a party may end the morning after."""
    for each in placements:
        if each.span.start not in days:
            yield Clash(ClashKind.OUTSIDE_DAYS, _("“%(title)s” begins outside the days of the event.", title=each.title), (each,))


def pairs(placements: Iterable[Placement], keys: Callable[[Placement], Iterable[Hashable]]) -> Iterator[tuple[Placement, Placement]]:
    """Every two placements that overlap in time and share a key, the earlier first, each pair once."""
    running: dict[Hashable, list[Placement]] = defaultdict(list)
    for each in sorted(placements, key=lambda placement: (placement.span, placement.code)):
        met: dict[str, Placement] = {}
        for key in keys(each):
            running[key] = [other for other in running[key] if other.span.end > each.span.start]
            met.update((other.code, other) for other in running[key])
            running[key].append(each)
        for other in met.values():
            yield other, each
