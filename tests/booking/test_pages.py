"""The pages on which rooms are found, booked and changed, as a browser without script meets them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.booking.actions import book_room
from conference.booking.models import Booking, Occurrence
from conference.booking.rules import State
from conference.kernel import clock
from conference.kernel.database import db
from tests import make
from tests.make import MONDAY, hours, sign_in


@pytest.fixture
def centre(app):
    with clock.at(MONDAY):
        yield make.centre()


@pytest.fixture
def alice(client, centre):
    return sign_in(client, centre.alice)


@pytest.fixture
def vera(app, centre):
    return sign_in(app.test_client(), centre.vera)


def book(centre, room, span, *, by=None, title="Meeting", now=MONDAY, **more):
    by = by or centre.alice
    of = centre.hospital if by is centre.bob else centre.institute
    return book_room(room=room, span=span, title=title, organisation=of, by=by, now=now, **more)


def wish(centre, **more):
    return {
        "room": "seminar-1", "day": "2027-03-02", "starts": "10:00", "ends": "12:00", "title": "Journal club",
        "organisation": centre.institute.uid, "state": "confirmed", **more,
    }  # fmt: skip


def test_the_catalogue_shows_every_room_to_strangers(client, centre):
    page = client.get("/rooms/").text
    assert all(f"/rooms/{slug}/" in page for slug in ("hall", "hall-a", "auditorium", "seminar-1"))
    assert "<h1>Rooms</h1>" in page


def test_the_search_tells_what_is_free_and_why_the_rest_is_not(client, centre):
    book(centre, centre.hall_a, hours(1, 2))
    page = client.get("/rooms/?date=2027-03-01&from=10:00&to=12:00&people=60").text
    free, others = page.split("Not possible so, and why")
    assert "/rooms/hall-b/" in free
    assert "/rooms/hall-a/" in others
    assert "Taken at that time." in others
    assert "Seminar 1 holds 30 people at most." in others
    assert free.index("/rooms/hall-b/") < free.index("/rooms/auditorium/")
    assert "/bookings/new?day=2027-03-01&amp;starts=10:00&amp;ends=12:00&amp;attendance=60&amp;room=hall-b" in free


def test_a_search_that_makes_no_sense_is_told_so(client, centre):
    answer = client.get("/rooms/?date=2027-02-30&from=25:00&people=-1&layout=moon")
    assert answer.status_code == 422
    assert client.get("/rooms/?date=9999-12-31&from=23:00&to=01:00").status_code == 422


def test_a_search_in_the_hour_that_does_not_exist_is_asked_back(client, centre):
    answer = client.get("/rooms/?date=2027-03-28&from=02:30&to=04:00")
    assert (answer.status_code, "Sunday, 28 March 2027, 02:30 does not exist in Paris" in answer.text) == (422, True)


def test_a_room_page_and_its_panel_keep_private_titles(client, centre):
    book(centre, centre.hall, hours(1), title="Takeover talks")
    book(centre, centre.hall, hours(3), title="Open day", is_public=True)
    for address in ("/rooms/hall/", "/rooms/hall-a/", "/rooms/hall-a/display/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Takeover talks" not in page.text
        assert "Private booking" in page.text
        assert "Open day" in page.text


def test_the_panel_tells_now_and_next(client, centre):
    book(centre, centre.seminar, hours(1))
    with clock.at(MONDAY + timedelta(minutes=5)):
        page = client.get("/rooms/seminar-1/display/").text
        assert "Free until 10:00" in page
    with clock.at(MONDAY + timedelta(minutes=70)):
        page = client.get("/rooms/seminar-1/display/").text
        assert 'data-state="busy"' in page
        assert "Until 11:00" in page


def test_an_unknown_room_is_not_found(client, centre):
    assert [client.get(address).status_code for address in ("/rooms/none/", "/rooms/none/display/")] == [404, 404]


def test_booking_leads_to_the_booking(alice, centre):
    form = alice.get("/bookings/new?room=seminar-1&day=2027-03-02&starts=10:00&ends=12:00&attendance=20").text
    assert "Book Seminar 1" in form
    assert 'value="10:00"' in form
    answer = alice.post("/bookings/", data=wish(centre, attendance="20"))
    assert answer.status_code == 303
    booking = db.session.scalars(select(Booking)).one()
    assert answer.location == f"/bookings/{booking.uid}/"
    assert (booking.title, booking.attendance, booking.state) == ("Journal club", 20, State.CONFIRMED)
    assert "Journal club" in alice.get(answer.location).text


def test_a_taken_room_shows_the_reasons_and_three_alternatives_one_click_away(alice, centre):
    book(centre, centre.seminar, make.span("2027-03-02", "11:00", "13:00"), by=centre.bob, title="Secret")
    answer = alice.post("/bookings/", data=wish(centre, attendance="20"))
    assert answer.status_code == 409
    assert "Seminar 1 is taken at that time." in answer.text
    assert "Secret" not in answer.text
    assert answer.text.count('<li><a href="/bookings/new?day=') == 3
    assert 'value="Journal club"' in answer.text
    assert len(db.session.scalars(select(Booking)).all()) == 1


def test_every_message_comes_at_once(alice, centre):
    answer = alice.post("/bookings/", data={"room": "moon", "day": "x", "starts": "", "attendance": "0", "setup_minutes": "-1", "state": "maybe"})
    assert answer.status_code == 422
    assert answer.text.count('class="form-error"') >= 7
    assert db.session.scalars(select(Booking)).all() == []


def test_a_time_that_exists_twice_is_asked_back(alice, vera, centre):
    answer = alice.post("/bookings/", data=wish(centre, day="2027-10-31", starts="02:30", ends="05:00"))
    assert (answer.status_code, "exists twice" in answer.text) == (422, True)
    assert 'name="starts_again"' in answer.text
    night = {"day": "2027-10-31", "starts": "02:30", "ends": "09:00", "starts_again": "second", "override_reason": "Night of the museums"}
    assert vera.post("/bookings/", data=wish(centre, **night)).status_code == 303
    assert db.session.scalars(select(Occurrence.starts_at)).one().isoformat() == "2027-10-31T01:30:00+00:00"


def test_a_series_is_looked_at_before_it_is_booked(alice, centre):
    book(centre, centre.seminar, make.span("2027-03-09", "10:00", "12:00"), by=centre.bob)
    facts = wish(centre, repeats="FREQ=WEEKLY", repeats_until="2027-03-23")
    looked = alice.post("/bookings/", data={**facts, "do": "look"})
    assert looked.status_code == 200
    assert "4 dates" in looked.text
    assert "Nothing is booked yet" in looked.text
    refused = alice.post("/bookings/", data=facts)
    assert (refused.status_code, "1 of 4 dates" in refused.text) == (409, True)
    assert alice.post("/bookings/", data={**facts, "skip": "y"}).status_code == 303
    states = db.session.scalars(select(Occurrence.state).join(Booking).where(Booking.title == "Journal club").order_by(Occurrence.starts_at)).all()
    assert states == ["planned", "skipped", "planned", "planned"]


def test_another_organisation_sees_nothing_of_a_booking(app, centre):
    booking = book(centre, centre.seminar, hours(30))
    bob = sign_in(app.test_client(), centre.bob)
    assert bob.get(f"/bookings/{booking.uid}/").status_code == 404
    for action in ("confirmation", "release", "cancellation", "restoration", "move", "edit"):
        assert bob.post(f"/bookings/{booking.uid}/{action}").status_code == 404
    assert "Meeting" not in bob.get("/diary/?date=2027-03-02").text
    assert "Meeting" not in bob.get("/bookings/").text
    assert "Meeting" not in bob.get("/diary/events.json?date=2027-03-02").text


def test_what_was_cancelled_can_be_taken_up_again(alice, centre):
    booking = book(centre, centre.seminar, hours(30))
    cancelled = alice.post(f"/bookings/{booking.uid}/cancellation", follow_redirects=True)
    assert "Undo" in cancelled.text
    assert "cancelled" in cancelled.text
    restored = alice.post(f"/bookings/{booking.uid}/restoration", follow_redirects=True)
    assert "It stands again." in restored.text
    assert db.session.get_one(Booking, booking.id).state is State.CONFIRMED


def test_an_option_is_confirmed_or_given_back(alice, centre):
    first = book(centre, centre.seminar, hours(30), state=State.OPTION)
    book(centre, centre.seminar, hours(30), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(minutes=1))
    page = alice.get(f"/bookings/{first.uid}/").text
    assert "First in line." in page
    assert "Confirmed." in alice.post(f"/bookings/{first.uid}/confirmation", follow_redirects=True).text
    assert "Only an option can be" in alice.post(f"/bookings/{first.uid}/release").text


def test_a_drag_answers_for_programs(alice, centre):
    booking = book(centre, centre.seminar, hours(30))
    book(centre, centre.auditorium, hours(30), by=centre.bob)
    address, headers = f"/bookings/{booking.uid}/move", {"Accept": "application/json"}
    moved = alice.post(address, data={"room": "seminar-1", "starts_at": "2027-03-02T16:00", "ends_at": "2027-03-02T17:00"}, headers=headers)
    assert moved.json == {"message": "Meeting is now in Seminar 1, 16:00–17:00."}
    taken = alice.post(address, data={"room": "auditorium", "starts_at": "2027-03-02T15:00", "ends_at": "2027-03-02T16:00"}, headers=headers)
    assert (taken.status_code, taken.content_type, taken.json["type"]) == (409, "application/problem+json", "/problems/room-taken")
    wrong = alice.post(address, data={"room": "moon", "starts_at": "soon"}, headers=headers)
    assert wrong.status_code == 422


def test_moving_by_the_form_can_be_undone(alice, centre):
    booking = book(centre, centre.seminar, hours(30))
    page = alice.get(f"/bookings/{booking.uid}/move").text
    assert 'value="15:00"' in page
    moved = alice.post(
        f"/bookings/{booking.uid}/move", data={"room": "hall-a", "day": "2027-03-03", "starts": "10:00", "ends": "11:00"}, follow_redirects=True
    )
    undo = moved.text.split('action="/bookings/')[1].split('"')[0].replace("&amp;", "&")
    assert "It stands where it stood." in alice.post(f"/bookings/{undo}", follow_redirects=True).text
    assert db.session.get_one(Booking, booking.id).occurrences[0].span == hours(30)


def test_one_date_of_a_series_is_cancelled_and_taken_up_again(alice, centre):
    booking = book(centre, centre.seminar, hours(30), rrule="FREQ=DAILY;COUNT=3")
    uid = booking.occurrences[1].uid
    alice.post(f"/bookings/{booking.uid}/cancellation", data={"occurrence": uid})
    assert [each.state for each in db.session.get_one(Booking, booking.id).occurrences] == ["planned", "cancelled", "planned"]
    alice.post(f"/bookings/{booking.uid}/restoration", data={"occurrence": uid})
    assert [each.state for each in db.session.get_one(Booking, booking.id).occurrences] == ["planned"] * 3
    assert alice.post(f"/bookings/{booking.uid}/cancellation", data={"occurrence": "nonsense"}).status_code == 404


def test_the_list_says_what_the_picture_says(alice, centre):
    book(centre, centre.hall, hours(1, 2), title="Congress", setup_minutes=30)
    page = alice.get("/diary/?view=list").text
    day = alice.get("/diary/events.json").json
    assert [(bar["title"], bar["start"], bar["end"], bar["setup"], bar["rooms"]) for bar in day["bars"]] == [
        ("Congress", "2027-03-01T10:00", "2027-03-01T12:00", 30, ["hall", "hall-a", "hall-b", "hall-c", "hall-ab"])
    ]
    assert page.count("Congress") == 5
    assert (day["opens"], day["closes"]) == ("07:00", "22:00")
    assert [room["id"] for room in day["rooms"]][:3] == ["hall-a", "hall-b", "hall-c"]
    assert page.count("diary-free") == 12
    assert json.dumps(day)


def test_staff_close_and_open_rooms(vera, alice, centre):
    book(centre, centre.seminar, hours(30))
    facts = {"room": "seminar-1", "day": "2027-03-02", "starts": "08:00", "ends": "20:00", "reason": "New floor"}
    refused = vera.post("/manage/centre/closures/", data=facts)
    assert (refused.status_code, "Move or cancel these bookings first" in refused.text) == (409, True)
    closed = vera.post("/manage/centre/closures/", data={**facts, "day": "2027-03-03"}, follow_redirects=True)
    assert "New floor" in closed.text
    assert alice.post("/bookings/", data=wish(centre, day="2027-03-03")).status_code == 409
    assert "New floor" in alice.get("/diary/?date=2027-03-03").text
    lift = closed.text.split('action="/manage/centre/closures/')[1].split('"')[0]
    vera.post(f"/manage/centre/closures/{lift}")
    assert alice.post("/bookings/", data=wish(centre, day="2027-03-03")).status_code == 303


def test_only_staff_make_exceptions(alice, vera, centre):
    night = wish(centre, starts="05:00", ends="06:00")
    assert "is open 07:00–22:00" in alice.post("/bookings/", data=night).text
    assert "Only the centre" in alice.post("/bookings/", data={**night, "override_reason": "please"}).text
    assert vera.post("/bookings/", data={**night, "override_reason": "Broadcast to Sydney"}).status_code == 303


def test_the_diary_tells_ranks_set_up_and_what_is_on_now(alice, centre):
    book(centre, centre.hall_a, hours(0, 2), title="Congress", setup_minutes=30, teardown_minutes=15)
    for title in ("First", "Second"):
        book(centre, centre.hall_b, hours(5), title=title, state=State.OPTION)
    page = alice.get("/diary/?view=list&room=hall-a").text
    assert ("with set-up and clear-away 08:30–11:15" in page, page.count(">now<"), page.count('class="diary-room"')) == (True, 1, 1)
    day = alice.get("/diary/events.json?room=hall-b").json
    assert [(bar["state_label"], bar["label"].split(", ")[-1]) for bar in day["bars"]] == [
        ("option 1", "number 1 in line"), ("option 2", "number 2 in line"),
    ]  # fmt: skip
    assert [(each["label"], each["start"], each["end"]) for each in day["free"]] == [
        ("Book Hall b, 09:00–22:00", "2027-03-01T09:00", "2027-03-01T22:00")
    ]
    assert day["rooms"][0]["note"].startswith("100 people")
    assert "number 2 in line" in alice.get("/diary/?view=list&room=hall-b").text


def test_a_refused_drag_names_three_free_places_and_never_its_own(alice, centre):
    first, _second = book(centre, centre.seminar, hours(1), title="First"), book(centre, centre.seminar, hours(2), title="Second")
    facts = {"room": "seminar-1", "starts_at": "2027-03-01T10:30", "ends_at": "2027-03-01T11:30"}
    refused = alice.post(f"/bookings/{first.uid}/move", data=facts, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["detail"]) == (409, "Seminar 1 is taken at that time. Choose another time or room.")
    offered = refused.json["instead"]
    assert [offered[number]["label"] for number in (0, 2)] == [f"Seminar 1, Monday, 1 March 2027, {each}" for each in ("09:45–10:45", "12:00–13:00")]
    assert len(offered) == 3
    assert ("seminar-1", "2027-03-01T10:00") not in [(each["room"], each["starts_at"]) for each in offered]
    taken_up = {name: offered[0][name] for name in ("room", "starts_at", "ends_at")}
    assert alice.post(f"/bookings/{first.uid}/move", data=taken_up, headers={"Accept": "application/json"}).status_code == 200


def test_a_reader_whose_clock_is_half_an_hour_off_sees_both_times(client, centre):
    """The centre's zone always named, the reader's beside it; also where summer time is half an hour."""
    for zone, city, own in (("Asia/Kolkata", "Kolkata", "14:30–16:30"), ("Australia/Lord_Howe", "Lord Howe", "20:00–22:00")):
        client.set_cookie("zone", zone)
        page = client.get("/rooms/?date=2027-03-01&from=10:00&to=12:00").text
        assert "10:00–12:00" in page and "Paris" in page
        assert own in page and city in page
    assert "19:30–21:30" in client.get("/rooms/?date=2027-04-05&from=11:00&to=13:00").text  # Lord Howe's clocks went back by half an hour


def test_dates_and_the_diary_name_the_centres_zone_and_the_readers_beside(alice, centre):
    series = book(centre, centre.seminar, hours(24), rrule="FREQ=WEEKLY;COUNT=6")  # over the clock change of 28 March
    alice.set_cookie("zone", "Asia/Kolkata")
    page = alice.get(f"/bookings/{series.uid}/").text
    dates = page.split("<tbody>")[1].split("</tbody>")[0]
    assert (dates.count("09:00–10:00,</span> Paris"), dates.count("13:30–14:30"), dates.count("12:30–13:30")) == (6, 4, 2)
    assert all(told in alice.get("/diary/").text for told in ("09:00, Paris", "13:30 in Kolkata"))
