"""Rooms of the centre are booked for an event; from then on its sessions may take place in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conference.booking.actions import book_room
from conference.booking.models import Booking
from conference.kernel.database import db, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.programme import queries
from conference.programme.actions.parts import add_event_room
from conference.programme.models import Event, EventBooking
from conference.venue.models import Room


@transaction
def book_for_event(event: Event, *, by: Any, now: datetime, **booking: Any) -> Booking:
    """Book a room (arguments as `booking.actions.book_room` takes them) for an event and for its organisation.

    Raises Refused as `book_room` does; then nothing is booked. The room becomes one of the event's rooms.
    """
    made = book_room(**{"organisation": event.organisation, **booking}, by=by, now=now)
    join_booking(event, made, by=by, now=now)
    return made


@transaction
def join_booking(event: Event, booking: Booking, *, by: Any, now: datetime) -> None:
    """Say of a booking that is there already that it is for this event. Refuses another organisation's, and one that serves an event."""
    if booking.organisation_id != event.organisation_id:
        refuse([Objection("of-another-organisation", _("This booking belongs to another organisation than the event."), field="booking")])
    if queries.event_of_booking(booking) is not None:
        refuse([Objection("already-for-an-event", _("This booking is already for an event."), field="booking")])
    db.session.add(EventBooking(event_id=event.id, booking_id=booking.id))
    db.session.flush()
    if booking.room_id not in {each.room_id for each in event.rooms}:
        add_event_room(event, room=db.session.get_one(Room, booking.room_id), by=by, now=now)
    record(event.entity, "join booking", by=by, at=now, after={"booking": booking.uid})
