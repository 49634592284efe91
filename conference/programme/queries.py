"""Named reads of the draft, of what is published and of the difference between the two."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, distinct, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Load, joinedload, lazyload, selectinload

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import State
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.slugs import slug_of
from conference.kernel.span import Span, whole_days
from conference.people.models import Organisation, User
from conference.people.policy import STAFF
from conference.people.rules import Role
from conference.programme.models import Event, EventBooking, EventRoom, PublishedSession, Release, Session, SessionSpeaker, Speaker, TeamMember, Track
from conference.programme.rules import RESERVED, SessionState, Visibility
from conference.venue.models import Room

LATEST = select(Release.number, Release.published_at).where(Release.event_id == bindparam("event_id")).order_by(Release.number.desc()).limit(1)


def public_events() -> Select[Event]:
    """Every public event, cancelled ones included, first day first."""
    return select(Event).where(Event.visibility == Visibility.PUBLIC).order_by(Event.starts_on, Event.ends_on, Event.id)


def events_of(user: User) -> Select[Event]:
    """The events that this user may edit: staff every one, others their organisations' and those whose team they organise in."""
    if user.holds(*STAFF):
        return select(Event).order_by(Event.starts_on.desc(), Event.id)
    on_team = exists().where(TeamMember.event_id == Event.id, TeamMember.user_id == user.id, TeamMember.role == Role.ORGANISER)
    return (
        select(Event).where(or_(Event.organisation_id.in_(user.organisation_ids(Role.ORGANISER)), on_team)).order_by(Event.starts_on.desc(), Event.id)
    )


def helped_at(user: User, today: date) -> Select[Event]:
    """Events that are not over at which the user helps without editing them: on whose team they review or keep the door,
    and for door staff and reviewers those of their house."""
    house = helps_by_role(user, Role.DOOR, Role.REVIEWER)
    edited = events_of(user).order_by(None).with_only_columns(Event.id)
    return (
        select(Event)
        .where(or_(on_team_of(user), house), Event.id.not_in(edited), Event.ends_on >= today, Event.cancelled_at.is_(None))
        .options(selectinload(Event.team))
        .order_by(Event.starts_on, Event.id)
        .limit(100)
    )


def on_team_of(user: User) -> Any:
    """The condition on events: on their team is this user."""
    return exists().where(TeamMember.event_id == Event.id, TeamMember.user_id == user.id)


def helps_by_role(user: User, *roles: Role) -> Any:
    """The condition on events: they are of an organisation that gave the user one of these roles; of any, where the centre did."""
    return literal(True) if user.holds(*roles) else Event.organisation_id.in_(user.organisation_ids(*roles))


def on_and_coming(today: date) -> Select[Event]:
    """Public events that are not over, first day first."""
    return public_events().where(Event.ends_on >= today)


def over(today: date) -> Select[Event]:
    """Public events that are over, the latest first."""
    wanted = (Event.visibility == Visibility.PUBLIC, Event.ends_on < today)
    return select(Event).where(*wanted).order_by(Event.starts_on.desc(), Event.id.desc())


def slug_taken(slug: str) -> bool:
    """Whether an event has this address."""
    return bool(db.session.scalar(select(exists().where(Event.slug == slug))))


def free_slug(title: str, year: int) -> str:
    """An address for an event with this title that no event has yet: its words, then with the year, then with a number. One statement."""
    wanted = slug_of(title, 50, otherwise=f"event-{year}")
    taken = {*RESERVED, *db.session.scalars(select(Event.slug).where(Event.slug.startswith(wanted, autoescape=True)))}
    tries = itertools.chain([wanted, f"{wanted}-{year}"], (f"{wanted}-{number}" for number in itertools.count(2)))
    return next(each for each in tries if each not in taken)


def session_code_taken(event: Event, code: str) -> bool:
    """Whether a session of this event has the code."""
    return bool(db.session.scalar(select(exists().where(Session.event_id == event.id, Session.code == code))))


def speaker_code_taken(event: Event, code: str) -> bool:
    """Whether somebody on this event's programme has the code."""
    return bool(db.session.scalar(select(exists().where(Speaker.event_id == event.id, Speaker.code == code))))


def speakers_of(event: Event) -> Select[Speaker]:
    """Everybody on the draft programme, by name."""
    return select(Speaker).where(Speaker.event_id == event.id).order_by(func.lower(Speaker.name), Speaker.id)


def sessions_of(event: Event) -> Select[Session]:
    """The draft, in the order of time, unplaced ones last; people, room, track and block are loaded with it. Four statements in all."""
    return (
        select(Session)
        .where(Session.event_id == event.id)
        .options(selectinload(Session.people), selectinload(Session.room), selectinload(Session.track), selectinload(Session.part_of))
        .order_by(Session.starts_at.is_(None), Session.starts_at, Session.position, Session.id)
    )


# What is published ----------------------------------------------------------------------------------------------------


def published_cards(event: Event) -> Sequence[Any]:
    """What schedules list of each published session (code, starts_at, ends_at, cancelled, card), in the order of time. One statement."""
    row = PublishedSession
    columns = (row.code, row.starts_at, row.ends_at, row.cancelled, row.card)
    return db.session.execute(select(*columns).where(row.event_id == event.id).order_by(row.starts_at, row.ends_at, row.code)).all()


def published_reach(event: Event) -> tuple[datetime | None, datetime | None]:
    """When its first and its last published session begin, cancelled ones included; None without any. One statement."""
    row = PublishedSession
    first, last = db.session.execute(select(func.min(row.starts_at), func.max(row.starts_at)).where(row.event_id == event.id)).one()
    return first, last


def room_order(event: Event) -> Sequence[str]:
    """The addresses of the event's rooms in the order that its organisers gave them. One statement."""
    return db.session.scalars(select(EventRoom.slug).where(EventRoom.event_id == event.id).order_by(EventRoom.position, EventRoom.id)).all()


def track_order(event: Event) -> Sequence[str]:
    """The addresses of its tracks in the order that its organisers gave them; an imported file gives none. One statement."""
    return db.session.scalars(select(Track.slug).where(Track.event_id == event.id).order_by(Track.position, Track.id)).all()


def published_session(event: Event, code: str) -> PublishedSession | None:
    """One published session with all its facts."""
    return db.session.scalars(select(PublishedSession).where(PublishedSession.event_id == event.id, PublishedSession.code == code)).one_or_none()


def published_around(event: Event, session: PublishedSession) -> Sequence[Any]:
    """The cards of the block that this session is in and of its talks, in the order of time. One statement."""
    row, block = PublishedSession, session.part_of_code or session.code
    columns = (row.code, row.starts_at, row.ends_at, row.cancelled, row.card)
    wanted = (row.event_id == event.id, or_(row.code == block, row.part_of_code == block))
    return db.session.execute(select(*columns).where(*wanted).order_by(row.starts_at, row.ends_at, row.code)).all()


@dataclass
class OnProgramme:
    """Somebody on the published programme: name and affiliation as printed last, and how many sessions."""

    code: str
    name: str
    affiliation: str = ""
    sessions: int = 0


def people_on(cards: Iterable[Any]) -> dict[str, OnProgramme]:
    """Everybody on these published sessions, by code."""
    found: dict[str, OnProgramme] = {}
    for each in cards:
        for code, person in {person["code"]: person for person in each.card["people"]}.items():
            known = found.setdefault(code, OnProgramme(code, person["name"]))
            known.name, known.affiliation = person["name"], person["affiliation"]
            known.sessions += 1
    return found


def releases_of(event: Event) -> Select[Release]:
    """The releases of a timetable, the latest first."""
    return select(Release).where(Release.event_id == event.id).order_by(Release.number.desc())


def latest_release(event: Event) -> Any:
    """Number and instant of the last release, or None. One statement; its difference is not read."""
    return db.session.execute(LATEST, {"event_id": event.id}).one_or_none()


# Beside the timetable ------------------------------------------------------------------------------------------------


def event_of_booking(booking: Booking) -> Event | None:
    """The event that a booking was made for."""
    return db.session.scalars(select(Event).join(EventBooking).where(EventBooking.booking_id == booking.id)).one_or_none()


def event_by_slug(slug: str) -> Select[Event]:
    """The event with this address."""
    return select(Event).where(Event.slug == slug)


def days_around(event: Event) -> Span:
    """Its days with the one before and the one after: when rooms are set up and cleared."""
    return whole_days(event.starts_on - timedelta(days=1), event.ends_on + timedelta(days=1), event.timezone)


def bookings_to_join(event: Event) -> Select[Booking]:
    """Live bookings of the event's organisation during its days (and the day before and after) that serve no event yet. Two statements."""
    days = days_around(event)
    then = exists().where(Occurrence.booking_id == Booking.id, Occurrence.starts_at < days.end, Occurrence.ends_at > days.start)
    live = (Booking.organisation_id == event.organisation_id, Booking.state.in_([State.OPTION, State.CONFIRMED]))
    free = Booking.id.not_in(select(EventBooking.booking_id))
    return select(Booking).where(then, free, *live).options(*its_times(), *no_plans(joinedload(Booking.room))).order_by(Booking.room_id, Booking.id)


def bookings_of(event: Event) -> Select[Booking]:
    """What is booked for an event, by room and in the order of placing; cancelled and released bookings are left out. Two statements."""
    live = (EventBooking.event_id == event.id, Booking.state.in_([State.OPTION, State.CONFIRMED]))
    return select(Booking).join(EventBooking).where(*live).options(*its_times(), lazyload(Booking.room)).order_by(Booking.room_id, Booking.id)


def its_times() -> tuple[Any, ...]:
    """A booking is read with its occurrences, and these without their rooms: only the times are told."""
    return selectinload(Booking.occurrences).lazyload(Occurrence.room), lazyload(Booking.organisation)


def no_plans(rooms: Any) -> tuple[Any, ...]:
    """Rooms are read without their layouts and their parts, where only their names are told."""
    return rooms.lazyload(Room.layouts), rooms.lazyload(Room.units)


def organisations_of(user: User) -> Sequence[Organisation]:
    """The organisations in whose name this user may put on an event."""
    wanted = select(Organisation).order_by(Organisation.slug)
    return db.session.scalars(wanted if user.holds(*STAFF) else wanted.where(Organisation.id.in_(user.organisation_ids(Role.ORGANISER)))).all()


def speakers_with_sessions(event: Event) -> Select[Speaker, int]:
    """Everybody on the draft with the number of their sessions that are not cancelled, by name."""
    held = and_(Session.id == SessionSpeaker.session_id, Session.state != SessionState.CANCELLED)
    number = func.count(distinct(Session.id))
    joined = select(Speaker, number).outerjoin(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id).outerjoin(Session, held)
    return joined.where(Speaker.event_id == event.id).group_by(Speaker.id).order_by(func.lower(Speaker.name), Speaker.id)


def rooms_not_in(event: Event) -> Select[Room]:
    """The centre's rooms that the event does not use yet. One statement."""
    used = select(EventRoom.room_id).where(EventRoom.event_id == event.id, EventRoom.room_id.is_not(None))
    return select(Room).where(Room.id.not_in(used), Room.closed_at.is_(None)).options(*no_plans(Load(Room))).order_by(Room.position, Room.slug)


def changes_of(event: Event) -> Select[Change]:
    """What was changed of the event, its sessions and its speakers."""
    sessions = select(literal("session:") + Session.uid).where(Session.event_id == event.id)
    speakers = select(literal("speaker:") + Speaker.uid).where(Speaker.event_id == event.id)
    return select(Change).where(Change.entity.in_(union_all(select(literal(event.entity)), sessions, speakers)))
