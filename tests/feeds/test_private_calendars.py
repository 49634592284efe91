"""What is in a person's own calendars and in a room's diary, and what its reader may not see."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from conference.booking.actions import book_room, cancel_booking, close_room, confirm_option, lift_closure, move_booking
from conference.booking.rules import State
from conference.feeds.actions import erase, exported, make_link
from conference.feeds.models import FeedToken, Fragment
from conference.feeds.rules import Purpose
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.programme.actions import change_event
from conference.registration.actions import cancel_registration, register
from conference.registration.models import Registration
from tests import make
from tests.feeds.scene import NOW, congress

DAY = "2026-12-01"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def centre(app):
    with clock.at(NOW):
        yield make.centre()


def book(centre, room, start, end, *, by=None, title="Board meeting", **more):
    who = by or centre.alice
    of = centre.institute if who is centre.alice else centre.hospital
    return book_room(room=room, span=make.span(DAY, start, end), title=title, organisation=of, by=who, now=NOW, **more)


def items(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.data).events


def link_to(user, purpose, **more):
    secret = make_link(user, purpose, by=user, now=NOW, **more)
    return f"/calendar/rooms/{more['room'].slug}.ics?token={secret}" if purpose is Purpose.ROOM else f"/calendar/private/{secret}.ics"


def seen(events):
    return [(str(event["SUMMARY"]), str(event["STATUS"])) for event in events]


def test_my_bookings_are_my_dates_with_how_they_stand(centre, client):
    path = link_to(centre.alice, Purpose.BOOKINGS)
    book(centre, centre.seminar, "09:00", "10:00", attendance=12)
    option = book(centre, centre.auditorium, "11:00", "12:00", title="Gala", state=State.OPTION)
    book(centre, centre.hall_a, "09:00", "10:00", by=centre.bob, title="Of the hospital")
    assert seen(items(client, path)) == [("Board meeting", "CONFIRMED"), ("Gala", "TENTATIVE")]
    confirm_option(option, by=centre.alice, now=LATER)
    gala = items(client, path)[1]
    assert (gala["STATUS"], gala["SEQUENCE"], gala["LAST-MODIFIED"].dt) == ("CONFIRMED", 1, LATER)
    assert gala["LOCATION"].startswith("Auditorium") and "The Institute" in gala["DESCRIPTION"]


def test_a_moved_booking_moves_and_a_cancelled_one_says_so_until_the_day_is_over(centre, client):
    path = link_to(centre.alice, Purpose.BOOKINGS)
    moved, gone = book(centre, centre.seminar, "09:00", "10:00"), book(centre, centre.seminar, "14:00", "15:00", title="Gone")
    before = items(client, path)
    move_booking(moved, span=make.span(DAY, "10:00", "11:00"), by=centre.alice, now=LATER)
    cancel_booking(gone, by=centre.alice, now=LATER)
    after = items(client, path)
    assert seen(after) == [("Board meeting", "CONFIRMED"), ("CANCELLED: Gone", "CANCELLED")]
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert after[0]["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 1, 9, tzinfo=UTC)
    with clock.at(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        assert seen(items(client, path)) == [("Board meeting", "CONFIRMED")]


def test_a_series_is_one_item_for_each_date_in_the_venues_zone(centre, client):
    path = link_to(centre.alice, Purpose.BOOKINGS)
    span = make.span("2027-03-26", "09:00", "10:00")
    book_room(room=centre.seminar, span=span, title="Weekly", organisation=centre.institute, by=centre.alice, now=NOW, rrule="FREQ=WEEKLY;COUNT=3")
    found = items(client, path)
    assert [event["DTSTART"].dt.strftime("%d %H:%M") for event in found] == ["26 09:00", "02 09:00", "09 09:00"]
    assert len({event["UID"] for event in found}) == 3 and not any("RRULE" in event for event in found)


def test_a_busy_only_diary_names_nobody(centre, client):
    path = link_to(centre.bob, Purpose.ROOM, room=centre.hall_a)
    book(centre, centre.hall, "09:00", "10:00", title="Secret merger")
    book(centre, centre.hall_a, "11:00", "12:00", title="Open day", is_public=True)
    book(centre, centre.hall_b, "16:00", "17:00", title="Next door", state=State.OPTION)
    closure = close_room(centre.hall_a, span=make.span(DAY, "14:00", "15:00"), reason="Water damage", by=centre.vera, now=NOW)
    body = client.get(path).data
    assert b"Secret" not in body and b"Institute" not in body and b"Water" not in body and b"Next door" not in body
    assert seen(items(client, path)) == [("Taken", "CONFIRMED"), ("Open day", "CONFIRMED"), ("Closed", "CONFIRMED")]
    lift_closure(closure, by=centre.vera, now=LATER)
    assert seen(items(client, path))[2] == ("CANCELLED: Closed", "CANCELLED")


def test_a_detailed_diary_names_whose_it_is_as_long_as_its_owner_may_see_it(centre, client):
    path = link_to(centre.vera, Purpose.ROOM, room=centre.hall_a, detailed=True)
    book(centre, centre.hall, "09:00", "10:00", title="Merger")
    [event] = items(client, path)
    assert event["SUMMARY"] == "Merger" and "The Institute" in event["DESCRIPTION"]
    lose_roles(centre.vera)
    assert seen(items(client, path)) == [("Taken", "CONFIRMED")]


@transaction
def lose_roles(user):
    for grant in list(user.grants):
        db.session.delete(grant)


def test_a_booking_that_moves_to_another_room_is_cancelled_in_the_diary_of_the_old_one(centre, client):
    old = link_to(centre.bob, Purpose.ROOM, room=centre.seminar)
    moved = book(centre, centre.seminar, "09:00", "10:00")
    assert seen(items(client, old)) == [("Taken", "CONFIRMED")]
    move_booking(moved, span=make.span(DAY, "09:00", "10:00"), room=centre.auditorium, by=centre.alice, now=LATER)
    [event] = items(client, old)
    assert (event["STATUS"], event["SUMMARY"], event["SEQUENCE"]) == ("CANCELLED", "CANCELLED: Taken", 1)


def test_an_unchanged_private_calendar_is_304_and_a_booking_changes_it(centre, client):
    path = link_to(centre.alice, Purpose.BOOKINGS)
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    book(centre, centre.seminar, "09:00", "10:00")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_my_events_are_those_i_am_registered_for(app, client):
    with clock.at(NOW):
        scene = congress()
        change_event(scene.event, registration_open=True, places=1, by=scene.centre.alice, now=NOW)
        path = link_to(scene.centre.bob, Purpose.AGENDA)
        assert items(client, path) == []
        sign_up(scene, scene.centre.alice)
        sign_up(scene, scene.centre.bob)
        [event] = items(client, path)
        assert (event["STATUS"], event["SUMMARY"], event["UID"]) == ("TENTATIVE", "Genomics, today; tomorrow", f"{scene.event.uid}@conference-centre")
        first = db.session.scalars(db.select(Registration).where(Registration.email == scene.centre.alice.email)).one()
        cancel_registration(first, by=scene.centre.alice, now=LATER)
        [event] = items(client, path)
        assert event["STATUS"] == "CONFIRMED" and event["SEQUENCE"] > 0


def sign_up(scene, user):
    register(
        scene.event,
        given_name=user.person.given_name,
        family_name=user.person.family_name,
        email=user.email,
        country="FR",
        language="en",
        timezone="Europe/Paris",
        now=NOW,
        person=user.person,
        by=user,
    )


def test_erasing_somebody_takes_their_links_and_what_was_written_for_them(app, client):
    with clock.at(NOW):
        scene = congress()
        alice = scene.centre.alice
        path = link_to(alice, Purpose.DUTIES)
        client.get(path)
        assert [each["purpose"] for each in exported(alice.person)["links"]] == [Purpose.DUTIES]
        erasing(alice.person)
        assert client.get(path).status_code == 404
        assert db.session.scalars(db.select(FeedToken)).all() == []
        assert [row.body for row in db.session.scalars(db.select(Fragment)) if b"Bo Chair" in row.body] == []


@transaction
def erasing(person):
    erase(person, LATER)
