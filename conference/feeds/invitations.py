"""What a registrant's letter brings for their calendar (iTIP, RFC 5546): REQUEST with the ticket, CANCEL when it is given up.

The item is the one of the feeds: same uid, so whoever subscribes as well sees one event and not two; its sequence rises with
every change of event or registration, so that mail programs take the newer over the older.
"""

from __future__ import annotations

from dataclasses import replace

from icalendar import Calendar, Event
from sqlalchemy import select

from conference.feeds.calendars import site
from conference.feeds.entries import Entry, Organiser, State
from conference.feeds.ical import PRODUCER, add_identity, add_time, add_words, mailbox
from conference.feeds.items_private import registration_entry
from conference.kernel.database import db
from conference.kernel.envelope import sender
from conference.kernel.history import Change
from conference.kernel.mail import Attachment
from conference.registration.models import Registration
from conference.registration.rules import State as RegistrationState


def attach(registration: Registration) -> tuple[Attachment, ...]:
    """The calendar part of a registrant's letter. Who waits, and who never had a ticket, gets none."""
    entry = registration_entry(registration, site(), registration.language)
    if registration.state is RegistrationState.CONFIRMED:
        method = "CANCEL" if entry.state is State.CANCELLED else "REQUEST"
    elif not registration.state.is_alive and had_ticket(registration):
        method = "CANCEL"
    else:
        return ()
    body = invitation(entry, method=method, organiser=sent_by(registration.language), guest=Organiser(registration.name, registration.email))
    return (Attachment("invite.ics", "application/ics", body, calendar_method=method),)


def had_ticket(registration: Registration) -> bool:
    """True when it was confirmed at some time, so that a REQUEST may stand in their calendar."""
    said = db.session.scalars(select(Change.after).where(Change.entity == registration.entity))
    return any(after and after.get("state") == RegistrationState.CONFIRMED for after in said)


def sent_by(language: str) -> Organiser:
    """The mailbox that letters come from: mail programs distrust an organiser who is somebody else (DMARC)."""
    said = sender(language)
    return Organiser(said.display_name, said.addr_spec)


def invitation(*entries: Entry, method: str, organiser: Organiser, guest: Organiser | None) -> bytes:
    """A VEVENT of each entry, for one guest, who has accepted by registering or booking: no answer is asked for. Without a guest
    it invites nobody (PUBLISH)."""
    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", PRODUCER), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    for each in entries:
        calendar.add_component(item(each, method, organiser, guest))
    return bytes(calendar.to_ical())


def item(entry: Entry, method: str, organiser: Organiser, guest: Organiser | None) -> Event:
    event = Event()
    entry = replace(entry, organiser=organiser, state=State.CANCELLED if method == "CANCEL" else entry.state)
    for add in (add_identity, add_time, add_words):
        add(event, entry)
    if guest is not None:
        attendee = mailbox(guest.name, guest.email)
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        event.add("attendee", attendee)
    return event
