"""The calendar part of a booking's letter: the date as the holder's own feed has it, moved and withdrawn by later letters."""

import base64

import pytest
from icalendar import Calendar
from sqlalchemy import select

from conference.booking.actions import book_room, cancel_booking, confirm_option, move_booking
from conference.booking.models import Booking
from conference.booking.rules import State
from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import jobs
from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.mail import Letter
from tests import make
from tests.make import MONDAY, hours


@pytest.fixture(autouse=True)
def frozen():
    with at(MONDAY):
        yield


@pytest.fixture
def settings():
    return {"MAIL_FROM": "Campus Example <centre@example.org>"}


@pytest.fixture
def house(app):
    return make.centre()


def book(house, **more):
    told = {"room": house.seminar, "span": hours(24), "title": "Meeting", "organisation": house.institute, "by": house.alice, "now": MONDAY}
    return book_room(**told | more)


def last_letter(house):
    """What the last letter brings: each file's name, whether mail programs act on it, and its calendar."""
    db.session.commit()
    jobs.work(once=True)
    db.session.add_all([house.alice, house.seminar, house.institute])
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    return [(each["name"], each["calendar_method"], Calendar.from_ical(base64.b64decode(each["content"]))) for each in letter.attachments]


def said(calendar):
    """Method; each item's status, hour and sequence."""
    return str(calendar["METHOD"]), [(str(item["STATUS"]), item["DTSTART"].dt.hour, item["SEQUENCE"]) for item in calendar.walk("VEVENT")]


def test_a_booked_date_is_an_invitation_that_is_the_feeds_own_item(app, house, client):
    book(house)

    [(name, acts, calendar)] = last_letter(house)

    [item] = calendar.walk("VEVENT")
    link = make_link(house.alice, Purpose.BOOKINGS, by=house.alice, now=MONDAY)
    feed = Calendar.from_ical(client.get(f"/calendar/private/{link}.ics").data)
    assert (name, acts, said(calendar)) == ("invite.ics", "REQUEST", ("REQUEST", [("CONFIRMED", 9, 0)]))
    assert [each["UID"] for each in feed.walk("VEVENT")] == [item["UID"]]
    assert (item["SUMMARY"], item["LOCATION"]) == ("Meeting", "Seminar 1, Campus Example")
    assert (str(item["ORGANIZER"]), str(item["ATTENDEE"])) == ("mailto:centre@example.org", "mailto:alice@example.org")


def test_it_moves_in_the_calendar_and_is_taken_out_with_the_booking(house):
    booking = book(house)
    uid = booking.uid
    last_letter(house)

    booking = db.session.scalars(select(Booking).where(Booking.uid == uid)).one()
    move_booking(booking, span=hours(26), by=house.alice, now=MONDAY)
    [(_name, acts, calendar)] = last_letter(house)
    assert (acts, said(calendar)) == ("REQUEST", ("REQUEST", [("CONFIRMED", 11, 1)]))

    booking = db.session.scalars(select(Booking).where(Booking.uid == uid)).one()
    cancel_booking(booking, by=house.alice, now=MONDAY)
    [(_name, acts, calendar)] = last_letter(house)
    assert (acts, said(calendar)) == ("CANCEL", ("CANCEL", [("CANCELLED", 11, 2)]))


def test_an_option_is_in_no_calendar_until_it_is_confirmed(house):
    booking = book(house, state=State.OPTION)
    uid = booking.uid
    assert last_letter(house) == []

    confirm_option(db.session.scalars(select(Booking).where(Booking.uid == uid)).one(), by=house.alice, now=MONDAY)
    assert [acts for _name, acts, _calendar in last_letter(house)] == ["REQUEST"]


def test_the_dates_of_a_series_come_as_a_file_that_invites_nobody(house):
    booking = book(house, rrule="FREQ=DAILY;COUNT=3")
    uid = booking.uid
    [(name, acts, calendar)] = last_letter(house)
    assert (name, acts, said(calendar)) == ("dates.ics", "", ("PUBLISH", [("CONFIRMED", 9, 0)] * 3))
    assert "ATTENDEE" not in calendar.walk("VEVENT")[0]

    booking = db.session.scalars(select(Booking).where(Booking.uid == uid)).one()
    cancel_booking(booking, by=house.alice, now=MONDAY, occurrence=booking.occurrences[1])
    [(_name, _acts, calendar)] = last_letter(house)
    assert [status for status, _hour, _sequence in said(calendar)[1]] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
