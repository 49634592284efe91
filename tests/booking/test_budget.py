"""What pages cost: the same few statements with one booking and with many; a kept page follows every change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from conference.booking.actions import book_room, cancel_booking, close_room
from conference.booking.rules import State
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.stamps import touch
from tests import make
from tests.make import MONDAY, hours, sign_in

PAGES = (
    "/rooms/", "/rooms/?date=2027-03-01&from=10:00&to=12:00&people=10", "/rooms/hall-a/", "/rooms/hall-a/display/", "/diary/", "/diary/?view=list",
    "/diary/events.json", "/bookings/", "/bookings/?view=options", "/bookings/new?room=hall-a",
)  # fmt: skip
BUDGET = 12


@pytest.fixture
def centre(app):
    with clock.at(MONDAY):
        made = make.centre()
        transaction(lambda: touch("centre", now=MONDAY))()
        yield made


def book(centre, room, span, **more):
    return book_room(room=room, span=span, title="Meeting", organisation=centre.institute, by=centre.alice, now=MONDAY, **more)


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def cost(client, address) -> int:
    with statements() as said:
        assert client.get(address).status_code == 200
    return len(said)


def test_no_page_asks_more_when_there_is_more(app, client, centre, both_engines):
    alice = sign_in(client, centre.alice)
    book(centre, centre.hall_a, hours(1))
    book(centre, centre.hall_a, hours(48), state=State.OPTION)
    few = {address: cost(alice, address) for address in PAGES}
    for number in range(2, 12):
        book(centre, centre.hall, hours(number))
        book(centre, centre.hall, hours(number + 48), state=State.OPTION)
    close_room(centre.hall_b, span=hours(12), reason="Paint", by=centre.vera, now=MONDAY)
    many = {address: cost(alice, address) for address in PAGES}
    assert many == few
    assert max(few.values()) <= BUDGET


def test_a_booking_page_of_a_long_series_costs_as_much_as_of_a_short_one(client, centre):
    alice = sign_in(client, centre.alice)
    short = book(centre, centre.hall, hours(1), rrule="FREQ=DAILY;COUNT=2", state=State.OPTION)
    long = book(centre, centre.hall, hours(2), rrule="FREQ=DAILY;COUNT=60", state=State.OPTION)
    costs = [cost(alice, f"/bookings/{each.uid}/") for each in (short, long)]
    assert costs[0] == costs[1]
    assert costs[0] <= BUDGET


def test_what_a_booking_writes_does_not_grow_with_its_dates(centre):
    book(centre, centre.hall, hours(5))
    costs = []
    for number, rule in enumerate(("FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;COUNT=52")):
        with statements() as said:
            book(centre, centre.hall, hours(number), rrule=rule)
        costs.append(len(said))
    assert costs[0] == costs[1]


def test_a_stranger_is_answered_304_until_something_changes(app, centre):
    stranger = app.test_client()
    for address in ("/rooms/?date=2027-03-01&from=10:00&to=12:00", "/rooms/hall-a/", "/rooms/hall-a/display/"):
        first = stranger.get(address)
        assert stranger.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        booking = book(centre, centre.hall, hours(1), is_public=True)
        taken = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (taken.status_code, taken.text != first.text) == (200, True)
        cancel_booking(booking, by=centre.alice, now=MONDAY)
        assert stranger.get(address).text == first.text


def test_the_diary_that_is_kept_is_each_readers_own(app, centre):
    book(centre, centre.seminar, hours(1))
    alice, bob = (sign_in(app.test_client(), who) for who in (centre.alice, centre.bob))
    for _again in range(2):
        assert "Meeting" in alice.get("/diary/?view=list").text
        assert "Meeting" not in bob.get("/diary/?view=list").text
        assert [bar["title"] for bar in alice.get("/diary/events.json").json["bars"]] == ["Meeting"]
        assert [bar["title"] for bar in bob.get("/diary/events.json").json["bars"]] == ["Private booking"]
    etag = alice.get("/diary/events.json").headers["ETag"]
    assert alice.get("/diary/events.json", headers={"If-None-Match": etag}).status_code == 304
    book(centre, centre.seminar, hours(2))
    assert alice.get("/diary/events.json", headers={"If-None-Match": etag}).status_code == 200


def test_time_passes_on_a_kept_page(app, centre):
    stranger = app.test_client()
    book(centre, centre.seminar, hours(1))
    assert "Free until 10:00" in stranger.get("/rooms/seminar-1/display/").text
    with clock.at(MONDAY + timedelta(minutes=61)):
        assert 'data-state="busy"' in stranger.get("/rooms/seminar-1/display/").text
    db.session.rollback()
