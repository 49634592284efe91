"""Who there is: persons, log-ins, organisations, what they were granted, and the secrets they hold (hashes only)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import Json, UTCDateTime, WordsType, db, states, uid
from conference.kernel.i18n import fold
from conference.kernel.message import _
from conference.kernel.words import Words
from conference.people.rules import Kind as Kind
from conference.people.rules import Role as Role

ERASED = _("erased account")


class Organisation(db.Model):  # type: ignore[name-defined]
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Words] = mapped_column(WordsType)
    kind: Mapped[Kind] = mapped_column(states(Kind, "kind"), default=Kind.EXTERNAL)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def entity(self) -> str:
        return f"organisation:{self.uid}"


class Person(db.Model):  # type: ignore[name-defined]
    """A human. Names as they write them; an e-mail address only where one was given. Speakers need no log-in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    given_name: Mapped[str] = mapped_column(String(120), default="")
    family_name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(16), default="en")
    timezone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    search_name: Mapped[str] = mapped_column(String(500), default="")  # folded: lower case, no accents; kept by the listener below

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def entity(self) -> str:
        return f"person:{self.uid}"


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _fold_name(_mapper: Any, _connection: Any, person: Person) -> None:
    person.search_name = fold(f"{person.name} {person.email or ''}")[:500]


class User(UserMixin, db.Model):  # type: ignore[name-defined]
    """A log-in. `email` is kept in lower case; without a password hash it was invited and has not come yet."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(16))
    timezone: Mapped[str | None] = mapped_column(String(60))
    totp_sealed: Mapped[str | None] = mapped_column(String(300))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_last_step: Mapped[int | None] = mapped_column()
    recovery_hashes: Mapped[list[str]] = mapped_column(Json, default=list)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(lazy="joined")
    grants: Mapped[list[Grant]] = relationship(back_populates="user", lazy="selectin", foreign_keys="Grant.user_id")

    @property
    def name(self) -> str:
        return str(ERASED) if self.person.erased_at else self.person.name or self.email

    @property
    def actor(self) -> str:
        """How the history calls them."""
        return f"user:{self.uid}"

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def holds(self, *roles: Role, organisation_id: int | None = None) -> bool:
        """True with one of these roles for the whole centre, or for this organisation."""
        return any(grant.role in roles and grant.organisation_id in {None, organisation_id} for grant in self.grants)

    def organisation_ids(self, *roles: Role) -> set[int]:
        """The organisations in which they hold one of these roles."""
        return {grant.organisation_id for grant in self.grants if grant.role in roles and grant.organisation_id is not None}


class Grant(db.Model):  # type: ignore[name-defined]
    """A role of a user: in one organisation, or (organisation empty) in the whole centre."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "organisation_id"),
        CheckConstraint(
            "organisation_id IS NOT NULL OR role IN ('administrator', 'venue_manager', 'reviewer', 'door')", name="organiser_has_organisation"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(states(Role, "role"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class Login(db.Model):  # type: ignore[name-defined]
    """One signed-in browser. The cookie carries the secret; ending the row ends the session."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)  # password given last: dangerous acts ask again
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="joined")


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - what the link is for
    EMAIL_CHANGE = "email_change"


class OneTimeLink(db.Model):  # type: ignore[name-defined]
    """An invitation, a password reset or a new address to confirm: single use, with an end, stored as a hash."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(states(LinkPurpose, "purpose"))
    email: Mapped[str | None] = mapped_column(String(254))  # the new address that the link confirms
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="joined")


class LinkRequest(db.Model):  # type: ignore[name-defined]
    """Somebody asked for a link by mail. The worker looks whether there is an account, makes the link and posts the letter:
    so the page answers the same, in the same time, whether there is one or not. The row goes when it is answered."""

    __tablename__ = "link_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(states(LinkPurpose, "purpose"))
    email: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))  # who asked, when signed in
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ApiToken(db.Model):  # type: ignore[name-defined]
    """A key for programs: acts as its user within its scopes (none: everything the user may)."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="joined")


class Attempt(db.Model):  # type: ignore[name-defined]
    """One attempt that is counted against a limit: `sign-in:account:…`, `sign-in:address:…` (keys are hashed)."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
