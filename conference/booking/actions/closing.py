"""Close a room for maintenance or a holiday, and open it again. A closure occupies the room like a booking does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from conference.booking import queries, rules
from conference.booking.actions.claims import Taken, Wanted, claim
from conference.booking.models import Claim
from conference.booking.occupancy import Occupancy
from conference.booking.planning import Plan, PlannedDate
from conference.booking.rules import Wish
from conference.kernel.database import db, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.kernel.stamps import touch
from conference.people.models import User
from conference.venue import queries as venue_queries
from conference.venue.models import Closure, Room
from conference.venue.rules import House, RoomFacts

LONGEST_REASON = 200


@transaction
def close_room(room: Room | RoomFacts, *, span: Span, reason: str, by: User, now: datetime) -> Closure:
    """Close a room, and so all halls that it is part of, for a span.

    Raises Refused when it is booked then (the bookings are in the refusal: move or cancel them first) or closed already.
    """
    house, facts = venue_queries.house(), venue_queries.facts_of(room)
    queries.lock_units(facts.unit_ids)
    refuse(_objections_to_closing(reason, span, now), status=422)
    plan = _plan(facts, span, house)
    if plan.objections:
        raise plan.refusal(by)
    closure = Closure(room_id=facts.id, reason=reason.strip(), starts_at=span.start, ends_at=span.end, created_at=now)
    db.session.add(closure)
    db.session.flush()
    try:
        claim([Wanted(facts.unit_ids, span, closure_id=closure.id)], blocking=True)
    except Taken:
        raise _plan(facts, span, house).refusal(by) from None
    _settle(closure, "closed", facts, house, by=by, now=now)
    return closure


@transaction
def lift_closure(closure: Closure, *, by: User, now: datetime) -> Closure:
    """Open the room again, from now on. Refuses what is lifted or over already."""
    house = venue_queries.house()
    db.session.refresh(closure, with_for_update={"of": Closure})
    if closure.lifted_at is not None or closure.ends_at <= now:
        refuse([Objection("closure-over", _("This closure is over. The room is open."))])
    db.session.execute(delete(Claim).where(Claim.closure_id == closure.id))
    closure.lifted_at = now
    _settle(closure, "opened_again", house.by_id[closure.room_id], house, by=by, now=now)
    return closure


def _plan(room: RoomFacts, span: Span, house: House) -> Plan:
    wish = Wish(room)
    found = queries.conflicts(list(Occupancy(queries.busy(span, room.unit_ids)).hits(room.unit_ids, span)), house)
    objections = []
    if any(not each.is_closure for each in found):
        objections.append(
            Objection("room-taken", _("%(room)s is booked then. Move or cancel these bookings first.", room=room.name), field="starts_at")
        )
    if any(each.is_closure for each in found):
        objections.append(Objection("room-closed", _("%(room)s is closed then already.", room=room.name), field="starts_at"))
    return Plan(wish, house, (PlannedDate(span.start.replace(tzinfo=None), span, tuple(objections), tuple(found)),), objections)


def _objections_to_closing(reason: str, span: Span, now: datetime) -> list[Objection]:
    wrong = []
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        wrong.append(Objection("reason-missing", _("Please say why, in at most %(max)s characters.", max=LONGEST_REASON), field="reason"))
    if span.end <= now:
        wrong.append(Objection("in-the-past", _("This time is over. Choose one to come."), field="starts_at"))
    if span.end > now + rules.HORIZON:
        wrong.append(
            Objection(
                "too-far-ahead", _("Rooms can be closed up to three years ahead. To close one for good, take it out of service."), field="ends_at"
            )
        )
    return wrong


def _settle(closure: Closure, action: str, room: RoomFacts, house: House, *, by: User, now: datetime) -> None:
    facts = {"room": room.slug, "reason": closure.reason, "starts_at": closure.starts_at, "ends_at": closure.ends_at, "lifted_at": closure.lifted_at}
    record(closure.entity, action, by=by, at=now, after=facts)
    touch(queries.DIARY, *(each.scope for each in house.sharing(room.unit_ids)), now=now)
