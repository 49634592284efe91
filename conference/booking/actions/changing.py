"""Change what is booked: move it, confirm an option, correct its facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conference.booking import mails, queries, rules, rules_life
from conference.booking.actions.claims import Taken, Wanted, before, claim, facts, lock, of_dates, settle, unclaim
from conference.booking.actions.line import tell_who_is_passed, telling_who_moves_up
from conference.booking.actions.placing import objections_to_text, taken
from conference.booking.models import Booking, Occurrence
from conference.booking.planning import Plan, plan_booking, plan_dates
from conference.booking.policy import override
from conference.booking.rules import OccurrenceState, State, Wish
from conference.booking.rules_life import BookingFacts
from conference.kernel.database import db, transaction
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.people.models import User
from conference.venue import queries as venue_queries
from conference.venue.models import LayoutName, Room
from conference.venue.rules import House, RoomFacts

KEEP: Any = object()  # a field that is not to change, where None means something


def plan_move(
    booking: Booking, *, span: Span, by: User | None, now: datetime, room: Room | RoomFacts | None = None, occurrence: Occurrence | None = None,
    override_reason: str | None = None,
) -> Plan:  # fmt: skip
    """What would come of moving the booking, or one date of a series, there. Writes nothing."""
    moving = [occurrence] if occurrence else queries.planned(booking)
    target = room or venue_queries.house().by_id[(occurrence or booking).room_id]
    plan = plan_booking(
        room=target, span=span, by=by, now=now, layout=booking.layout, attendance=booking.attendance, setup_minutes=booking.setup_minutes,
        teardown_minutes=booking.teardown_minutes, override_reason=override_reason, but_not=[each.id for each in moving],
        stands=next((each.span for each in moving if each.room_id == target.id), None),
    )  # fmt: skip
    known = BookingFacts(booking.state, occurrence.span, booking.is_series) if occurrence else facts(booking, now)
    plan.objections[:0] = rules_life.objections_to_moving(known, now=now, one_date=occurrence is not None)
    if occurrence and occurrence.state is not OccurrenceState.PLANNED:
        plan.objections[:0] = [Objection("not-planned", _("This date does not take place. Take it up again first."), field="occurrence")]
    return plan


@transaction
def move_booking(
    booking: Booking, *, span: Span, by: User, now: datetime, room: Room | RoomFacts | None = None, occurrence: Occurrence | None = None,
    override_reason: str | None = None,
) -> Booking:  # fmt: skip
    """Move a booking, or one date of a series, to another time or room. An option that moves queues again at the end of the
    line, unless it only gives something up.

    Raises Refused like `book_room`; then it stands where it stood.
    """
    target = venue_queries.facts_of(room) if room else None
    house = lock(booking, *([target] if target else []))
    was = before(booking, house)
    plan = plan_move(booking, span=span, by=by, now=now, room=target, occurrence=occurrence, override_reason=override_reason)
    if plan.objections:
        raise plan.refusal(by)
    moving = occurrence or queries.planned(booking)[0]
    left, gives_up = moving.room_id, moving.room_id == plan.wish.room.id and moving.span.contains(span)
    with telling_who_moves_up(booking, now):
        unclaim([moving])
        try:
            claim([Wanted(plan.wish.room.unit_ids, plan.wish.claimed(span), moving.id)], blocking=booking.state.blocks)
        except Taken:
            raise taken(plan_move(booking, span=span, by=by, now=now, room=target, occurrence=occurrence)).refusal(by) from None
        moving.room_id, moving.starts_at, moving.ends_at = plan.wish.room.id, span.start, span.end
        if not booking.is_series:
            booking.room_id = plan.wish.room.id
            booking.placed_at = booking.placed_at if gives_up else now
        if booking.expires_at is not None:
            booking.expires_at = min(booking.expires_at, min(each.starts_at for each in queries.planned(booking)))
        db.session.flush()
    settle(
        booking, "moved", by=by, now=now, was=was, more={"override_reason": override_reason} if override_reason else None, left=[house.by_id[left]]
    )
    mails.tell("booking_moved", booking, now=now, moved=moving)
    return booking


@transaction
def confirm_option(booking: Booking, *, by: User, now: datetime) -> Booking:
    """Turn an option into a confirmed booking, whatever its rank: the first who confirms has the room.

    Raises Refused when it is no option, has begun, or its room is taken or closed on one of its dates.
    """
    house = lock(booking)
    was = before(booking, house)
    refuse(rules_life.objections_to_confirming(facts(booking, now), now=now))
    _claim_again(booking, house, by=by, now=now, blocking=True)
    booking.state, booking.expires_at = State.CONFIRMED, None
    settle(booking, "confirmed", by=by, now=now, was=was)
    tell_who_is_passed(booking, now)
    mails.tell("booking_confirmed", booking, now=now)
    return booking


@transaction
def change_booking(
    booking: Booking, *, by: User, now: datetime, title: str = KEEP, note: str = KEEP, layout: LayoutName | None = KEEP,
    attendance: int | None = KEEP, setup_minutes: int = KEEP, teardown_minutes: int = KEEP, is_public: bool = KEEP,
    override_reason: str | None = None,
) -> Booking:  # fmt: skip
    """Correct a booking's facts, on all its dates to come; what is not named stays. Times and rooms are `move_booking`'s.

    Raises Refused when nothing can be changed any more, for a layout or number the room has not, and when longer set-up or
    clear-away would run into others.
    """
    house = lock(booking)
    was = before(booking, house)
    given = {"layout": layout, "attendance": attendance, "setup_minutes": setup_minutes, "teardown_minutes": teardown_minutes}
    texts: dict[str, Any] = {"title": title, "note": note, "is_public": is_public}
    changes = {name: value for name, value in (given | texts).items() if value is not KEEP}
    refuse(objections_to_text(changes.get("title", booking.title), changes.get("note", booking.note)), status=422)
    if not booking.state.is_live:
        refuse(rules_life.objections_to_cancelling(facts(booking, now), now=now))
    wanted: dict[str, Any] = {name: changes.get(name, getattr(booking, name)) for name in given}
    if changes.keys() & given.keys():
        objections = rules.objections_to_room(Wish(house.by_id[booking.room_id], **wanted))
        refuse(rules.overridden(objections, reason=override_reason, may_override=override(by)))
    for name, value in changes.items():
        setattr(booking, name, value.strip() if isinstance(value, str) and name in texts else value)
    if changes.keys() & {"setup_minutes", "teardown_minutes"}:
        _claim_again(booking, house, by=by, now=now, blocking=booking.state.blocks)
    settle(booking, "changed", by=by, now=now, was=was, more={"override_reason": override_reason} if override_reason else None)
    return booking


def _claim_again(booking: Booking, house: House, *, by: User, now: datetime, blocking: bool) -> None:
    """Claim the dates to come as the booking now stands; refuses what is in the way."""
    coming = [each for each in queries.planned(booking) if each.ends_at > now]
    with db.session.no_autoflush:
        plan = plan_dates(booking, coming, now=now)
    if plan.objections:
        raise plan.refusal(by)
    unclaim(coming)
    try:
        claim(of_dates(booking, coming, house), blocking=blocking)
    except Taken:
        raise taken(plan_dates(booking, coming, now=now)).refusal(by) from None
