"""What registrants get by mail. The worker writes each letter that is due, with a self-service link of its own, the ticket as
picture and sheet, and whatever other features attach (calendar entries: `app.extensions["registration_attachments"]`).

A letter that is due is leased before it is written: several workers never write the same one, and one that cannot be written
keeps no other waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.mail import Attachment, Mail, compose, post
from conference.kernel.message import Message, _
from conference.registration import links, queries
from conference.registration.models import LetterDue, Registration
from conference.registration.rules import OCCASIONS, LetterKind, State
from conference.registration.tickets import qr_png, ticket_pdf

HOOK = "registration_attachments"
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
ROUND = 50

Attach = Callable[[Registration], tuple[Attachment, ...]]

SUBJECTS: dict[State, Message] = {
    State.CONFIRMED: _("Your ticket: %(event)s"),
    State.PENDING: _("Registration received: %(event)s"),
    State.WAITLISTED: _("You are on the waiting list: %(event)s"),
    State.CANCELLED: _("Registration cancelled: %(event)s"),
    State.DECLINED: _("Registration not accepted: %(event)s"),
}


def init_app(app: Flask) -> None:
    app.extensions.setdefault(HOOK, [])


def write_letters(now: datetime) -> int:
    """The worker's job: write the letters that are due into the outbox, at most ROUND. How many were."""
    if not is_due(now):
        return 0
    written = 0
    for _turn in range(ROUND):
        due = take(now=clock.now())
        if due is None:
            break
        written += write(due)
    return written


def is_due(now: datetime) -> bool:
    """Whether a letter is due; a plain read, so that an idle worker takes no lock."""
    found = db.session.scalar(select(LetterDue.id).where(LetterDue.due_at <= now).limit(1)) is not None
    db.session.rollback()
    return found


@transaction
def take(*, now: datetime) -> LetterDue | None:
    """Lease the letter that has been due longest; None when there is none."""
    first = select(LetterDue).where(LetterDue.due_at <= now).order_by(LetterDue.due_at, LetterDue.id).limit(1)
    due = db.session.scalars(first.with_for_update(skip_locked=True, of=LetterDue)).first()
    if due is not None:
        due.due_at = now + min(LEASE * 2**due.attempts, LONGEST_PAUSE)
        due.attempts += 1
    return due


def write(due: LetterDue) -> int:
    """Write one leased letter: pictures and sheets first, while nothing is locked, then link, letter and outbox together."""
    number, registration, kind = due.id, due.registration, due.kind
    sequence = registration.sequence
    enclosed = enclosures(registration) if registration.erased_at is None else ()
    return post_letter(number, kind, sequence, enclosed, now=clock.now())


@transaction
def post_letter(number: int, kind: LetterKind, sequence: int, enclosed: tuple[Attachment, ...], *, now: datetime) -> int:
    """Put the letter into the outbox and strike it off; it waits for the next round when its registration changed meanwhile."""
    due = db.session.scalars(select(LetterDue).where(LetterDue.id == number).with_for_update(of=LetterDue)).one_or_none()
    if due is None:
        return 0
    registration = due.registration
    if registration.sequence != sequence:
        due.due_at = now
        return 0
    db.session.delete(due)
    if registration.erased_at is not None or overtaken(kind, registration.state):
        return 0
    post(letter(registration, kind, links.mint(registration, now=now), enclosed))
    return 1


def overtaken(kind: LetterKind, state: State) -> bool:
    """True for a letter whose news is old: whoever has cancelled since gets the letter that says so."""
    return state not in OCCASIONS.get(kind, frozenset(State))


def enclosures(registration: Registration) -> tuple[Attachment, ...]:
    """The ticket of a confirmed registration, and what other features attach."""
    theirs = [each for attach in attachers() for each in attach(registration)]
    if registration.state != State.CONFIRMED:
        return tuple(theirs)
    picture = Attachment("ticket.png", "image/png", qr_png(registration.code), inline_id="ticket")
    sheet = Attachment("ticket.pdf", "application/pdf", ticket_pdf(registration))
    return (picture, sheet, *theirs)


def attachers() -> list[Attach]:
    return list(current_app.extensions.get(HOOK, []))


def letter(registration: Registration, kind: LetterKind, secret: str, enclosed: tuple[Attachment, ...]) -> Mail:
    """The letter in the registrant's language and zone."""
    heading = Message(SUBJECTS[registration.state].single, {"event": registration.event.title})
    return compose(
        "registration_letter", to=registration.email, locale=registration.language, zone=registration.timezone,
        about=registration.entity, attachments=enclosed, registration=registration, event=registration.event,
        heading=heading, kind=kind, name=registration.name,
        has_ticket=any(each.inline_id == "ticket" for each in enclosed), position=queries.position(registration), url=links.manage_url(secret),
    )  # fmt: skip
