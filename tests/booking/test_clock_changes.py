"""What pages of rooms and bookings say where clocks are put back, and of times that are over: remedies that the page has."""

import re
from datetime import UTC, datetime

import pytest

from conference.kernel import clock
from conference.kernel.span import Span
from tests import make
from tests.booking.test_pages import book, wish
from tests.fixtures.letters import written
from tests.make import MONDAY, hours, sign_in


@pytest.fixture
def centre(app):
    with clock.at(MONDAY):
        yield make.centre(open_always=True)


@pytest.fixture
def alice(client, centre):
    return sign_in(client, centre.alice)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Choose below whether the first or the second is meant."), ("fr", "Choisissez ci-dessous s’il s’agit de la première ou de la seconde.")],
)
def test_a_page_asks_which_of_two_hours_is_meant_where_it_can_be_answered(alice, centre, lang, said):
    page = alice.post(f"/bookings/?lang={lang}", data=wish(centre, day="2027-10-31", starts="02:30", ends="05:00")).text
    assert said in page and "UTC" not in page.split("<main")[1].split("<form")[0]
    assert 'name="starts_again"' in page


def test_a_search_in_the_hour_that_comes_twice_is_sent_to_a_clear_one(alice, centre):
    page = alice.get("/rooms/?date=2027-10-31&from=02:30&to=05:00").text
    assert "Choose a time before or after that hour." in page and "offset" not in page


def test_a_bar_dropped_on_the_hour_that_comes_twice_is_sent_to_the_form(alice, centre):
    booking = book(centre, centre.seminar, hours(1))
    dropped = {"room": "seminar-1", "starts_at": "2027-10-31T02:30", "ends_at": "2027-10-31T05:00"}
    refused = alice.post(f"/bookings/{booking.uid}/move", data=dropped, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["objections"][0]["code"]) == (422, "time-exists-twice")
    assert "it asks which one" in refused.json["detail"]


def test_a_booking_in_the_repeated_hour_is_told_with_its_offsets_to_whoever_reads(app, alice, centre):
    night = Span(datetime(2027, 10, 31, 0, 0, tzinfo=UTC), datetime(2027, 10, 31, 1, 45, tzinfo=UTC))
    booking = book(centre, centre.seminar, night)
    assert "02:00 (UTC+2)–02:45 (UTC+1)" in alice.get(f"/bookings/{booking.uid}/").text
    client = sign_in(app.test_client(), centre.ada)
    told = client.get("/manage/centre/history/").text.split("<ins>")
    assert any("02:00 (UTC+2)–02:45 (UTC+1)" in each for each in told)
    (letter,) = written()
    assert all("02:00 (UTC+2)–02:45 (UTC+1)" in re.sub(r"<[^>]+>", "", body) for body in (letter.text, letter.html))


def test_a_day_long_past_is_over_not_too_far_ahead(client, centre):
    for lang, said in (("en", "This time is over. Choose one to come."), ("fr", "Cette heure est passée. Choisissez-en une à venir.")):
        page = client.get(f"/rooms/?date=0001-01-01&from=09:00&to=10:00&lang={lang}").text
        assert said in page, lang
        assert "three years" not in page and "trois ans" not in page
    assert "Rooms can be booked up to three years ahead." in client.get("/rooms/?date=9999-12-31&lang=en").text


def test_what_is_free_instead_names_the_zone_at_once(alice, centre):
    book(centre, centre.seminar, make.span("2027-03-02", "10:00", "12:00"))
    refusal = alice.post("/bookings/", data=wish(centre)).text.split('class="alternatives"')[1].split("</ul>")[0]
    assert refusal.count("<li>") == refusal.count(", Paris") + refusal.count(",</span> Paris") == 3
