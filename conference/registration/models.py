"""Registrations: who comes to an event, in which state, with which consents; their links, their check-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import UTCDateTime, WordsType, db, states, uid
from conference.kernel.sealed import Lost, SealedFacts
from conference.kernel.words import Words
from conference.people.models import Person
from conference.programme.models import Event
from conference.registration.rules import ScanResult, State, full_name

# One person, one place: of an address's registrations for an event at most one is alive (twins hold nothing).
ALIVE = text("twin_of_id IS NULL AND erased_at IS NULL AND state IN ('pending', 'confirmed', 'waitlisted')")


class Category(db.Model):  # type: ignore[name-defined]
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


class ConsentText(db.Model):  # type: ignore[name-defined]
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


class Registration(db.Model):  # type: ignore[name-defined]
    """One person's registration for one event. Names are as the person writes them. `code` is on the ticket.

    A twin is what an address gets that is registered already: to whoever sent the form it looks like any registration, so
    that nobody learns who comes; it holds no place and opens no door, organisers never see it (docs/decisions/007).
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_event_id_state_queue_number", "event_id", "state", "queue_number", "twin_of_id"),
        Index("ix_registration_event_id_email_key", "event_id", "email_key"),
        Index("uq_registration_event_id_email_key", "event_id", "email_key", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
        Index("uq_registration_event_id_form_nonce", "event_id", "form_nonce", unique=True),
        UniqueConstraint("event_id", "queue_number"),
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
    email: Mapped[str] = mapped_column(String(254))  # as they write it
    email_key: Mapped[str] = mapped_column(String(320))  # the same address whatever its case: rules.email_key
    affiliation: Mapped[str] = mapped_column(String(240), default="")
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(60))
    answers: Mapped[dict[str, Any]] = mapped_column(SealedFacts, default=dict)  # may tell of health: diet, access needs
    state: Mapped[State] = mapped_column(states(State, "state"))
    sequence: Mapped[int] = mapped_column(default=0)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    queue_number: Mapped[int] = mapped_column()  # order of arrival within the event, given under the event's lock
    twin_of_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    form_nonce: Mapped[str | None] = mapped_column(String(64))  # digest of the form's nonce and the address: a double click is one
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship()
    twin_of: Mapped[Registration | None] = relationship(remote_side=[id])
    category: Mapped[Category | None] = relationship(lazy="joined")
    consents: Mapped[list[Consent]] = relationship(back_populates="registration", cascade="all, delete-orphan")
    check_ins: Mapped[list[CheckIn]] = relationship(back_populates="registration", order_by="CheckIn.at, CheckIn.id", passive_deletes=True)

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    @property
    def answers_are_lost(self) -> bool:
        """True when they were sealed with a key that the centre has no more."""
        return isinstance(self.answers, Lost)

    @property
    def entity(self) -> str:
        return f"registration:{self.uid}"

    @property
    def actor(self) -> str:
        """Whoever holds the self-service link acts as the registration."""
        return self.entity


class ManageLink(db.Model):  # type: ignore[name-defined]
    """A self-service link that was sent to a registrant; each letter mints its own, all stay valid until erasure."""

    __tablename__ = "manage_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship(lazy="joined")


class Consent(db.Model):  # type: ignore[name-defined]
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


class CheckIn(db.Model):  # type: ignore[name-defined]
    """One scan at a door that let somebody in or told why not. Append-only; a repeated nonce is the same scan.

    `at` is when it was scanned (a phone without network tells later), `first_at` when the same ticket was let in before.
    """

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_id", "nonce"), Index("ix_check_in_event_id_result_at", "event_id", "result", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    result: Mapped[ScanResult] = mapped_column(states(ScanResult, "result"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    first_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(80))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(80))

    event: Mapped[Event] = relationship()
    registration: Mapped[Registration | None] = relationship(back_populates="check_ins")
