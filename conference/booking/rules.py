"""What may happen to a booking, and why not. No clock, no database: facts in, objections out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from conference.kernel.message import Message, _


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
        return self in {State.OPTION, State.CONFIRMED}


LABELS: Mapping[State, Message] = {
    State.OPTION: _("option"),
    State.CONFIRMED: _("confirmed"),
    State.RELEASED: _("released"),
    State.CANCELLED: _("cancelled"),
}

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.OPTION: frozenset({State.CONFIRMED, State.RELEASED}),
    State.CONFIRMED: frozenset({State.CANCELLED}),
    State.RELEASED: frozenset(),
    State.CANCELLED: frozenset(),
}


class OccurrenceState(StrEnum):
    """One date of a booking: it takes place, was skipped because the room was taken or closed, or was cancelled."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
