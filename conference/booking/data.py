"""What bookings hold of a person: those they made, taken along as JSON. A booking belongs to an organisation and stays when its
holder is erased; what they wrote beside it does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference.booking.models import Booking
from conference.kernel import history
from conference.kernel.database import db
from conference.kernel.outbox import erase_letters
from conference.people.models import Person, User


def exported(person: Person) -> dict[str, Any]:
    """The bookings that the person made."""
    names = ("title", "note", "state", "attendance", "layout", "rrule", "created_at")
    return {
        "made": [
            {name: getattr(each, name) for name in names} | {"room": each.room.slug, "dates": [date.starts_at for date in each.occurrences]}
            for each in held_by(person)
        ]
    }


def erase(person: Person, now: datetime) -> None:
    """Blank the notes of their bookings, in the history too, and remove the letters about them, which went to nobody else; title,
    room and dates are their organisation's."""
    bookings = held_by(person)
    noted = [each for each in bookings if each.note]
    for each in noted:
        each.note, each.changed_at = "", now
    history.blank(*(each.entity for each in noted))
    erase_letters([each.entity for each in bookings])


def held_by(person: Person) -> Sequence[Booking]:
    """The bookings that this person made, in the order of making."""
    mine = select(Booking).join(User, User.id == Booking.holder_id).where(User.person_id == person.id)
    return db.session.scalars(mine.order_by(Booking.id)).all()
