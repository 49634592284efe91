"""One's own data: taken along as JSON, and really erased, from every feature that holds some of it.

A feature registers its part in `init_app`: an exporter `(person) -> dict` and an eraser `(person, now) -> None`, which runs
inside the one transaction. Parts of features further right run first; the person's own rows go last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, delete, func, or_, select

from conference.kernel import history
from conference.kernel.database import db, lock, transaction
from conference.kernel.mail import Letter
from conference.kernel.objection import refuse
from conference.kernel.outbox import erase_letters
from conference.kernel.stamps import touch
from conference.people import rules
from conference.people.actions.staff import other_administrators
from conference.people.models import ApiToken, Grant, LinkRequest, Login, OneTimeLink, Person, User
from conference.people.rules import Role

Exporter = Callable[[Person], dict[str, Any]]
Eraser = Callable[[Person, datetime], None]
PARTS = "erasure"


@dataclass(frozen=True)
class Part:
    """What one feature holds of a person."""

    export: Exporter
    erase: Eraser


def register(app: Flask, name: str, *, export: Exporter, erase: Eraser) -> None:
    """Add a feature's part; `name` is its heading in the file that people get. Refuses a second one of the same name."""
    parts = app.extensions.setdefault(PARTS, {})
    if name in parts:
        raise ValueError(f"two parts are called {name!r}")
    parts[name] = Part(export, erase)


def parts() -> dict[str, Part]:
    return dict(current_app.extensions.get(PARTS, {}))


def export_data(person: Person) -> dict[str, Any]:
    """Everything the centre holds of a person, by feature, as plain JSON values."""
    return {name: history.plain(part.export(person)) for name, part in parts().items()}


@transaction
def erase_person(person: Person, *, by: Any, now: datetime) -> None:
    """Erase a person from every feature, their letters and the values in their history. It cannot be undone.

    Refuses the last administrator. Rows that others need (a booking of an organisation) stay, and lead to nobody.
    """
    user = user_of(person)
    if user is not None:
        last = user.holds(Role.ADMINISTRATOR) and user.is_active
        refuse(rules.objections_to_losing_administrator(is_administrator=last, others=other_administrators(user)))
    lock(person)
    for part in reversed(list(parts().values())):
        part.erase(person, now)
    person.erased_at = now
    history.record(person.entity, "erased", by=by, at=now)


def user_of(person: Person) -> User | None:
    """The log-in of this person, if they have one."""
    return db.session.scalars(select(User).where(User.person_id == person.id)).one_or_none()


# The part of this feature ----------------------------------------------------------------------------------------------


def export_account(person: Person) -> dict[str, Any]:
    """Profile, roles, log-ins, tokens, letters, the account's history and what was done with it; no secret and no hash."""
    user = user_of(person)
    fields = ("given_name", "family_name", "email", "country", "language", "timezone", "created_at")
    told: dict[str, Any] = {"person": {name: getattr(person, name) for name in fields}}
    if user is not None:
        told["account"] = row_of(user, "email", "created_at", "locale", "timezone") | {"second_step_since": user.totp_confirmed_at}
        told["roles"] = [
            {"role": grant.role, "organisation": grant.organisation.slug if grant.organisation else None, "since": grant.granted_at}
            for grant in user.grants
        ]
        told["sign_ins"] = [
            row_of(each, "agent", "address", "created_at", "seen_at", "ended_at")
            for each in db.session.scalars(select(Login).where(Login.user_id == user.id))
        ]
        told["tokens"] = [
            row_of(each, "name", "scopes", "created_at", "expires_at", "used_at", "revoked_at")
            for each in db.session.scalars(select(ApiToken).where(ApiToken.user_id == user.id))
        ]
    entities = [person.entity, *([user.actor] if user else [])]
    told["history"] = [row_of(each, "at", "action", "before", "after") for each in db.session.scalars(history.history_of(*entities))]
    told["letters"] = [row_of(each, "recipient", "subject", "posted_at", "sent_at") for each in db.session.scalars(letters_to(person, user))]
    told["did"] = [row_of(each, "at", "action", "entity") for each in db.session.scalars(done_by(user))] if user else []
    return told


def letters_to(person: Person, user: User | None) -> Select[Letter]:
    """The letters that are kept about the person or went to their address, the oldest first."""
    about = Letter.about.in_([person.entity, *([user.actor] if user else [])])
    return select(Letter).where(or_(about, func.lower(Letter.recipient).in_(addresses_of(person, user)))).order_by(Letter.id)


def done_by(user: User) -> Select[history.Change]:
    """Every change that the history notes under this log-in, the oldest first."""
    return select(history.Change).where(history.Change.actor == user.actor).order_by(history.Change.id)


def addresses_of(person: Person, user: User | None) -> set[str]:
    """The mail addresses that are the person's, in small letters."""
    return {address.lower() for address in (person.email, user.email if user else None) if address}


def row_of(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def erase_account(person: Person, now: datetime) -> None:
    """Blank the person and the log-in, remove what they signed in with, their letters and the values in their history."""
    user = user_of(person)
    entities = [person.entity, *([user.actor] if user else [])]
    addresses = addresses_of(person, user)
    person.given_name = person.family_name = ""
    person.email = person.country = person.timezone = None
    person.language = str(current_app.config["DEFAULT_LOCALE"])
    if user is not None:
        for model in (Login, ApiToken, OneTimeLink, LinkRequest, Grant):
            db.session.execute(delete(model).where(model.user_id == user.id))
        db.session.expire(user, ["grants"])
        user.email = f"{user.uid}@erased.invalid".lower()
        user.password_hash = user.locale = user.timezone = user.totp_sealed = user.totp_confirmed_at = user.totp_last_step = None
        user.recovery_hashes = []
        user.disabled_at = user.disabled_at or now
        history.record(user.actor, "erased", by=user, at=now)
        touch(f"user:{user.id}", now=now)
    db.session.execute(delete(LinkRequest).where(LinkRequest.email.in_(addresses)))
    erase_letters(entities, to=addresses)
    history.blank(*entities)
