"""Registrations: who comes to an event, in which state, with which consents; their links, their check-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import Json, UTCDateTime, WordsType, db, states, uid
from conference.kernel.words import Words
from conference.people.models import Person
from conference.programme.models import Event
from conference.registration.rules import State


class Category(db.Model):  # type: ignore[name-defined, misc]
    """A kind of participant of an event: student, academic, industry, speaker, press …"""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Words] = mapped_column(WordsType)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


class ConsentText(db.Model):  # type: ignore[name-defined, misc]
    """A text that registrants agree to, one row per version; a version that somebody agreed to is never edited."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("event_id", "purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))  # None: for every event
    purpose: Mapped[str] = mapped_column(String(40))  # privacy, photos, guest_list, newsletter
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[Words] = mapped_column(WordsType)
    required: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Registration(db.Model):  # type: ignore[name-defined, misc]
    """One person's registration for one event. Names are as the person writes them. `code` is on the ticket."""

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_event_id_state_placed_at", "event_id", "state", "placed_at"),
        Index("ix_registration_event_id_email", "event_id", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    code: Mapped[str] = mapped_column(String(32), unique=True)  # 130 random bits: the ticket's QR code carries it
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120), default="")
    latin_name: Mapped[str] = mapped_column(String(240), default="")  # for the badge, where the name is in another script
    search_name: Mapped[str] = mapped_column(String(500), default="")  # folded: lower case, no accents
    email: Mapped[str] = mapped_column(String(254))
    affiliation: Mapped[str] = mapped_column(String(240), default="")
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(60))
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[State] = mapped_column(states(State, "state"))
    sequence: Mapped[int] = mapped_column(default=0)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    queue_number: Mapped[int] = mapped_column(default=0)  # order of arrival within the event, given under the event's lock
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship()
    category: Mapped[Category | None] = relationship(lazy="joined")
    consents: Mapped[list[Consent]] = relationship(back_populates="registration", cascade="all, delete-orphan")
    check_ins: Mapped[list[CheckIn]] = relationship(back_populates="registration", order_by="CheckIn.at", cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def entity(self) -> str:
        return f"registration:{self.uid}"

    @property
    def actor(self) -> str:
        """Whoever holds the self-service link acts as the registration."""
        return self.entity


class ManageLink(db.Model):  # type: ignore[name-defined, misc]
    """A self-service link that was sent to a registrant; each letter mints its own, all stay valid until erasure."""

    __tablename__ = "manage_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship(lazy="joined")


class Consent(db.Model):  # type: ignore[name-defined, misc]
    """That somebody agreed to a version of a text, and when; a withdrawal is written beside it."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    text_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship(back_populates="consents")
    text: Mapped[ConsentText] = relationship(lazy="joined")


class CheckIn(db.Model):  # type: ignore[name-defined, misc]
    """One scan at a door that let somebody in or told why not. Append-only; a repeated nonce is the same scan."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(24))  # registration.rules.ScanResult
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(Text)

    registration: Mapped[Registration | None] = relationship(back_populates="check_ins")
