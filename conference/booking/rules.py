"""What may happen to a booking, and why not. No clock, no database: facts in, objections out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from conference.kernel.message import Message, _
from conference.kernel.objection import Objection
from conference.kernel.span import Span, local_days
from conference.kernel.words import Words
from conference.venue.rules import House, LayoutName, RoomFacts, said_hours, told_hours

HORIZON = timedelta(days=3 * 366)  # a congress is booked years ahead; what is beyond is a typing error
LONGEST = timedelta(days=31)
GRACE = timedelta(minutes=15)  # "now" may be chosen by somebody who stands at the door
MOST_MINUTES = 24 * 60  # of set-up, of clear-away


class State(StrEnum):
    """The life of a booking. A confirmed one excludes others; options wait in line and exclude nobody."""

    OPTION = "option"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Message:
        return LABELS[self]

    @property
    def blocks(self) -> bool:
        return self is State.CONFIRMED

    @property
    def is_live(self) -> bool:
        return self in LIVE


LIVE = frozenset({State.OPTION, State.CONFIRMED})

LABELS: Mapping[State, Message] = {
    State.OPTION: _("option"),
    State.CONFIRMED: _("confirmed"),
    State.RELEASED: _("released"),
    State.CANCELLED: _("cancelled"),
}

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.OPTION: frozenset({State.CONFIRMED, State.RELEASED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.CANCELLED}),
    State.RELEASED: frozenset(),
    State.CANCELLED: frozenset(),
}


class OccurrenceState(StrEnum):
    """One date of a booking: it takes place, was skipped because the room was taken or closed, or was cancelled."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Message:
        return OCCURRENCE_LABELS[self]


OCCURRENCE_LABELS: Mapping[OccurrenceState, Message] = {
    OccurrenceState.PLANNED: _("takes place"),
    OccurrenceState.SKIPPED: _("skipped"),
    OccurrenceState.CANCELLED: _("cancelled"),
}

# What the centre's staff may set aside when they say why. That a room is free, and how many people the law lets in, nobody may.
MAY_BE_OVERRIDDEN = frozenset({"in-the-past", "too-far-ahead", "too-long", "outside-opening-hours", "over-capacity"})
# What belongs to one date of a series, so that the date can be skipped and the others kept.
OF_ONE_DATE = frozenset({"in-the-past", "too-far-ahead", "outside-opening-hours", "room-taken", "room-closed"})


@dataclass(frozen=True)
class Busy:
    """An atomic room that is occupied: by a date of a booking, or by a closure."""

    unit_id: int
    span: Span
    occurrence_id: int | None = None
    closure_id: int | None = None


@dataclass(frozen=True)
class Conflict:
    """What stands in the way: which room, from when to when, and whose it is (shown only to those who may see it)."""

    room: RoomFacts
    span: Span
    is_closure: bool = False
    booking_uid: str | None = None
    title: str = ""
    organisation_id: int | None = None
    organisation: Words | None = None
    holder_id: int | None = None
    is_public: bool = False
    key: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Alternative:
    """A room that is free then, one click away."""

    room: RoomFacts
    span: Span
    layout: LayoutName | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a room, whenever that is."""

    room: RoomFacts
    layout: LayoutName | None = None
    attendance: int | None = None
    setup_minutes: int = 0
    teardown_minutes: int = 0

    def claimed(self, span: Span) -> Span:
        """What the room is occupied for: the event with set-up before and clear-away after it."""
        return span.widened(before=self.setup_minutes, after=self.teardown_minutes)


# Wanting a room -------------------------------------------------------------------------------------------------------


def objections_to_room(wish: Wish) -> list[Objection]:
    """Why this room cannot serve, whatever the date: out of service, layout, number of people, set-up times."""
    room, name = wish.room, wish.room.name
    objections = []
    if room.closed_at is not None:
        objections.append(Objection("room-out-of-service", _("%(room)s is out of service. Choose another room.", room=name), field="room"))
    if wish.layout is not None and room.layout(wish.layout) is None:
        objections.append(_unknown_layout(room, wish.layout))
    elif wish.attendance is not None:
        objections += _objections_to_number(wish, wish.attendance)
    for field, minutes in (("setup_minutes", wish.setup_minutes), ("teardown_minutes", wish.teardown_minutes)):
        if not 0 <= minutes <= MOST_MINUTES:
            objections.append(Objection("set-up-too-long", _("Set-up and clear-away take between 0 minutes and a day."), field=field))
    return objections


def _unknown_layout(room: RoomFacts, layout: LayoutName) -> Objection:
    if not room.layouts:
        return Objection("layout-unknown", _("%(room)s has no layouts to choose from. Leave the layout open.", room=room.name), field="layout")
    offered = Listed([each.name.label for each in room.layouts])
    message = _("%(room)s cannot be set up as %(layout)s. It can be: %(offered)s.", room=room.name, layout=layout.label, offered=offered)
    return Objection("layout-unknown", message, field="layout")


def _objections_to_number(wish: Wish, attendance: int) -> list[Objection]:
    room, legal = wish.room, wish.room.legal_capacity
    if attendance < 1:
        return [Objection("nobody-comes", _("At least one person comes."), field="attendance")]
    if legal is not None and attendance > legal:
        message = _("%(room)s may legally hold %(most)s people. Choose a larger room.", room=room.name, most=legal)
        return [Objection("over-legal-capacity", message, field="attendance", data={"capacity": legal})]
    most = room.capacity(wish.layout)
    if room.layouts and attendance > most:
        message = _("%(room)s holds %(most)s people at most. Choose a larger room.", room=room.name, most=most)
        if wish.layout is not None:
            message = _(
                "As %(layout)s, %(room)s holds %(most)s people. Choose another layout or a larger room.",
                layout=wish.layout.label,
                room=room.name,
                most=most,
            )
        return [Objection("over-capacity", message, field="attendance", data={"capacity": most})]
    return []


def objections_to_span(wish: Wish, span: Span, *, house: House, now: datetime) -> list[Objection]:
    """Why not then, whoever else wants the room: past, too far ahead, too long, doors closed."""
    objections = []
    if span.start < now - GRACE:
        objections.append(Objection("in-the-past", _("This time is over. Choose one to come."), field="starts_at"))
    if span.end > now + HORIZON:
        objections.append(Objection("too-far-ahead", _("Rooms can be booked up to three years ahead."), field="starts_at"))
    if span.length > LONGEST:
        objections.append(
            Objection("too-long", _("A booking lasts at most %(days)s days. Make several, or a series.", days=LONGEST.days), field="ends_at")
        )
    elif not house.is_open(wish.room, span):
        objections.append(_closed_doors(wish.room, span, house))
    return objections


def _closed_doors(room: RoomFacts, span: Span, house: House) -> Objection:
    """Which end of the span lies outside, and when doors are open on that day."""
    hours, place = house.hours_of(room), ZoneInfo(house.zone)
    opened = house.open_spans(room, local_days(span, house.zone))
    starts_inside = any(span.start in each for each in opened)
    day: date = (span.end - timedelta(microseconds=1) if starts_inside else span.start).astimezone(place).date()
    said = said_hours(hours, day)
    message = _(
        "%(room)s is open %(hours)s on that day. Choose a time within.",
        room=room.name,
        hours=told_hours(each for each in hours if each.weekday == day.weekday()),
    )
    if not said:
        message = _("%(room)s is closed on that day of the week. Choose another day.", room=room.name)
    return Objection("outside-opening-hours", message, field="ends_at" if starts_inside and said else "starts_at", data={"hours": said})


def objections_to_conflicts(wish: Wish, conflicts: Sequence[Conflict]) -> list[Objection]:
    """The room is taken by bookings, or closed."""
    objections = []
    if any(not each.is_closure for each in conflicts):
        objections.append(
            Objection("room-taken", _("%(room)s is taken at that time. Choose another time or room.", room=wish.room.name), field="starts_at")
        )
    if any(each.is_closure for each in conflicts):
        objections.append(
            Objection("room-closed", _("%(room)s is closed at that time. Choose another time or room.", room=wish.room.name), field="starts_at")
        )
    return objections


def is_free(wish: Wish, span: Span, busy: Collection[Busy]) -> bool:
    """Whether none of the room's units is occupied in what the wish claims."""
    claimed, units = wish.claimed(span), wish.room.unit_ids
    return not any(each.unit_id in units and each.span.overlaps(claimed) for each in busy)


def overridden(objections: Sequence[Objection], *, reason: str | None, may_override: bool) -> list[Objection]:
    """What is left when somebody of the staff gives a reason; everybody else is told that they may not."""
    if not (reason or "").strip():
        return list(objections)
    if not may_override:
        refusal = Objection("override-not-allowed", _("Only the centre's staff may make exceptions. Ask them."), field="override_reason")
        return [*objections, refusal]
    return [each for each in objections if each.code not in MAY_BE_OVERRIDDEN]


class Listed:
    """Messages in a row, each in the reader's language when it is shown."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)

    def __str__(self) -> str:
        return ", ".join(str(each) for each in self.messages)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and self.messages == other.messages

    def __hash__(self) -> int:
        return hash(self.messages)
