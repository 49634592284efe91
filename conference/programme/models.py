"""Events and their programme: the draft that organisers edit, and the published sessions that everybody else reads.

A talk inside a chaired session is a session with `part_of`: one table, one code space, one address (docs/decisions/001).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.booking.models import Booking
from conference.kernel.database import Json, UTCDateTime, WordsType, db, states, uid
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.people.models import Organisation, Person, Role, User
from conference.programme.rules import Part, SessionKind, SessionState, Visibility
from conference.venue.models import Room


class Event(db.Model):  # type: ignore[name-defined]
    """What is held at the centre."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint("places IS NULL OR places >= 0", name="places_not_negative"),
        Index("ix_event_visibility_starts_on", "visibility", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[Words] = mapped_column(WordsType)
    description: Mapped[Words] = mapped_column(WordsType, default=Words)
    starts_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date] = mapped_column()
    timezone: Mapped[str] = mapped_column(String(60))
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    visibility: Mapped[Visibility] = mapped_column(states(Visibility, "visibility"), default=Visibility.PRIVATE)
    place_name: Mapped[str] = mapped_column(String(200), default="")  # where, when it is not (only) at the centre
    url: Mapped[str] = mapped_column(String(500), default="")
    places: Mapped[int | None] = mapped_column()  # None: no limit
    registration_open: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    interchange: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # what an imported file says beyond our columns
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    rooms: Mapped[list[EventRoom]] = relationship(back_populates="event", order_by="EventRoom.position, EventRoom.id", cascade="all, delete-orphan")
    tracks: Mapped[list[Track]] = relationship(back_populates="event", order_by="Track.position, Track.id", cascade="all, delete-orphan")
    team: Mapped[list[TeamMember]] = relationship(back_populates="event", cascade="all, delete-orphan")
    releases: Mapped[list[Release]] = relationship(back_populates="event", order_by="Release.number", cascade="all, delete-orphan")

    @property
    def scope(self) -> str:
        """Its version stamp: raised by everything the public sees of it."""
        return f"event:{self.id}"

    @property
    def timetable_scope(self) -> str:
        """The stamp of what calendars show of it: raised by releases and changes of its own facts, not by each registration."""
        return f"timetable:{self.id}"

    @property
    def entity(self) -> str:
        return f"event:{self.uid}"


class TeamMember(db.Model):  # type: ignore[name-defined]
    """Somebody's role in one event's team, whatever their organisation."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("event_id", "user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(states(Role, "role"))

    event: Mapped[Event] = relationship(back_populates="team")
    user: Mapped[User] = relationship()


class EventBooking(db.Model):  # type: ignore[name-defined]
    """A booking that was made for an event."""

    __tablename__ = "event_booking"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True, unique=True)

    booking: Mapped[Booking] = relationship(lazy="joined")
    event: Mapped[Event] = relationship()


class EventRoom(db.Model):  # type: ignore[name-defined]
    """A room as one event uses it: one of the centre's, or an external one that the diary knows nothing of."""

    __tablename__ = "event_room"
    __table_args__ = (UniqueConstraint("event_id", "slug"), UniqueConstraint("event_id", "room_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Words] = mapped_column(WordsType)
    capacity: Mapped[int | None] = mapped_column()
    position: Mapped[int] = mapped_column(default=0)
    interchange: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    event: Mapped[Event] = relationship(back_populates="rooms")
    room: Mapped[Room | None] = relationship()


class Track(db.Model):  # type: ignore[name-defined]
    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "slug"), CheckConstraint("colour BETWEEN 1 AND 12", name="colour"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Words] = mapped_column(WordsType)
    colour: Mapped[int] = mapped_column(default=1)  # one of the palette's twelve, each with enough contrast
    position: Mapped[int] = mapped_column(default=0)
    interchange: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    event: Mapped[Event] = relationship(back_populates="tracks")


class Speaker(db.Model):  # type: ignore[name-defined]
    """Somebody on an event's programme, as the programme prints them. Needs no log-in and no e-mail address."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(240))
    affiliation: Mapped[str] = mapped_column(String(240), default="")
    biography: Mapped[Words] = mapped_column(WordsType, default=Words)
    interchange: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    person: Mapped[Person | None] = relationship()
    event: Mapped[Event] = relationship()

    @property
    def entity(self) -> str:
        return f"speaker:{self.uid}"


class Session(db.Model):  # type: ignore[name-defined]
    """A timed block in a room; with `part_of`, a talk inside a chaired session, whose room it shares. Draft state."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times_or_none"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_session_event_id_starts_at", "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True, default=uid)  # also the calendar UID's first part, for ever
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[SessionKind] = mapped_column(states(SessionKind, "kind"), default=SessionKind.TALK)
    kind_label: Mapped[str] = mapped_column(String(80), default="")  # the organiser's or the file's own word for it
    title: Mapped[Words] = mapped_column(WordsType)
    subtitle: Mapped[Words] = mapped_column(WordsType, default=Words)
    abstract: Mapped[Words] = mapped_column(WordsType, default=Words)  # Markdown, or the file's HTML, sanitised when shown
    description: Mapped[Words] = mapped_column(WordsType, default=Words)
    language: Mapped[str] = mapped_column(String(16), default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("event_room.id"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[SessionState] = mapped_column(states(SessionState, "state"), default=SessionState.CONFIRMED)
    interchange: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    room: Mapped[EventRoom | None] = relationship()
    track: Mapped[Track | None] = relationship()
    part_of: Mapped[Session | None] = relationship(back_populates="parts", remote_side=[id])
    parts: Mapped[list[Session]] = relationship(back_populates="part_of", order_by="Session.starts_at, Session.position")
    people: Mapped[list[SessionSpeaker]] = relationship(back_populates="session", order_by="SessionSpeaker.position", cascade="all, delete-orphan")

    @property
    def span(self) -> Span | None:
        return Span(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None

    @property
    def entity(self) -> str:
        return f"session:{self.uid}"


class SessionSpeaker(db.Model):  # type: ignore[name-defined]
    """Who takes part in a session, and as what."""

    __tablename__ = "session_speaker"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id", ondelete="CASCADE"), index=True)
    part: Mapped[Part] = mapped_column(states(Part, "part"), default=Part.SPEAKER)
    position: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(back_populates="people")
    speaker: Mapped[Speaker] = relationship(lazy="joined")


class Release(db.Model):  # type: ignore[name-defined]
    """A published version of a timetable, with what it changed: `{added: [...], moved: [...], changed: [...], cancelled: [...]}`."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    comment: Mapped[str] = mapped_column(String(500), default="")
    difference: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[str] = mapped_column(String(80))

    event: Mapped[Event] = relationship(back_populates="releases")


class PublishedSession(db.Model):  # type: ignore[name-defined]
    """A session as the public knows it: facts as of the last release that changed it. Pages and feeds read only this.

    `facts` holds everything that is shown (see programme.facts), so that one row answers for one entry. `sequence` and
    `changed_at` rise with each published change. A session that was taken off stays, cancelled.
    """

    __tablename__ = "published_session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        Index("ix_published_session_event_id_starts_at", "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(64), unique=True)  # the session's
    code: Mapped[str] = mapped_column(String(40))
    part_of_code: Mapped[str | None] = mapped_column(String(40))
    has_parts: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    room_slug: Mapped[str | None] = mapped_column(String(60), index=True)
    track_slug: Mapped[str | None] = mapped_column(String(60))
    speaker_codes: Mapped[list[str]] = mapped_column(Json, default=list)  # everybody on it, whatever their part
    card: Mapped[dict[str, Any]] = mapped_column(Json)  # the small part of the facts that a line of a schedule shows
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))  # of what calendars and pages show: no change, no new sequence
    cancelled: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    first_published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)
