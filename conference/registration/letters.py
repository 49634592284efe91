"""What registrants get by mail. The worker writes each letter that is owed (`kernel.owed`), with a self-service link of its own, the
ticket as picture and sheet, and whatever other features attach (calendar entries: `app.extensions["registration_attachments"]`).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from conference.kernel import clock
from conference.kernel.crypto import new_token
from conference.kernel.mail import Attachment, Mail, compose
from conference.kernel.message import Message, _
from conference.kernel.owed import LetterOwed, Written, register
from conference.registration import links, queries
from conference.registration.models import Registration
from conference.registration.rules import OCCASIONS, LetterKind, State
from conference.registration.tickets import qr_png, ticket_pdf

HOOK = "registration_attachments"

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
    register(app, "registration", write)


def write(owed: LetterOwed) -> Written | None:
    """The letter as things stand now, with a link of its own; None when its news is old. A twin's goes to the address's owner."""
    found = queries.by_entity(owed.about)
    registration, kind = found and (found.twin_of or found), LetterKind(owed.kind)
    if registration is None or registration.erased_at is not None or overtaken(kind, registration.state):
        return None
    number, sequence, secret = registration.id, registration.sequence, new_token()
    mail = letter(registration, kind, secret, enclosures(registration))

    def stands() -> bool:
        if queries.sequence_of(number) != sequence:
            return False
        links.keep(number, secret, now=clock.now())
        return True

    return Written(mail, stands)


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
