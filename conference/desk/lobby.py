"""What the home page answers: what is on now and next, and what of it is the reader's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, true

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db
from conference.kernel.message import Message, _
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.people.models import Organisation, Role, User
from conference.programme.models import Event, PublishedSession, Speaker
from conference.programme.rules import Visibility
from conference.programme.timetable import Slot, slot
from conference.venue.models import Venue
from conference.venue.rules import House

AHEAD = timedelta(hours=4)
A_DAY = timedelta(days=1)
OVER = (State.RELEASED, State.CANCELLED)


@dataclass(frozen=True)
class OnNow:
    """A session that is on or begins soon, with the event it belongs to."""

    slot: Slot
    event: str
    title: Words
    zone: str

    def has_begun(self, now: datetime) -> bool:
        return self.slot.starts_at <= now


def now_and_next(now: datetime, languages: Sequence[str], *, at_most: int = 6) -> list[OnNow]:
    """Sessions of public events that are on or begin within a few hours, in the order of time. One statement."""
    row = PublishedSession
    days = (Event.starts_on <= now.date() + A_DAY, Event.ends_on >= now.date() - A_DAY)  # the zone's day may be another; no event of long ago is read
    wanted = (*days, Event.visibility == Visibility.PUBLIC, Event.cancelled_at.is_(None), row.cancelled.is_(False), row.part_of_code.is_(None))
    query = (
        select(row.code, row.starts_at, row.ends_at, row.cancelled, row.card, Event.slug, Event.title, Event.timezone)
        .join(Event, Event.id == row.event_id)
        .where(*wanted, row.ends_at > now, row.starts_at < now + AHEAD)
        .order_by(row.starts_at, row.ends_at, row.code)
        .limit(at_most)
    )
    return [OnNow(slot(found, languages), found.slug, found.title, found.timezone) for found in db.session.execute(query)]


@dataclass(frozen=True)
class Own:
    """Something of the reader's that comes: a booking's date, or a session in which they speak or take the chair."""

    span: Span
    title: Words | str
    room: Words | str
    zone: str
    endpoint: str
    address: dict[str, Any]


def bookings_to_come(user: User, now: datetime, house: House, *, everybodys: bool = False, at_most: int = 5) -> list[Own]:
    """The next dates of bookings that they hold or that are their organisations'; `everybodys`: of all. One statement."""
    theirs = true() if everybodys else or_(Booking.holder_id == user.id, Booking.organisation_id.in_(user.organisation_ids(Role.ORGANISER)))
    query = (
        select(Occurrence.starts_at, Occurrence.ends_at, Occurrence.room_id, Booking.title, Booking.uid)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(theirs, Occurrence.state == OccurrenceState.PLANNED, Occurrence.ends_at > now, Booking.state.not_in(OVER))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(at_most)
    )
    return [
        Own(Span(start, end), title, house.by_id[room_id].name, house.zone, "booking.booking", {"uid": uid})
        for start, end, room_id, title, uid in db.session.execute(query)
    ]


def first_steps(house: House) -> list[tuple[Message, str, bool]]:
    """What a new centre needs before anybody can book: (what, where, whether it is done), in order. Two statements."""
    named = db.session.get(Venue, 1) is not None
    somebody = bool(db.session.scalar(select(exists().where(Organisation.id.is_not(None)))))
    return [
        (_("Name, zone and looks"), "desk.change_settings", named),
        (_("Opening hours"), "venue.manage_hours", bool(house.hours)),
        (_("Rooms"), "venue.manage_rooms", bool(house.in_service)),
        (_("Organisations"), "people.manage_organisations", somebody),
    ]


def sessions_to_come(user: User, now: datetime, languages: Sequence[str], *, at_most: int = 5) -> list[Own]:
    """The next published sessions on whose programme they stand. At most three statements."""
    standing = (Event.ends_on >= now.date() - A_DAY, Event.cancelled_at.is_(None))
    as_whom = db.session.execute(select(Speaker.event_id, Speaker.code).join(Event).where(Speaker.person_id == user.person_id, *standing))
    codes: dict[int, set[str]] = {}
    for event_id, code in as_whom:
        codes.setdefault(event_id, set()).add(code)
    if not codes:
        return []
    row = PublishedSession
    coming = select(row.id, row.event_id, row.speaker_codes).where(row.event_id.in_(codes), row.cancelled.is_(False), row.ends_at > now)
    theirs = [each.id for each in db.session.execute(coming.order_by(row.starts_at, row.id)) if codes[each.event_id] & set(each.speaker_codes)]
    columns = (row.code, row.starts_at, row.ends_at, row.cancelled, row.card, Event.slug, Event.timezone)
    query = select(*columns).join(Event, Event.id == row.event_id).where(row.id.in_(theirs[:at_most])).order_by(row.starts_at, row.id)
    shown = [(each, slot(each, languages)) for each in db.session.execute(query)]
    return [Own(s.span, s.title, s.room_name, each.timezone, "programme.session", {"slug": each.slug, "code": each.code}) for each, s in shown]
