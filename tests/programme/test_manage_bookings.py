"""Rooms for an event, from its pages: searched, booked, joined."""

from conference.booking.actions import book_room
from conference.booking.models import Booking
from conference.kernel import clock
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.test_manage import the_event


def test_a_room_searched_from_an_event_is_booked_for_it(house, client):
    institute = house.institute.uid
    form = {
        "event": "congress", "room": "hall-a", "day": "2027-03-01", "starts": "10:00", "ends": "12:00", "title": "Congress", "organisation": institute,
        "state": "confirmed", "setup_minutes": "0", "teardown_minutes": "0",
    }  # fmt: skip
    with clock.at(MONDAY):
        alice = make.sign_in(client, house.alice)
        assert "event=congress" in alice.get("/manage/events/congress/rooms/").text
        answer = alice.post("/bookings/", data=form)

    assert (answer.status_code, answer.location) == (303, "/manage/events/congress/rooms/"), answer.text
    assert [room.slug for room in the_event().rooms] == ["marquee", "hall-a"]


def test_nobody_books_for_anothers_event(house, client):
    form = {
        "event": "congress", "room": "hall-a", "day": "2027-03-01", "starts": "10:00", "ends": "12:00", "title": "Mine",
        "organisation": house.hospital.uid, "state": "confirmed",
    }  # fmt: skip
    with clock.at(MONDAY):
        answer = make.sign_in(client, house.bob).post("/bookings/", data=form)

    assert (answer.status_code, db.session.query(Booking).count()) == (409, 0)
    assert "You may not book for this event." in answer.text


def test_a_booking_that_is_there_already_is_joined(house, alice):
    booked = {"span": hours(3), "title": "Early bird", "by": house.alice, "now": MONDAY}
    uid = book_room(room=house.hall_b, organisation=house.institute, **booked).uid
    others = book_room(room=house.hall_a, organisation=house.hospital, **{**booked, "title": "Theirs", "by": house.bob}).uid
    page = alice.get("/manage/events/congress/rooms/").text
    assert "Early bird" in page and "Theirs" not in page

    assert alice.post(f"/manage/events/congress/bookings/{others}").status_code == 404
    assert alice.post(f"/manage/events/congress/bookings/{uid}").status_code == 303

    assert "hall-b" in [room.slug for room in the_event().rooms]
    assert alice.post(f"/manage/events/congress/bookings/{uid}").status_code == 409


def test_a_booking_that_is_begun_from_an_event_has_its_title_organisation_and_days(house, client):
    make.sign_in(client, house.alice)
    page = client.get("/bookings/new?event=congress").text
    said = ['name="title"', 'value="The Congress"', 'value="2027-03-01"', '<option selected value="FREQ=DAILY">', f'value="{house.event.ends_on}"']
    assert [each for each in said if each not in page] == []
    own = client.get("/bookings/new?event=congress&title=Dinner&day=2027-03-02").text
    assert 'value="Dinner"' in own and 'value="2027-03-02"' in own and 'selected value="FREQ=DAILY"' not in own


def test_of_an_event_that_one_may_not_edit_the_form_tells_nothing(house, client):
    make.sign_in(client, house.bob)
    assert "The Congress" not in client.get("/bookings/new?event=congress").text
