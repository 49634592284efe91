"""Named reads of the draft, of what is published and of the difference between the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, distinct, exists, func, or_, select
from sqlalchemy.orm import selectinload

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db
from conference.kernel.span import Span, whole_days
from conference.kernel.words import Words
from conference.people.models import Organisation, User
from conference.people.policy import STAFF
from conference.people.rules import Role
from conference.programme.clashes import Clash, Duty, Placement, find_clashes
from conference.programme.difference import Difference, Known, compare
from conference.programme.facts import PersonFacts, RoomFacts, SessionFacts, TrackFacts, read_links
from conference.programme.models import Event, EventBooking, EventRoom, PublishedSession, Release, Session, SessionSpeaker, Speaker, TeamMember, Track
from conference.programme.rules import SessionState, Visibility
from conference.venue.models import Room, RoomUnit

OWN_FIELDS = ("links", "attachments", "recording")


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


def on_and_coming(today: date) -> Select[Event]:
    """Public events that are not over, first day first."""
    return public_events().where(Event.ends_on >= today)


def over(today: date) -> Select[Event]:
    """Public events that are over, the latest first."""
    wanted = (Event.visibility == Visibility.PUBLIC, Event.ends_on < today)
    return select(Event).where(*wanted).order_by(Event.starts_on.desc(), Event.id.desc())


def slug_taken(slug: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Event.slug == slug))))


def session_code_taken(event: Event, code: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Session.event_id == event.id, Session.code == code))))


def speaker_code_taken(event: Event, code: str) -> bool:
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


def room_order(event: Event) -> Sequence[str]:
    """The addresses of the event's rooms in the order that its organisers gave them. One statement."""
    return db.session.scalars(select(EventRoom.slug).where(EventRoom.event_id == event.id).order_by(EventRoom.position, EventRoom.id)).all()


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
    columns = (Release.number, Release.published_at)
    return db.session.execute(select(*columns).where(Release.event_id == event.id).order_by(Release.number.desc()).limit(1)).one_or_none()


# The draft as the public would see it ---------------------------------------------------------------------------------


def publishable(event: Event) -> list[SessionFacts]:
    """The facts of every session that has its time and is not cancelled; talks of a cancelled or unplaced block are left out."""
    for of_event in (Track, EventRoom):  # two statements that spare one per session
        db.session.scalars(select(of_event).where(of_event.event_id == event.id).options(selectinload("*"))).all()
    sessions = list(db.session.scalars(sessions_of(event)))
    held = [session for session in sessions if is_held(session) and (session.part_of is None or is_held(session.part_of))]
    with_parts = {session.part_of_id for session in held}
    return [facts_of(session, has_parts=session.id in with_parts) for session in held]


def is_held(session: Session) -> bool:
    """It has its time and is not cancelled."""
    return session.state is not SessionState.CANCELLED and session.starts_at is not None


def facts_of(session: Session, *, has_parts: bool) -> SessionFacts:
    """A session of the draft as plain values. It must have its time."""
    assert session.starts_at is not None and session.ends_at is not None
    track, room, more = session.track, session.room, session.interchange or {}
    return SessionFacts(
        uid=session.uid, code=session.code, part_of=session.part_of.code if session.part_of else None, has_parts=has_parts, position=session.position,
        kind=session.kind, kind_label=session.kind_label, title=session.title, subtitle=session.subtitle, abstract=session.abstract,
        description=session.description, language=session.language, starts_at=session.starts_at, ends_at=session.ends_at, state=session.state,
        track=TrackFacts(track.slug, track.name, track.colour) if track else None,
        room=RoomFacts(room.slug, room.name, room.room.slug if room.room else None) if room else None,
        people=tuple(PersonFacts(each.speaker.code, each.speaker.name, each.speaker.affiliation, each.part) for each in session.people),
        links=read_links(more.get("links", ())), attachments=read_links(more.get("attachments", ())), recording=more.get("recording") or {},
        interchange={key: value for key, value in more.items() if key not in OWN_FIELDS},
    )  # fmt: skip


def known(event: Event) -> list[Known]:
    """What is published, without its texts. One statement."""
    row = PublishedSession
    columns = (row.uid, row.code, row.starts_at, row.ends_at, row.card, row.digest, row.cancelled)
    return [Known(*each) for each in db.session.execute(select(*columns).where(row.event_id == event.id))]


def preview(event: Event) -> Difference:
    """What publishing the draft now would change."""
    return compare(publishable(event), known(event))


def clashes(event: Event) -> list[Clash]:
    """What contradicts itself in the draft; see programme.clashes. Nine statements whatever its size."""
    event_rooms = db.session.scalars(select(EventRoom).where(EventRoom.event_id == event.id).options(selectinload(EventRoom.room)))
    units = {each.id: frozenset(each.room.unit_ids) if each.room else frozenset() for each in event_rooms}
    held = [session for session in db.session.scalars(sessions_of(event)) if is_held(session)]
    return find_clashes(
        [placement(session, units) for session in held],
        booked=booked_units(event),
        days=whole_days(event.starts_on, event.ends_on, event.timezone),
    )


def placement(session: Session, units: Mapping[int, frozenset[int]]) -> Placement:
    assert session.span is not None
    people = ((each.speaker, each.part) for each in session.people)
    return Placement(
        code=session.code, title=session.title, span=session.span, room=session.room_id, room_name=session.room.name if session.room else Words(),
        units=units.get(session.room_id or 0, frozenset()), part_of=session.part_of.code if session.part_of else None,
        duties=tuple(Duty(("person", who.person_id) if who.person_id else ("speaker", who.id), who.name, part) for who, part in people),
    )  # fmt: skip


def booked_units(event: Event) -> dict[int, list[Span]]:
    """The spans that the event's live bookings give it of each atomic room. One statement."""
    rows = db.session.execute(
        select(RoomUnit.unit_id, Occurrence.starts_at, Occurrence.ends_at)
        .join(Occurrence, Occurrence.room_id == RoomUnit.room_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .join(EventBooking, EventBooking.booking_id == Booking.id)
        .where(EventBooking.event_id == event.id, Occurrence.state == OccurrenceState.PLANNED, Booking.state.in_([State.OPTION, State.CONFIRMED]))
    )
    booked: dict[int, list[Span]] = {}
    for unit, start, end in rows:
        booked.setdefault(unit, []).append(Span(start, end))
    return booked


def event_of_booking(booking: Booking) -> Event | None:
    """The event that a booking was made for."""
    return db.session.scalars(select(Event).join(EventBooking).where(EventBooking.booking_id == booking.id)).one_or_none()


def bookings_of(event: Event) -> Select[Booking]:
    """What is booked for an event, by room and in the order of placing; cancelled and released bookings are left out."""
    live = (EventBooking.event_id == event.id, Booking.state.in_([State.OPTION, State.CONFIRMED]))
    return select(Booking).join(EventBooking).where(*live).options(selectinload(Booking.occurrences)).order_by(Booking.room_id, Booking.id)


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
    """The centre's rooms that the event does not use yet."""
    used = select(EventRoom.room_id).where(EventRoom.event_id == event.id, EventRoom.room_id.is_not(None))
    return select(Room).where(Room.id.not_in(used), Room.closed_at.is_(None)).order_by(Room.position, Room.slug)


def speaker_labels(event: Event) -> dict[str, Speaker]:
    """Everybody on the draft by what one types to name them: the name, with the code behind it where two are called so."""
    found = db.session.scalars(speakers_of(event)).all()
    often = Counter(each.name.casefold() for each in found)
    return {each.name if often[each.name.casefold()] == 1 else f"{each.name} ({each.code})": each for each in found}


def unplaced(event: Event) -> Sequence[Session]:
    """Sessions of the draft that have no time yet and therefore are not published."""
    wanted = (Session.event_id == event.id, Session.starts_at.is_(None), Session.state != SessionState.CANCELLED)
    return db.session.scalars(select(Session).where(*wanted).order_by(Session.id)).all()


def person_ids_on(uids: Sequence[str]) -> set[int]:
    """The persons behind the speakers of these sessions (by uid). One statement."""
    on_them = select(Speaker.person_id).join(SessionSpeaker).join(Session).where(Session.uid.in_(uids), Speaker.person_id.is_not(None))
    return {each for each in db.session.scalars(on_them) if each is not None}
