"""Book a room: once or as a series, as an option or confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conference.booking import mails, queries
from conference.booking.actions.claims import Taken, Wanted, claim, settle
from conference.booking.actions.line import tell_who_is_passed
from conference.booking.models import Booking, Occurrence
from conference.booking.planning import OnConflict, Plan, plan_booking
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db, transaction
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.people.models import Organisation, User
from conference.venue import queries as venue_queries
from conference.venue.models import LayoutName, Room
from conference.venue.rules import RoomFacts

LONGEST_TITLE, LONGEST_NOTE = 200, 5_000


@transaction
def book_room(
    *, room: Room | RoomFacts, span: Span, title: str, organisation: Organisation, by: User, now: datetime, layout: LayoutName | None = None,
    attendance: int | None = None, setup_minutes: int | None = None, teardown_minutes: int | None = None, state: State = State.CONFIRMED,
    rrule: str | None = None, on_conflict: OnConflict = "refuse", note: str = "", is_public: bool = False, override_reason: str | None = None,
) -> Booking:  # fmt: skip
    """Book a room for a span, or for every date of a series that begins with it; set-up and clear-away default to the
    room's and layout's. An option waits in line and lapses after the centre's days; a confirmed booking excludes others.

    Raises Refused with every objection, the conflicts as far as `by` may see them and up to three free alternatives; then
    nothing has changed. With `on_conflict="skip"` dates of a series that are taken or closed stay as skipped ones.
    """
    wanted: dict[str, Any] = {
        "room": room, "span": span, "by": by, "now": now, "layout": layout, "attendance": attendance, "setup_minutes": setup_minutes,
        "teardown_minutes": teardown_minutes, "state": state, "rrule": rrule, "on_conflict": on_conflict, "override_reason": override_reason,
    }  # fmt: skip
    refuse(objections_to_text(title, note), status=422)
    facts = venue_queries.facts_of(room)
    queries.lock_units(facts.unit_ids)
    plan = plan_booking(**wanted)
    if plan.objections:
        raise plan.refusal(by)
    booking = _booking(plan, title=title, organisation=organisation, by=by, now=now, state=state, note=note, is_public=is_public)
    db.session.add(booking)
    db.session.flush()
    dates = [each for each in booking.occurrences if each.state is OccurrenceState.PLANNED]
    try:
        claim([Wanted(facts.unit_ids, plan.wish.claimed(each.span), each.id) for each in dates], blocking=state.blocks)
    except Taken:
        raise taken(plan_booking(**wanted)).refusal(by) from None
    settle(booking, "booked", by=by, now=now, was=None, more={"override_reason": override_reason} if override_reason else None)
    if state.blocks:
        tell_who_is_passed(booking, now)
    mails.tell("booking_confirmed", booking, now=now)
    return booking


def objections_to_text(title: str, note: str) -> list[Objection]:
    """Why a title or a note cannot stand."""
    wrong = []
    if not title.strip():
        wrong.append(Objection("title-missing", _("Please say what the room is for."), field="title"))
    if len(title) > LONGEST_TITLE:
        wrong.append(Objection("title-too-long", _("At most %(max)d characters, please.", max=LONGEST_TITLE), field="title"))
    if len(note) > LONGEST_NOTE:
        wrong.append(Objection("note-too-long", _("At most %(max)d characters, please.", max=LONGEST_NOTE), field="note"))
    return wrong


def taken(plan: Plan) -> Plan:
    """The plan after the database refused: whoever was faster is seen now; if not, it is said all the same."""
    if plan.objections:
        return plan
    message = _("%(room)s is taken at that time. Choose another time or room.", room=plan.wish.room.name)
    return replace(plan, objections=[Objection("room-taken", message, field="starts_at")])


def _booking(plan: Plan, *, title: str, organisation: Organisation, by: User, now: datetime, state: State, note: str, is_public: bool) -> Booking:
    wish, series, room_id = plan.wish, plan.series, plan.wish.room.id
    booking = Booking(
        room_id=room_id, organisation_id=organisation.id, holder_id=by.id, title=title.strip(), note=note.strip(), state=state, layout=wish.layout,
        attendance=wish.attendance, setup_minutes=wish.setup_minutes, teardown_minutes=wish.teardown_minutes, is_public=is_public,
        zone=plan.house.zone, placed_at=now, created_at=now, changed_at=now,
    )  # fmt: skip
    if series:
        booking.rrule, booking.wall_start, booking.wall_end = series.rrule, f"{series.first:%Y-%m-%dT%H:%M}", f"{series.last:%Y-%m-%dT%H:%M}"
    if state is State.OPTION:
        first = plan.occurrences[0].span
        booking.expires_at = min(now + timedelta(days=plan.house.option_days), first.start) if first else None
    for each in plan.dates:
        if each.span is not None:
            stands = OccurrenceState.PLANNED if each.is_free else OccurrenceState.SKIPPED
            row = Occurrence(room_id=room_id, starts_at=each.span.start, ends_at=each.span.end, state=stands)
            row.reason = None if each.is_free else each.objections[0].code
            booking.occurrences.append(row)
    return booking
