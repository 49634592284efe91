"""Reads that only the API asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from conference.api.models import IdempotencyKey
from conference.booking.models import Booking, Occurrence
from conference.kernel.database import db
from conference.people.models import Organisation
from conference.programme.models import Event, EventBooking


def key(caller: str, key: str) -> IdempotencyKey:
    """What is remembered of a caller's key; it must be there."""
    return db.session.scalars(select(IdempotencyKey).where(IdempotencyKey.caller == caller, IdempotencyKey.key == key)).one()


@cache
def about_bookings() -> tuple[Any, Any, Any]:
    """What is read beside bookings (dates, events, organisations), made once: making a statement costs more than running it."""
    row, ids = Occurrence, bindparam("ids", expanding=True, type_=Booking.id.type)
    columns = (row.booking_id, row.id, row.uid, row.room_id, row.starts_at, row.ends_at, row.state, row.reason)
    dates = select(*columns).where(row.booking_id.in_(ids)).order_by(row.starts_at, row.id)
    events = select(EventBooking.booking_id, Event.slug).join(Event).where(EventBooking.booking_id.in_(ids))
    return dates, events, select(Organisation.id, Organisation.slug).where(Organisation.id.in_(ids))


def dates_of(ids: Collection[int]) -> dict[int, list[Any]]:
    """Every date of these bookings as plain rows, in order, by the booking's id. One statement."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(about_bookings()[0], {"ids": list(ids)}):
        found[row.booking_id].append(row)
    return found


def events_of(ids: Collection[int]) -> dict[int, str]:
    """The event's slug of those of these bookings that are for one. One statement."""
    return {row[0]: row[1] for row in db.session.execute(about_bookings()[1], {"ids": list(ids)})}


def organisations_of(bookings: Collection[Booking]) -> dict[int, str]:
    """The slugs of the organisations that have these bookings. One statement."""
    return {row[0]: row[1] for row in db.session.execute(about_bookings()[2], {"ids": list({each.organisation_id for each in bookings})})}
