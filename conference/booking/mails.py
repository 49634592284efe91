"""Letters about bookings, to whoever holds them, in their language and zone; calendars are attached by who writes calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from conference.booking import queries
from conference.booking.models import Booking, Occurrence
from conference.kernel.database import db
from conference.kernel.mail import Attachment, compose, post
from conference.people.models import User
from conference.venue import queries as venue_queries

Attach = Callable[[str, Booking], tuple[Attachment, ...]]
_attach: list[Attach] = []


def attach_with(function: Attach) -> None:
    """Let a later feature attach files: it is given the letter's name and the booking. Once, when the application is made."""
    if function not in _attach:
        _attach.append(function)


def tell(letter: str, booking: Booking, *, now: datetime, moved: Occurrence | None = None) -> None:
    """Post `letter` (booking_confirmed, booking_moved, booking_cancelled, booking_lapsed, booking_moved_up, booking_passed) about a booking to
    its holder, in the running transaction. `moved` is the one date of a series that it is about."""
    db.session.flush()
    holder = db.session.get_one(User, booking.holder_id)
    if holder.disabled_at is not None:
        return
    dates = [moved] if moved else [each for each in booking.occurrences if each.ends_at > now] or booking.occurrences
    post(
        compose(
            letter,
            to=holder.email,
            locale=holder.locale or holder.person.language,
            zone=holder.timezone or venue_queries.zone(),
            about=booking.entity,
            attachments=tuple(file for attach in _attach for file in attach(letter, booking)),
            booking=booking,
            name=holder.name,
            dates=dates,
            rooms=venue_queries.house().by_id,
            rank=queries.rank_of(booking),
            url=f"{current_app.config['BASE_URL']}/bookings/{booking.uid}/",
        )
    )
