"""Named reads behind the feeds: private links, and the rows that become calendar items. One statement each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, literal, or_, select
from sqlalchemy.orm import joinedload

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState
from conference.feeds.models import FeedToken
from conference.feeds.rules import Purpose
from conference.kernel.crypto import hash_token
from conference.kernel.database import db
from conference.kernel.stamps import StampRow, depends_on
from conference.kernel.words import Words
from conference.people.models import User
from conference.programme.models import Event, EventRoom, PublishedSession, Speaker, Track
from conference.programme.queries import public_events
from conference.registration.models import Registration
from conference.registration.rules import email_key
from conference.venue.models import Closure, Room, Venue

# Everything on which an event's calendar depends beside its items: one statement, built once, answers most requests.
EVENT_MARK = (
    select(
        Event.id, Event.uid, Event.slug, Event.visibility, Event.starts_on, Event.ends_on, Event.timezone, Event.languages, Event.created_at,
        StampRow.version, StampRow.changed_s, Venue.name, Venue.address, Venue.latitude, Venue.longitude,
    )
    .outerjoin(StampRow, StampRow.scope == literal("timetable:") + cast(Event.id, String))
    .outerjoin(Venue, Venue.id == 1)
    .where(Event.slug == bindparam("slug"))
)  # fmt: skip


def token_by_secret(secret: str) -> FeedToken | None:
    """The link with this secret that was not withdrawn, of an account that is not disabled."""
    token = db.session.scalars(select(FeedToken).where(FeedToken.secret_hash == hash_token(secret), FeedToken.revoked_at.is_(None))).one_or_none()
    return token if token is not None and token.user.is_active else None


def tokens_of(user: User) -> Select[FeedToken]:
    """The links of this person that were not withdrawn, the newest first."""
    return select(FeedToken).where(FeedToken.user_id == user.id, FeedToken.revoked_at.is_(None)).order_by(FeedToken.id.desc())


def token_for(user: User, purpose: Purpose, room: Room | None, *, detailed: bool) -> FeedToken | None:
    """The live link for this purpose, if there is one."""
    room_id = room.id if room else None
    wanted = (FeedToken.purpose == purpose, FeedToken.room_id == room_id, FeedToken.detailed == detailed)
    return db.session.scalars(tokens_of(user).where(*wanted).limit(1)).one_or_none()


def event_mark(slug: str) -> Any:
    """What tells whether an event's calendar has changed, without reading the event; None when there is no such event."""
    mark = db.session.execute(EVENT_MARK, {"slug": slug}).one_or_none()
    if mark is not None:
        depends_on(f"timetable:{mark.id}", f"event:{mark.id}", "centre")
    return mark


def events_since(day: date) -> Sequence[Event]:
    """Public events that were not over before this day."""
    return db.session.scalars(public_events().where(Event.ends_on >= day)).unique().all()


def published_marks(event_id: int, *wanted: Any) -> Sequence[Any]:
    """What tells whether any of an event's published sessions has changed, without reading it: (uid, digest, cancelled), in the
    order of `published_rows`."""
    row = PublishedSession
    found = select(row.uid, row.digest, row.cancelled).where(row.event_id == event_id, *wanted).order_by(row.starts_at, row.uid)
    return db.session.connection().execute(found).all()


def published_rows(event_ids: Collection[int], *wanted: Any) -> Sequence[Any]:
    """What calendars need of published sessions, in the order of time."""
    row = PublishedSession
    columns = (
        row.event_id,
        row.uid,
        row.code,
        row.starts_at,
        row.ends_at,
        row.facts,
        row.cancelled,
        row.sequence,
        row.first_published_at,
        row.changed_at,
    )
    db.session.flush()
    return db.session.connection().execute(select(*columns).where(row.event_id.in_(event_ids), *wanted).order_by(row.starts_at, row.uid)).all()


def rows_of(event_id: int, uids: Collection[str] | None) -> Sequence[Any]:
    """An event's published sessions, these or (None) all."""
    return published_rows([event_id], *([] if uids is None else [PublishedSession.uid.in_(uids)]))


def rows_by_uid(uids: Collection[str]) -> Sequence[Any]:
    """Published sessions by their uid, of whichever event."""
    events = db.session.scalars(select(PublishedSession.event_id).where(PublishedSession.uid.in_(uids)).distinct()).all()
    return published_rows(events, PublishedSession.uid.in_(uids))


def rows_with_speakers(event_id: int, codes: Collection[str]) -> Any:
    """A condition: the published sessions of an event on which any of these people stand."""
    row = PublishedSession
    known = db.session.execute(select(row.id, row.speaker_codes).where(row.event_id == event_id))
    return row.id.in_([id for id, speakers in known if set(speakers) & set(codes)])


def any_published(event_id: int, *wanted: Any) -> bool:
    """Whether any session of the event is published, or any of those."""
    return db.session.scalar(select(PublishedSession.id).where(PublishedSession.event_id == event_id, *wanted).limit(1)) is not None


def title_of(event_id: int, code: str) -> Words | None:
    """The title of a published session."""
    row = PublishedSession
    card = db.session.scalar(select(row.card).where(row.event_id == event_id, row.code == code))
    return None if card is None else Words(card["title"])


def track_of(event_id: int, slug: str) -> Words | None:
    """The name of an event's track."""
    return db.session.scalar(select(Track.name).where(Track.event_id == event_id, Track.slug == slug))


def room_of(event_id: int, slug: str) -> Words | None:
    """The name of a room that an event uses."""
    return db.session.scalar(select(EventRoom.name).where(EventRoom.event_id == event_id, EventRoom.slug == slug))


def speaker_of(event_id: int, code: str) -> str | None:
    """The name of somebody on an event's programme."""
    return db.session.scalar(select(Speaker.name).where(Speaker.event_id == event_id, Speaker.code == code))


def duties_of(user: User) -> Sequence[Speaker]:
    """As whom this person stands on programmes."""
    return db.session.scalars(select(Speaker).where(Speaker.person_id == user.person_id)).all()


def events_by_id(ids: Collection[int]) -> dict[int, Event]:
    """These events by their id."""
    return {event.id: event for event in db.session.scalars(select(Event).where(Event.id.in_(ids))).unique()}


def dates_of(user: User, since: datetime) -> Sequence[Occurrence]:
    """The dates of this person's bookings that were not over then; skipped ones never were in a calendar."""
    wanted = (Booking.holder_id == user.id, Occurrence.ends_at >= since, Occurrence.state != OccurrenceState.SKIPPED)
    return db.session.scalars(dates().where(*wanted)).unique().all()


def dates_in(room_ids: Collection[int], since: datetime) -> Sequence[Occurrence]:
    """The dates in these rooms that were not over then."""
    wanted = (Occurrence.room_id.in_(room_ids), Occurrence.ends_at >= since, Occurrence.state != OccurrenceState.SKIPPED)
    return db.session.scalars(dates().where(*wanted)).unique().all()


def dates_by_uid(uids: Collection[str]) -> Sequence[Occurrence]:
    """Dates of bookings by their uid."""
    return db.session.scalars(dates().where(Occurrence.uid.in_(uids))).unique().all()


def dates() -> Select[Occurrence]:
    """Dates with their bookings, in the order of time."""
    loaded = joinedload(Occurrence.booking)
    return select(Occurrence).join(Occurrence.booking).options(loaded).order_by(Occurrence.starts_at, Occurrence.uid)


def closures_in(room_ids: Collection[int], since: datetime) -> Sequence[Closure]:
    """The closures of these rooms that were not over then, lifted ones included."""
    return db.session.scalars(select(Closure).where(Closure.room_id.in_(room_ids), Closure.ends_at >= since).order_by(Closure.starts_at)).all()


def registrations_of(user: User, since: date) -> Sequence[Registration]:
    """This person's registrations for events that were not over then."""
    wanted = (*of_person(user), Event.ends_on >= since)
    return db.session.scalars(select(Registration).join(Event).where(*wanted).order_by(Event.starts_on, Registration.id)).unique().all()


def registrations_version(user: User) -> Any:
    """How many registrations this person has, when one last changed and which events' stamps count."""
    columns = (Registration.id, Registration.event_id, Registration.sequence, Registration.changed_at)
    return db.session.execute(select(*columns).where(*of_person(user)).order_by(Registration.id)).all()


def of_person(user: User) -> list[ColumnElement[bool]]:
    """A person's registrations: made by their account, or with its address."""
    whose = or_(Registration.person_id == user.person_id, Registration.email_key == email_key(user.email))
    return [whose, Registration.twin_of_id.is_(None), Registration.erased_at.is_(None)]
