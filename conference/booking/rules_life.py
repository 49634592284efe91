"""The life of a booking after it was made: what may still happen to it, and why not. Pure, like rules.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conference.booking.rules import GRACE, TRANSITIONS, State
from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.kernel.span import Span


@dataclass(frozen=True)
class BookingFacts:
    """A booking as the law sees it. `span` reaches from its first to its last date that takes place."""

    state: State
    span: Span | None
    is_series: bool = False


def objections_to_confirming(booking: BookingFacts, *, now: datetime) -> list[Objection]:
    """Why an option cannot become a confirmed booking; that the room is free is asked beside it."""
    if State.CONFIRMED not in TRANSITIONS[booking.state]:
        return [_not_an_option(booking)]
    return _begun(booking, now)


def objections_to_releasing(booking: BookingFacts, *, now: datetime) -> list[Objection]:
    """Why this booking cannot be given back; empty when it can."""
    if State.RELEASED not in TRANSITIONS[booking.state]:
        return [_not_an_option(booking)]
    return _begun(booking, now)


def objections_to_cancelling(booking: BookingFacts, *, now: datetime) -> list[Objection]:
    """Why it cannot be cancelled: not live, or all of it is over. What has begun may be cancelled: the rest is freed."""
    if State.CANCELLED not in TRANSITIONS[booking.state]:
        return [_not_live(booking)]
    if booking.span is not None and booking.span.end <= now:
        return [Objection("already-over", _("This booking is over; it stays as it was."), field="starts_at")]
    return []


def objections_to_moving(booking: BookingFacts, *, now: datetime, one_date: bool) -> list[Objection]:
    """Why it cannot be moved from where it is; where it goes is asked beside it."""
    if not booking.state.is_live:
        return [_not_live(booking)]
    if booking.is_series and not one_date:
        return [Objection("choose-a-date", _("This is a series. Say which of its dates is to move."), field="occurrence")]
    if booking.span is not None and booking.span.end <= now:
        return [Objection("already-over", _("This booking is over; it stays as it was."), field="starts_at")]
    return []


def _not_an_option(booking: BookingFacts) -> Objection:
    return Objection("not-an-option", _("Only an option can be confirmed or given back; this booking is %(state)s.", state=booking.state.label))


def _not_live(booking: BookingFacts) -> Objection:
    return Objection("not-live", _("This booking is %(state)s; nothing can be changed any more.", state=booking.state.label))


def _begun(booking: BookingFacts, now: datetime) -> list[Objection]:
    if booking.span is not None and booking.span.start < now - GRACE:
        return [Objection("already-started", _("It has already begun."), field="starts_at")]
    return []
