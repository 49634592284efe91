"""What is asked when a letter about a booking is written, one statement each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from conference.booking.models import Booking, Claim, Occurrence
from conference.booking.rules import OccurrenceState
from conference.kernel.database import db
from conference.people.models import User


def by_entity(entity: str) -> Booking | None:
    """The booking that an entity (`booking:uid`) names, if there is one."""
    return db.session.scalars(select(Booking).where(Booking.uid == entity.partition(":")[2])).one_or_none()


def version(booking_id: int) -> tuple[Any, ...]:
    """What a letter about this booking stands and falls with: its sequence, its holder's address and whether they may sign in."""
    told = select(Booking.sequence, User.email, User.disabled_at).join(User, User.id == Booking.holder_id).where(Booking.id == booking_id)
    return tuple(db.session.execute(told).one())


def is_passed(option: Booking) -> bool:
    """Whether a confirmed booking has any of the space that this option wants at any of the same time."""
    mine, theirs = aliased(Claim), aliased(Claim)
    overlap = and_(theirs.unit_id == mine.unit_id, theirs.starts_at < mine.ends_at, theirs.ends_at > mine.starts_at)
    wanted = [Occurrence.booking_id == option.id, Occurrence.state == OccurrenceState.PLANNED, theirs.blocking, theirs.occurrence_id.is_not(None)]
    found = select(Occurrence.id).join(mine, mine.occurrence_id == Occurrence.id).join(theirs, overlap).where(*wanted)
    return bool(db.session.scalar(select(exists(found))))
