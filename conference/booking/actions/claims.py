"""Claims: how a date occupies its room's units. Inserted in one order, so that two bookings never wait for each other; an
overlap that slipped past every check is refused by the database itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from conference.booking import queries
from conference.booking.models import UNIT_TAKEN, Booking, Claim, Occurrence, booking_facts
from conference.booking.rules_life import BookingFacts
from conference.kernel.database import db, violated
from conference.kernel.history import record
from conference.kernel.span import Span
from conference.kernel.stamps import touch
from conference.people.models import User
from conference.venue import queries as venue_queries
from conference.venue.rules import House, RoomFacts


class Taken(Exception):
    """The database refused an overlap."""


@dataclass(frozen=True)
class Wanted:
    """A claim to be made: these units for this span, for a date of a booking or a closure."""

    unit_ids: Collection[int]
    span: Span
    occurrence_id: int | None = None
    closure_id: int | None = None


def claim(wanted: Iterable[Wanted], *, blocking: bool) -> None:
    """Insert the claims, sorted by unit and time. Raises Taken when one overlaps another that blocks; then none of them
    stands, and the transaction goes on."""
    rows = [
        {
            "unit_id": unit, "starts_at": each.span.start, "ends_at": each.span.end, "blocking": blocking,
            "occurrence_id": each.occurrence_id, "closure_id": each.closure_id,
        }
        for each in wanted for unit in each.unit_ids
    ]  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Claim), sorted(rows, key=lambda row: (row["unit_id"], row["starts_at"])))
    except IntegrityError as problem:
        if violated(problem) != UNIT_TAKEN:
            raise
        raise Taken from problem


def unclaim(occurrences: Collection[Occurrence]) -> None:
    """Free what these dates occupied."""
    db.session.execute(delete(Claim).where(Claim.occurrence_id.in_([each.id for each in occurrences])))


def claimed(booking: Booking, span: Span) -> Span:
    """What a date of this booking occupies its room for."""
    return span.widened(before=booking.setup_minutes, after=booking.teardown_minutes)


def of_dates(booking: Booking, occurrences: Iterable[Occurrence], house: House) -> list[Wanted]:
    """The claims of these dates."""
    return [Wanted(house.by_id[each.room_id].unit_ids, claimed(booking, each.span), each.id) for each in occurrences]


def rooms_of(booking: Booking, house: House) -> list[RoomFacts]:
    """The rooms of its dates, its own first."""
    ids = [booking.room_id, *(each.room_id for each in booking.occurrences)]
    return [house.by_id[each] for each in dict.fromkeys(ids)]


def facts(booking: Booking, now: datetime) -> BookingFacts:
    """The booking as the rules see it: its span is that of the dates still to come, if there are any."""
    dates = queries.planned(booking)
    coming = [each for each in dates if each.ends_at > now] or dates
    span = Span(coming[0].starts_at, max(each.ends_at for each in coming)) if coming else None
    return BookingFacts(booking.state, span, booking.is_series)


def before(booking: Booking, house: House) -> dict[str, object]:
    """What the history keeps of the booking as it is now."""
    return booking_facts(booking, {room.id: room.slug for room in house.rooms})


def settle(
    booking: Booking, action: str, *, by: User | str | None, now: datetime, was: dict[str, object] | None, more: dict[str, object] | None = None,
    left: Iterable[RoomFacts] = (),
) -> None:  # fmt: skip
    """What ends every change: the history, the stamps of all rooms that share space with it (or with those it `left`) and of
    its holder."""
    house = venue_queries.house()
    if was is not None:
        booking.sequence += 1
    booking.changed_at = now
    db.session.flush()
    record(booking.entity, action, by=by, at=now, before=was, after={**before(booking, house), **(more or {})})
    units = [unit for room in (*rooms_of(booking, house), *left) for unit in room.unit_ids]
    touch(queries.DIARY, *(room.scope for room in house.sharing(units)), f"user:{booking.holder_id}", now=now)


def lock(booking: Booking, *rooms: RoomFacts) -> House:
    """Take turns at all rooms that a change of this booking touches, then read the booking afresh. Gives the house."""
    house = venue_queries.house()
    units = {unit for room in (*rooms_of(booking, house), *rooms) for unit in room.unit_ids}
    queries.lock_units(units)
    db.session.refresh(booking)
    db.session.refresh(booking, ["occurrences"])
    return house
