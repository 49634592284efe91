"""Give back, cancel, let lapse, take up again. Nothing is deleted but the claims on rooms: states change, the history grows."""

from __future__ import annotations

from datetime import datetime, timedelta

from conference.booking import mails, queries, rules_life
from conference.booking.actions.claims import Taken, before, claim, facts, lock, of_dates, settle, unclaim
from conference.booking.actions.line import telling_who_moves_up
from conference.booking.actions.placing import taken
from conference.booking.models import Booking, Occurrence
from conference.booking.planning import plan_dates
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db, transaction
from conference.kernel.history import SYSTEM
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.people.models import User
from conference.venue.rules import House


@transaction
def release_option(booking: Booking, *, by: User | str | None, now: datetime) -> Booking:
    """Give an option back. Those behind it move up, because rank is derived; who now stands first is told by mail.

    Raises Refused with every objection; then nothing has changed.
    """
    house = lock(booking)
    refuse(rules_life.objections_to_releasing(facts(booking, now), now=now))
    _end(booking, State.RELEASED, "released", house=house, by=by, now=now)
    return booking


@transaction
def cancel_booking(booking: Booking, *, by: User, now: datetime, occurrence: Occurrence | None = None, reason: str = "") -> Booking:
    """Cancel a booking, or one date of a series. Dates that are over stay as they were; what has begun is freed.

    Raises Refused when it is cancelled already or all of it is over.
    """
    house = lock(booking)
    if occurrence is not None:
        _cancel_date(booking, occurrence, house=house, by=by, now=now, reason=reason)
        return booking
    refuse(rules_life.objections_to_cancelling(facts(booking, now), now=now))
    _end(booking, State.CANCELLED, "cancelled", house=house, by=by, now=now, reason=reason)
    mails.tell("booking_cancelled", booking, now=now)
    return booking


@transaction
def restore_booking(booking: Booking, *, by: User, now: datetime, occurrence: Occurrence | None = None) -> Booking:
    """Take up again what was cancelled or given back, or one date that was cancelled or skipped, if the room is still free.
    An option queues at the end of the line.

    Raises Refused when there is nothing to take up, it is over, or the room has been taken in the meantime.
    """
    house = lock(booking)
    was = before(booking, house)
    dates = [occurrence] if occurrence else [each for each in booking.occurrences if each.state is OccurrenceState.CANCELLED]
    dates = [each for each in dates if each.state is not OccurrenceState.PLANNED and each.ends_at > now]
    refuse(_objections_to_restoring(booking, dates, occurrence))
    plan = plan_dates(booking, dates, now=now)
    if plan.objections:
        raise plan.refusal(by)
    if not booking.state.is_live:
        was_option = booking.expires_at is not None
        booking.state = State.OPTION if was_option else State.CONFIRMED
        if was_option:
            booking.placed_at = now
            booking.expires_at = min(now + timedelta(days=house.option_days), min(each.starts_at for each in dates))
    for each in dates:
        each.state, each.reason = OccurrenceState.PLANNED, None
    try:
        claim(of_dates(booking, dates, house), blocking=booking.state.blocks)
    except Taken:
        raise taken(plan_dates(booking, dates, now=now)).refusal(by) from None
    settle(booking, "taken_up_again", by=by, now=now, was=was)
    mails.tell("booking_confirmed", booking, now=now)
    return booking


def lapse_options(now: datetime) -> int:
    """Release every option whose time to decide is over; its holder and the next in line are told. Safe to run twice."""
    due = [booking.id for booking in db.session.scalars(queries.due_to_lapse(now))]
    return sum(_lapse(booking_id, now) for booking_id in due)


@transaction
def _lapse(booking_id: int, now: datetime) -> int:
    booking = db.session.get_one(Booking, booking_id)
    house = lock(booking)
    if booking.state is not State.OPTION or booking.expires_at is None or booking.expires_at > now:
        return 0
    _end(booking, State.RELEASED, "lapsed", house=house, by=SYSTEM, now=now)
    mails.tell("booking_lapsed", booking, now=now)
    return 1


def _end(booking: Booking, state: State, action: str, *, house: House, by: User | str | None, now: datetime, reason: str = "") -> None:
    """Free all dates that are not over and tell who moves up."""
    was = before(booking, house)
    coming = [each for each in queries.planned(booking) if each.ends_at > now or booking.state is State.OPTION]
    with telling_who_moves_up(booking, now):
        unclaim(coming)
        booking.state = state
        for each in coming:
            each.state = OccurrenceState.CANCELLED
        db.session.flush()
    settle(booking, action, by=by, now=now, was=was, more={"reason": reason} if reason else None)


def _cancel_date(booking: Booking, occurrence: Occurrence, *, house: House, by: User, now: datetime, reason: str) -> None:
    was = before(booking, house)
    known = rules_life.BookingFacts(booking.state, occurrence.span, booking.is_series)
    objections = rules_life.objections_to_cancelling(known, now=now)
    if occurrence.state is not OccurrenceState.PLANNED:
        objections = [Objection("not-planned", _("This date does not take place. There is nothing to cancel."), field="occurrence")]
    refuse(objections)
    with telling_who_moves_up(booking, now):
        unclaim([occurrence])
        occurrence.state, occurrence.reason = OccurrenceState.CANCELLED, reason[:300] or None
        if not queries.planned(booking):
            booking.state = State.CANCELLED
        db.session.flush()
    settle(booking, "date_cancelled", by=by, now=now, was=was, more={"reason": reason} if reason else None)
    mails.tell("booking_cancelled", booking, now=now, moved=occurrence)


def _objections_to_restoring(booking: Booking, dates: list[Occurrence], occurrence: Occurrence | None) -> list[Objection]:
    if occurrence is not None and not booking.state.is_live:
        return [Objection("not-live", _("This booking is %(state)s; nothing can be changed any more.", state=booking.state.label))]
    if occurrence is None and booking.state.is_live:
        return [Objection("nothing-to-restore", _("This booking stands; there is nothing to take up again."))]
    if not dates:
        return [Objection("already-over", _("This booking is over; it stays as it was."), field="starts_at")]
    return []
