"""The calendar part of a registrant's letter: the feed's own item, as an invitation, withdrawn with the ticket."""

import base64
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from conference.kernel import outbox
from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.mail import Letter
from conference.kernel.owed import write_letters
from conference.registration.actions import cancel_registration
from tests import make
from tests.registration.cast import congress, enrol

NOW = make.MONDAY - timedelta(days=9)


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


@pytest.fixture
def settings():
    return {"MAIL_FROM": "Campus Example <centre@example.org>"}


def parts() -> list[tuple[str, list[Calendar]]]:
    """Each letter's recipient and its calendars."""
    letters = db.session.scalars(select(Letter).order_by(Letter.id))
    return [
        (each.recipient, [Calendar.from_ical(base64.b64decode(part["content"])) for part in each.attachments if part["calendar_method"]])
        for each in letters
    ]


def test_the_ticket_comes_with_an_invitation_that_is_the_feeds_own_item(app, client):
    event = congress()
    enrol(event, "Ana", family_name="Pérez; Łoś", language="en", now=NOW)
    write_letters(NOW)

    [(_to, [calendar])] = parts()
    [item] = calendar.walk("VEVENT")
    feed = Calendar.from_ical(client.get("/calendar/centre.ics").data)
    assert calendar["METHOD"] == "REQUEST"
    assert [each["UID"] for each in feed.walk("VEVENT")] == [item["UID"]]
    assert (item["SUMMARY"], item["STATUS"], item["SEQUENCE"]) == ("The Congress", "CONFIRMED", 0)
    assert (str(item["ORGANIZER"]), str(item["ATTENDEE"])) == ("mailto:centre@example.org", "mailto:ana@example.org")
    assert dict(item["ATTENDEE"].params) == {"CN": "Ana Pérez; Łoś", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}


def test_a_ticket_that_is_given_up_is_taken_out_of_the_calendar_and_the_next_in_line_is_invited(app):
    event = congress(places=1)
    ana = enrol(event, "Ana", now=NOW).registration
    enrol(event, "Ben", now=NOW)
    write_letters(NOW)
    cancel_registration(ana, by=ana, now=NOW)
    write_letters(NOW)

    def said(calendar: Calendar) -> tuple[str, str, int]:
        [item] = calendar.walk("VEVENT")
        return str(calendar["METHOD"]), str(item["STATUS"]), item["SEQUENCE"]

    assert [(to, [said(each) for each in calendars]) for to, calendars in parts()] == [
        ("ana@example.org", [("REQUEST", "CONFIRMED", 0)]),
        ("ben@example.org", []),
        ("ana@example.org", [("CANCEL", "CANCELLED", 1)]),
        ("ben@example.org", [("REQUEST", "CONFIRMED", 1)]),
    ]


def test_who_only_waited_is_not_told_to_take_out_what_was_never_in(app):
    event = congress(places=0)
    ana = enrol(event, "Ana", now=NOW).registration
    cancel_registration(ana, by=ana, now=NOW)
    write_letters(NOW)
    assert parts() == [("ana@example.org", [])]


def test_mail_programs_find_the_invitation_as_an_alternative_of_the_text(app, mailbox):
    app.config["MAIL_URL"] = mailbox.url
    enrol(congress(), "Ana", now=NOW)
    write_letters(NOW)
    assert outbox.deliver(NOW) == 1

    [message] = mailbox.arrived
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert dict(calendar.get_params())["method"] == "REQUEST"
    assert [part.get_filename() for part in message.iter_attachments()][-2:] == ["ticket.pdf", "invite.ics"]
