"""The draft, read once and looked at from all sides: what the public would see of it, what contradicts itself, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db
from conference.kernel.span import Span, whole_days
from conference.kernel.words import Words
from conference.programme.clashes import Clash, Duty, Placement, find_clashes
from conference.programme.difference import Difference, Known, compare
from conference.programme.facts import PersonFacts, RoomFacts, SessionFacts, TrackFacts, read_links
from conference.programme.models import Event, EventBooking, EventRoom, PublishedSession, Session, SessionSpeaker, Speaker, Track
from conference.programme.queries import speakers_of
from conference.programme.rules import SessionState
from conference.venue.models import Room, RoomUnit

OWN_FIELDS = ("links", "attachments", "recording")
IN_TIME = (Session.starts_at.is_(None), Session.starts_at, Session.position, Session.id)


@dataclass(frozen=True)
class Draft:
    """All of an event's draft in memory: its sessions in the order of time (unplaced ones last), their people, rooms, tracks."""

    event: Event
    sessions: Sequence[Session]


def draft_of(event: Event) -> Draft:
    """Five statements whatever its size: tracks, rooms with what they occupy, sessions, people. Nothing is read again per session."""
    tracks = db.session.scalars(select(Track).where(Track.event_id == event.id).order_by(Track.position, Track.id)).all()
    of_the_centre = joinedload(EventRoom.room).options(lazyload(Room.layouts), selectinload(Room.units))
    rooms_in_order = select(EventRoom).where(EventRoom.event_id == event.id).order_by(EventRoom.position, EventRoom.id)
    rooms = db.session.scalars(rooms_in_order.options(of_the_centre)).all()
    set_committed_value(event, "tracks", list(tracks))  # also keeps them alive, so that sessions find them without asking
    set_committed_value(event, "rooms", list(rooms))
    wanted = select(Session).where(Session.event_id == event.id).options(selectinload(Session.people)).order_by(*IN_TIME)
    return Draft(event, db.session.scalars(wanted).all())


# As the public would see it -------------------------------------------------------------------------------------------


def publishable(draft: Draft) -> list[SessionFacts]:
    """The facts of every session that has its time and is not cancelled; talks of a cancelled or unplaced block are left out."""
    held = [session for session in draft.sessions if is_held(session) and (session.part_of is None or is_held(session.part_of))]
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


def preview(event: Event, draft: Draft | None = None) -> Difference:
    """What publishing the draft now would change. `draft`: when it was read already."""
    return compare(publishable(draft or draft_of(event)), known(event))


# What contradicts itself ----------------------------------------------------------------------------------------------


def clashes(event: Event, draft: Draft | None = None) -> list[Clash]:
    """Every contradiction of the draft; see programme.clashes. `draft`: when it was read already."""
    read = draft or draft_of(event)
    units = {each.id: frozenset(each.room.unit_ids) if each.room else frozenset() for each in event.rooms}
    placed = [placement(session, units) for session in read.sessions if is_held(session)]
    return find_clashes(placed, booked=booked_units(event), days=whole_days(event.starts_on, event.ends_on, event.timezone))


def placement(session: Session, units: Mapping[int, frozenset[int]]) -> Placement:
    """A session of the draft as the clashes look at it. It must have its time."""
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


def speaker_labels(event: Event) -> dict[str, Speaker]:
    """Everybody on the draft by what one types to name them: the name, with the code behind it where two are called so."""
    found = db.session.scalars(speakers_of(event)).all()
    often = Counter(each.name.casefold() for each in found)
    return {each.name if often[each.name.casefold()] == 1 else f"{each.name} ({each.code})": each for each in found}


def unplaced(draft: Draft) -> list[Session]:
    """Sessions that have no time yet and therefore are not published."""
    return [session for session in draft.sessions if session.starts_at is None and session.state is not SessionState.CANCELLED]


def person_ids_on(uids: Sequence[str]) -> set[int]:
    """The persons behind the speakers of these sessions (by uid). One statement."""
    on_them = select(Speaker.person_id).join(SessionSpeaker).join(Session).where(Session.uid.in_(uids), Speaker.person_id.is_not(None))
    return {each for each in db.session.scalars(on_them) if each is not None}
