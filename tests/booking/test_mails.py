"""Letters about bookings: who is told what, in whose language and zone, and only of what was committed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.booking import mails
from conference.booking.actions import book_room, cancel_booking, confirm_option, lapse_options, move_booking, release_option
from conference.booking.models import Booking
from conference.booking.rules import State
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.mail import Attachment, Letter
from conference.kernel.objection import Refused
from tests import make
from tests.make import MONDAY, hours


@pytest.fixture
def centre(app):
    return make.centre()


def book(centre, room, span, *, by=None, title="Meeting", now=MONDAY, **more):
    by = by or centre.alice
    of = centre.hospital if by is centre.bob else centre.institute
    return book_room(room=room, span=span, title=title, organisation=of, by=by, now=now, **more)


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def test_a_confirmed_booking_is_told_with_its_times_and_its_address(centre):
    booking = book(centre, centre.seminar, hours(1, 2))
    (letter,) = letters()
    assert (letter.recipient, letter.subject, letter.about) == ("alice@example.org", "Booked: Meeting, Seminar 1", f"booking:{booking.uid}")
    assert "Monday, 1 March 2027, 10:00–12:00 (Paris): Seminar 1" in letter.text
    assert f"http://localhost/bookings/{booking.uid}/" in letter.text
    assert "Booked: Meeting, Seminar 1" in letter.html
    assert "<span" not in letter.text


def test_whoever_reads_in_another_zone_and_language_has_both(centre):
    yuki = make.user("Yuki Tanaka", make.Role.ORGANISER, centre.institute, locale="fr", timezone="Asia/Tokyo")
    booking = book(centre, centre.seminar, hours(1), by=yuki)
    (letter,) = letters()
    assert letter.locale == "fr"
    assert "lundi 1 mars 2027" in letter.text
    assert "18:00" in letter.text  # 10:00 in Paris
    assert f"Ouvrir la réservation\N{NO-BREAK SPACE}: http://localhost/bookings/{booking.uid}/" in letter.text
    assert "(Tokyo)\N{NO-BREAK SPACE}: Seminar 1" in letter.text and "(Tokyo)\N{NO-BREAK SPACE}: Seminar 1" in letter.html


def test_a_long_series_is_told_in_a_dozen_lines(centre):
    book(centre, centre.seminar, hours(1), rrule="FREQ=DAILY;COUNT=20")
    (letter,) = letters()
    assert letter.text.count("(Paris): Seminar 1") == 12
    assert "and 8 more dates" in letter.text


def test_an_option_is_told_its_place_in_line_and_when_it_lapses(centre):
    book(centre, centre.seminar, hours(1008), state=State.OPTION)
    book(centre, centre.seminar, hours(1008), state=State.OPTION, by=centre.bob)
    first, second = letters()
    assert "You are first in line." in first.text
    assert "You are number 2 in line." in second.text
    assert "Monday, 15 March 2027" in first.text


def test_an_option_lapses_once_and_the_next_in_line_is_told(centre, both_engines):
    first = book(centre, centre.seminar, hours(1008), state=State.OPTION)
    book(centre, centre.seminar, hours(1008), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(days=1))
    due = MONDAY + timedelta(days=14)
    assert lapse_options(due - timedelta(seconds=1)) == 0
    assert lapse_options(due) == 1
    assert lapse_options(due) == 0
    assert db.session.get_one(Booking, first.id).state is State.RELEASED
    assert [(each.recipient, each.subject) for each in letters()[2:]] == [
        ("bob@example.org", "You are now first in line: Meeting"), ("alice@example.org", "Your option has lapsed: Meeting"),
    ]  # fmt: skip
    assert db.session.scalars(select(Change.actor).where(Change.action == "lapsed")).all() == ["system"]


def test_an_option_on_something_soon_lapses_when_it_would_begin(centre):
    assert book(centre, centre.seminar, hours(24), state=State.OPTION).expires_at == hours(24).start


def test_only_who_becomes_the_first_is_told_of_a_release(centre):
    options = [book(centre, centre.seminar, hours(50), state=State.OPTION, by=by, now=MONDAY + timedelta(minutes=number))
               for number, by in enumerate((centre.alice, centre.bob, centre.vera))]  # fmt: skip
    release_option(options[1], by=centre.bob, now=MONDAY)
    assert len(letters()) == 3
    release_option(options[0], by=centre.alice, now=MONDAY)
    assert [each.recipient for each in letters()[3:]] == ["vera@example.org"]


def test_moving_confirming_and_cancelling_are_told(centre):
    booking = book(centre, centre.seminar, hours(30), state=State.OPTION)
    confirm_option(booking, by=centre.alice, now=MONDAY)
    move_booking(booking, span=hours(31), room=centre.hall_a, by=centre.alice, now=MONDAY)
    cancel_booking(booking, by=centre.alice, now=MONDAY)
    assert [each.subject for each in letters()] == [
        "Option on Seminar 1: Meeting", "Booked: Meeting, Seminar 1", "Moved: Meeting, now in Hall a", "Cancelled: Meeting",
    ]  # fmt: skip


def test_a_refused_booking_sends_no_letter(centre):
    book(centre, centre.seminar, hours(1))
    with pytest.raises(Refused):
        book(centre, centre.seminar, hours(1))
    assert len(letters()) == 1


def test_a_later_feature_attaches_what_it_writes(centre, monkeypatch):
    monkeypatch.setattr(mails, "_attach", [])
    mails.attach_with(lambda letter, booking: (Attachment(f"{letter}.ics", "text/calendar", booking.uid.encode(), calendar_method="REQUEST"),))
    book(centre, centre.seminar, hours(1))
    (letter,) = letters()
    assert [(each["name"], each["calendar_method"]) for each in letter.attachments] == [("booking_confirmed.ics", "REQUEST")]


def test_whoever_is_passed_by_a_confirmed_booking_is_told_and_stays_in_line(centre, both_engines):
    option = book(centre, centre.hall_a, hours(50), state=State.OPTION, by=centre.bob)
    book(centre, centre.hall, hours(50))
    assert [(each.recipient, each.subject) for each in letters()[1:]] == [
        ("bob@example.org", "No longer free: Meeting"), ("alice@example.org", "Booked: Meeting, Hall"),
    ]  # fmt: skip
    assert db.session.get_one(Booking, option.id).state is State.OPTION


def test_an_option_that_moves_away_lets_the_next_one_up(centre):
    first = book(centre, centre.seminar, hours(50), state=State.OPTION)
    book(centre, centre.seminar, hours(50), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(minutes=1))
    move_booking(first, span=hours(26), by=centre.alice, now=MONDAY)
    assert [(each.recipient, each.subject) for each in letters()[2:]] == [
        ("bob@example.org", "You are now first in line: Meeting"), ("alice@example.org", "Moved: Meeting, now in Seminar 1"),
    ]  # fmt: skip
    assert first.expires_at == hours(26).start
