"""The law of registration: states, transitions, who gets a place. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from conference.kernel.message import Message, _


class State(StrEnum):
    """The life of a registration. Confirmed and pending ones hold a place."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Message:
        return LABELS[self]

    @property
    def holds_place(self) -> bool:
        return self in {State.PENDING, State.CONFIRMED}


LABELS: Mapping[State, Message] = {
    State.PENDING: _("waiting for approval"),
    State.CONFIRMED: _("confirmed"),
    State.WAITLISTED: _("on the waiting list"),
    State.DECLINED: _("declined"),
    State.CANCELLED: _("cancelled"),
}

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.PENDING: frozenset({State.CONFIRMED, State.DECLINED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.CANCELLED}),
    State.WAITLISTED: frozenset({State.PENDING, State.CONFIRMED, State.CANCELLED}),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset(),
}


class ScanResult(StrEnum):
    """What a scan at the door came to."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    NOT_CONFIRMED = "not_confirmed"
    WRONG_EVENT = "wrong_event"
    UNKNOWN = "unknown"
