"""Letters about bookings: who is told what, in whose language and zone, and only of what was committed."""

from base64 import b64decode
from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.booking import mails
from conference.booking.actions import book_room, cancel_booking, confirm_option, lapse_options, move_booking, release_option, restore_booking
from conference.booking.models import Booking
from conference.booking.rules import State
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.mail import Attachment
from conference.kernel.objection import Refused
from conference.kernel.owed import LetterOwed
from conference.people.erasure import erase_person
from tests import make
from tests.fixtures.letters import written
from tests.make import MONDAY, hours


@pytest.fixture
def centre(app):
    return make.centre()


def book(centre, room, span, *, by=None, title="Meeting", now=MONDAY, **more):
    """Book, as the one whose organisation it is for; nobody has written the letter yet."""
    by = by or centre.alice
    of = centre.hospital if by is centre.bob else centre.institute
    return book_room(room=room, span=span, title=title, organisation=of, by=by, now=now, **more)


LATER = MONDAY + timedelta(days=14)


def test_a_confirmed_booking_is_told_with_its_times_and_its_address(centre):
    booking = book(centre, centre.seminar, hours(1, 2))
    (letter,) = written()
    assert (letter.recipient, letter.subject, letter.about) == ("alice@example.org", "Booked: Meeting, Seminar 1", f"booking:{booking.uid}")
    assert "Monday, 1 March 2027, 10:00–12:00 (Paris): Seminar 1" in letter.text
    assert f"http://localhost/bookings/{booking.uid}/" in letter.text
    assert "Booked: Meeting, Seminar 1" in letter.html
    assert "<span" not in letter.text


def test_whoever_reads_in_another_zone_and_language_has_both(centre):
    yuki = make.user("Yuki Tanaka", make.Role.ORGANISER, centre.institute, locale="fr", timezone="Asia/Tokyo")
    booking = book(centre, centre.seminar, hours(1), by=yuki)
    (letter,) = written()
    assert letter.locale == "fr"
    assert "lundi 1 mars 2027" in letter.text
    assert "18:00" in letter.text  # 10:00 in Paris
    assert f"Ouvrir la réservation\N{NO-BREAK SPACE}: http://localhost/bookings/{booking.uid}/" in letter.text
    assert "(Tokyo)\N{NO-BREAK SPACE}: Seminar 1" in letter.text and "(Tokyo)\N{NO-BREAK SPACE}: Seminar 1" in letter.html


def test_a_long_series_is_told_in_a_dozen_lines(centre):
    book(centre, centre.seminar, hours(1), rrule="FREQ=DAILY;COUNT=20")
    (letter,) = written()
    assert letter.text.count("(Paris): Seminar 1") == 12
    assert "and 8 more dates" in letter.text


def test_an_option_is_told_its_place_in_line_and_when_it_lapses(centre):
    book(centre, centre.seminar, hours(1008), state=State.OPTION)
    book(centre, centre.seminar, hours(1008), state=State.OPTION, by=centre.bob)
    first, second = written()
    assert "You are first in line." in first.text
    assert "You are number 2 in line." in second.text
    assert "Monday, 15 March 2027" in first.text


def test_an_option_lapses_once_and_the_next_in_line_is_told(centre, both_engines):
    first = book(centre, centre.seminar, hours(1008), state=State.OPTION)
    book(centre, centre.seminar, hours(1008), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(days=1))
    due = LATER
    written(MONDAY + timedelta(days=1))
    assert lapse_options(due - timedelta(seconds=1)) == 0
    assert lapse_options(due) == 1
    assert lapse_options(due) == 0
    assert db.session.get_one(Booking, first.id).state is State.RELEASED
    assert [(each.recipient, each.subject) for each in written(due)[2:]] == [
        ("bob@example.org", "You are now first in line: Meeting"), ("alice@example.org", "Your option has lapsed: Meeting"),
    ]  # fmt: skip
    assert db.session.scalars(select(Change.actor).where(Change.action == "lapsed")).all() == ["system"]


def test_an_option_on_something_soon_lapses_when_it_would_begin(centre):
    assert book(centre, centre.seminar, hours(24), state=State.OPTION).expires_at == hours(24).start


def test_only_who_becomes_the_first_is_told_of_a_release(centre):
    options = [book(centre, centre.seminar, hours(50), state=State.OPTION, by=by, now=MONDAY + timedelta(minutes=number))
               for number, by in enumerate((centre.alice, centre.bob, centre.vera))]  # fmt: skip
    now = MONDAY + timedelta(minutes=5)
    assert len(written(now)) == 3
    release_option(options[1], by=centre.bob, now=now)
    assert len(written(now)) == 3
    release_option(options[0], by=centre.alice, now=now)
    assert [each.recipient for each in written(now)[3:]] == ["vera@example.org"]


def test_moving_confirming_and_cancelling_are_told(centre):
    booking = book(centre, centre.seminar, hours(30), state=State.OPTION)
    written()
    confirm_option(booking, by=centre.alice, now=MONDAY)
    written()
    move_booking(booking, span=hours(31), room=centre.hall_a, by=centre.alice, now=MONDAY)
    written()
    cancel_booking(booking, by=centre.alice, now=MONDAY)
    assert [each.subject for each in written()] == [
        "Option on Seminar 1: Meeting", "Booked: Meeting, Seminar 1", "Moved: Meeting, now in Hall a", "Cancelled: Meeting",
    ]  # fmt: skip


def test_a_refused_booking_sends_no_letter(centre):
    book(centre, centre.seminar, hours(1))
    with pytest.raises(Refused):
        book(centre, centre.seminar, hours(1))
    assert len(written()) == 1


def test_a_later_feature_attaches_what_it_writes(centre, monkeypatch):
    monkeypatch.setattr(mails, "_attach", [])
    mails.attach_with(lambda letter, booking: (Attachment(f"{letter}.ics", "text/calendar", booking.uid.encode(), calendar_method="REQUEST"),))
    book(centre, centre.seminar, hours(1))
    (letter,) = written()
    assert [(each["name"], each["calendar_method"]) for each in letter.attachments] == [("booking_confirmed.ics", "REQUEST")]


def test_whoever_is_passed_by_a_confirmed_booking_is_told_and_stays_in_line(centre, both_engines):
    option = book(centre, centre.hall_a, hours(50), state=State.OPTION, by=centre.bob)
    written()
    book(centre, centre.hall, hours(50))
    assert [(each.recipient, each.subject) for each in written()[1:]] == [
        ("bob@example.org", "No longer free: Meeting"), ("alice@example.org", "Booked: Meeting, Hall"),
    ]  # fmt: skip
    assert db.session.get_one(Booking, option.id).state is State.OPTION


def test_an_option_that_moves_away_lets_the_next_one_up(centre):
    first = book(centre, centre.seminar, hours(50), state=State.OPTION)
    book(centre, centre.seminar, hours(50), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(minutes=1))
    now = MONDAY + timedelta(minutes=2)
    written(now)
    move_booking(first, span=hours(26), by=centre.alice, now=now)
    assert [(each.recipient, each.subject) for each in written(now)[2:]] == [
        ("bob@example.org", "You are now first in line: Meeting"), ("alice@example.org", "Moved: Meeting, now in Seminar 1"),
    ]  # fmt: skip
    assert first.expires_at == hours(26).start


# What is written is what is so when it is written ----------------------------------------------------------------------


def subjects(now=MONDAY):
    return [each.subject for each in written(now)]


def test_what_was_cancelled_before_its_letter_was_written_is_only_told_as_cancelled(centre, both_engines):
    booking = book(centre, centre.seminar, hours(30))
    cancel_booking(booking, by=centre.alice, now=MONDAY)
    (letter,) = written()
    assert letter.subject == "Cancelled: Meeting"
    assert [each["calendar_method"] for each in letter.attachments] == ["CANCEL"]


def test_two_moves_before_the_letter_are_one_letter_with_the_last_time_and_sequence(centre, both_engines):
    booking = book(centre, centre.seminar, hours(30))
    written()
    for start in (31, 32):
        move_booking(booking, span=hours(start), by=centre.alice, now=MONDAY)
    _booked, moved = written()
    assert moved.subject == "Moved: Meeting, now in Seminar 1"
    assert "17:00–18:00" in moved.text and "16:00" not in moved.text
    calendar = b64decode(moved.attachments[0]["content"]).decode()
    assert "METHOD:REQUEST" in calendar and "SEQUENCE:2" in calendar and f"UID:{booking.occurrences[0].uid}" in calendar


def test_what_was_taken_up_again_before_the_letter_is_not_told_as_cancelled(centre):
    booking = book(centre, centre.seminar, hours(30))
    written()
    cancel_booking(booking, by=centre.alice, now=MONDAY)
    restore_booking(booking, by=centre.alice, now=MONDAY)
    assert subjects()[1:] == ["Booked: Meeting, Seminar 1"]


def test_an_option_that_is_confirmed_at_once_is_told_once(centre):
    confirm_option(book(centre, centre.seminar, hours(30), state=State.OPTION), by=centre.alice, now=MONDAY)
    assert subjects() == ["Booked: Meeting, Seminar 1"]


def test_nobody_hears_of_a_booking_in_the_way_that_is_gone_again_nor_of_moving_up_after_giving_up(centre):
    option = book(centre, centre.hall_a, hours(50), state=State.OPTION, by=centre.bob)
    written()
    in_the_way = book(centre, centre.hall, hours(50))
    cancel_booking(in_the_way, by=centre.alice, now=MONDAY)
    first = book(centre, centre.seminar, hours(50), state=State.OPTION)
    second = book(centre, centre.seminar, hours(50), state=State.OPTION, by=centre.bob)
    release_option(first, by=centre.alice, now=MONDAY)
    release_option(second, by=centre.bob, now=MONDAY)
    assert [(each.recipient, each.subject) for each in written()[1:]] == [("alice@example.org", "Cancelled: Meeting")]
    assert option.state is State.OPTION


def test_one_date_of_a_series_is_told_alone_and_skipped_dates_are_not_told_as_booked(centre):
    book(centre, centre.seminar, hours(24))
    series = book(centre, centre.seminar, hours(0), rrule="FREQ=DAILY;COUNT=3", on_conflict="skip")
    _first, booked = written()
    assert booked.text.count("(Paris): Seminar 1") == 2

    third = series.occurrences[2]
    move_booking(series, occurrence=third, span=hours(50), by=centre.alice, now=MONDAY)
    assert written()[2].text.count("(Paris): Seminar 1") == 1
    cancel_booking(series, occurrence=third, by=centre.alice, now=MONDAY)
    cancel_booking(series, by=centre.alice, now=MONDAY)
    assert [each.text.count("(Paris): Seminar 1") for each in written()[3:]] == [1, 2]


def test_a_holder_who_is_erased_or_may_not_sign_in_any_more_gets_no_letter(centre, both_engines):
    book(centre, centre.seminar, hours(30))
    book(centre, centre.hall_a, hours(30), by=centre.bob)
    erase_person(centre.alice.person, by=centre.alice, now=MONDAY)
    assert len(db.session.scalars(select(LetterOwed)).all()) == 1
    make.changed(centre.bob, disabled_at=MONDAY)
    assert written() == []
    assert db.session.scalars(select(LetterOwed)).all() == []
