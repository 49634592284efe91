"""One's own data: taken along as JSON, and really erased: from the row, links, consents, letters, the history's values.

What stays is a number in the statistics: that somebody registered when, and what became of it. The same is done by itself
so many days after an event (REGISTRATION_RETENTION_DAYS), with a dry run that says what would go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, or_, select, update

from conference.kernel import history
from conference.kernel.crypto import new_token
from conference.kernel.database import db, transaction
from conference.kernel.mail import Letter
from conference.kernel.outbox import erase_letters
from conference.kernel.words import Words
from conference.people.models import Person
from conference.programme.models import Event
from conference.registration import queries, rules
from conference.registration.actions.change import hold
from conference.registration.actions.places import go, move_up
from conference.registration.models import CheckIn, Consent, ManageLink, Registration
from conference.registration.rules import State

TOLD = ("given_name", "family_name", "latin_name", "email", "affiliation", "country", "language", "timezone", "answers")


def own_data(registration: Registration) -> dict[str, Any]:
    """Everything that is kept about a registrant, as plain JSON values; no secret and no hash but those of consent texts."""
    letters = db.session.scalars(select(Letter).where(Letter.about == registration.entity).order_by(Letter.id))
    changes: list[history.Change] = list(db.session.scalars(history.history_of(registration.entity)))
    category = str(registration.category.name) if registration.category else None
    return history.plain({
        "event": registration.event.slug,
        "registration": told_by(registration) | {"category": category},
        "registered_again": [told_by(each) | {"at": each.placed_at} for each in twins_of(registration)],
        "ticket_code": registration.code.upper(),
        "state": registration.state,
        "registered_at": registration.placed_at,
        "changed_at": registration.changed_at,
        "cancelled_at": registration.cancelled_at,
        "consents": [consent_facts(each) for each in registration.consents],
        "check_ins": [{"at": each.at, "result": each.result, "undone_at": each.undone_at} for each in registration.check_ins],
        "letters": [{"posted_at": each.posted_at, "sent_at": each.sent_at, "subject": each.subject} for each in letters],
        "history": [{"at": each.at, "action": each.action, "before": each.before, "after": each.after} for each in changes],
    }) or {}  # fmt: skip


def told_by(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in TOLD}


def twins_of(registration: Registration) -> list[Registration]:
    """What was typed when the same address was registered again, the first time first; a twin has none."""
    again = select(Registration).where(Registration.twin_of_id == registration.id).order_by(Registration.id)
    return list(db.session.scalars(again))


def consent_facts(consent: Consent) -> dict[str, Any]:
    text = consent.text
    facts = {"purpose": text.purpose, "version": text.version, "language": consent.language, "text": text.text.best(consent.language)}
    return facts | {"text_sha256": consent.text_hash, "given_at": consent.given_at, "withdrawn_at": consent.withdrawn_at}


@transaction
def erase_registration(registration: Registration, *, by: Any, now: datetime) -> None:
    """Erase a registrant, with everything they told, was told to them or was noted about them; it cannot be undone.

    A place that they held goes to whoever waits longest. Their scans at the door stay as bare counts. Twins of the address
    go altogether. Nothing is refused, except a registration that is erased already.
    """
    event = hold(registration)
    twins = twins_of(registration)
    if registration.state.is_alive:
        go(registration, State.CANCELLED, "cancelled", by=by, now=now)
    erase_letters([each.entity for each in (registration, *twins)])  # first: a letter that is being written would bring a new link
    for each in (registration, *twins):
        strip(each)
    blank(registration, now)
    db.session.flush()
    history.blank(registration.entity, *(twin.entity for twin in twins))
    for twin in twins:
        db.session.delete(twin)
    history.record(registration.entity, "erased", by=by, at=now)
    db.session.flush()
    move_up(event, now=now)


def strip(registration: Registration) -> None:
    """Remove what hangs on a registration; its scans lose whom they were of."""
    for model in (ManageLink, Consent):
        db.session.execute(delete(model).where(model.registration_id == registration.id))
    db.session.execute(update(CheckIn).where(CheckIn.registration_id == registration.id).values(registration_id=None))
    db.session.expire(registration, ["consents", "check_ins"])


def blank(registration: Registration, now: datetime) -> None:
    for name in TOLD:
        setattr(registration, name, "" if name != "answers" else {})
    registration.email_key = registration.search_name = ""
    registration.person_id = registration.form_nonce = registration.category = None
    registration.code, registration.erased_at, registration.changed_at = new_token(), now, now


# The clock -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Purged:
    """What a purge erases of one event, and from which day on."""

    slug: str
    ends_on: date
    registrations: int
    is_due: bool
    erased_on: date
    title: Words = field(default_factory=Words, compare=False)


def purge(now: datetime, *, dry_run: bool = False) -> list[Purged]:
    """Erase the registrants of every event that has been over for REGISTRATION_RETENTION_DAYS, or only say whom it would.

    Each registration is a transaction of its own, so a purge that is interrupted goes on the next night.
    """
    due = due_for_erasure(now)
    if not dry_run:
        for each in due:
            named = select(Registration.id).join(Registration.event).where(Event.slug == each.slug, Registration.erased_at.is_(None), queries.REAL)
            for number in db.session.scalars(named).all():
                if (registration := db.session.get(Registration, number)) is not None:
                    erase_registration(registration, by=history.SYSTEM, now=now)
    return due


def due_for_erasure(now: datetime) -> list[Purged]:
    """The events whose time is up, with how many registrants they still name. One statement."""
    return [each for each in clocks(now) if each.is_due]


def clocks(now: datetime) -> list[Purged]:
    """Every event that names registrants, the one that is erased first first. One statement."""
    kept = timedelta(days=int(current_app.config["REGISTRATION_RETENTION_DAYS"]))
    rows = db.session.execute(
        select(Event.slug, Event.ends_on, func.count(Registration.id).label("number"), Event.title)
        .join(Registration, Registration.event_id == Event.id)
        .where(Registration.erased_at.is_(None), queries.REAL)
        .group_by(Event.id)
        .order_by(Event.ends_on, Event.slug)
    )
    until = now.date() - kept
    return [Purged(slug, last, number, last < until, last + kept + timedelta(days=1), title) for slug, last, number, title in rows]


def purge_job(now: datetime) -> int:
    """The nightly job: how many registrants were erased."""
    return sum(each.registrations for each in purge(now))


# The part of a person who also has a log-in ---------------------------------------------------------------------------


def registrations_of(person: Person) -> list[Registration]:
    """A person's registrations: made while signed in, or with their address."""
    key = rules.email_key(person.email or "") or None  # an erased row's key is empty: it is nobody's
    theirs = or_(Registration.person_id == person.id, Registration.email_key == key)
    return list(db.session.scalars(select(Registration).where(theirs, Registration.erased_at.is_(None), queries.REAL).order_by(Registration.id)))


def export_person(person: Person) -> dict[str, Any]:
    return {each.event.slug: own_data(each) for each in registrations_of(person)}


def erase_person(person: Person, now: datetime) -> None:
    for registration in registrations_of(person):
        erase_registration(registration, by=history.SYSTEM, now=now)
