"""How rooms are used: by room, by weekday and hour."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.booking.actions import book_room
from conference.booking.rules import State
from conference.booking.use import by_the_hour, taken, use_of
from conference.kernel import clock
from conference.kernel.span import Span
from conference.venue import queries
from tests import make

MONDAY = date(2027, 3, 1)
DAY = Span(make.paris("2027-03-01", "00:00"), make.paris("2027-03-02", "00:00"))


@pytest.fixture
def centre(app):
    return make.centre()


def book(centre, room, start, end, **more):
    facts = {"title": "Course", "organisation": centre.institute, "by": centre.alice, "now": make.MONDAY - timedelta(days=1)}
    return book_room(room=room, span=make.span("2027-03-01", start, end), **(facts | more))


def used(days=(MONDAY,)):
    found = use_of(taken(DAY), queries.house(), days)
    return {each.room.slug: each.used for each in found.rooms if each.used}, found


def test_set_up_counts_and_an_option_does_not_and_a_hall_is_used_in_its_parts(both_engines, centre):
    book(centre, centre.seminar, "09:00", "12:00", setup_minutes=30, teardown_minutes=0)
    book(centre, centre.hall_ab, "10:00", "11:00")
    book(centre, centre.auditorium, "10:00", "18:00", state=State.OPTION)
    rooms, found = used()
    assert rooms == {"seminar-1": 3.5, "hall-a": 1.0, "hall-b": 1.0}
    assert found.rooms[0].open == 15.0  # 07:00 to 22:00
    assert found.hours[0, 10] == pytest.approx(3 / 5)  # three of five rooms
    assert found.hours[0, 8] == pytest.approx(0.5 / 5)
    assert (0, 6) not in found.hours
    assert found.share == pytest.approx(5.5 / 75)


def test_what_lies_outside_of_opening_hours_is_left_out(centre):
    book(centre, centre.seminar, "07:00", "08:00", setup_minutes=60, teardown_minutes=0)
    assert used()[0] == {"seminar-1": 1.0}


def test_an_hour_that_the_clocks_repeat_is_counted_twice():
    night = Span(make.paris("2027-10-31", "00:00"), make.paris("2027-10-31", "04:00"))
    found = list(by_the_hour(night, ZoneInfo("Europe/Paris")))
    assert [hour for (_weekday, hour), _length in found] == [0, 1, 2, 2, 3]
    assert sum(length for _hour, length in found) == 5


@pytest.mark.parametrize("period", ["past", "coming", "quarter", "nonsense"])
def test_the_page_shows_it_as_picture_and_table(client, centre, period):
    book(centre, centre.seminar, "09:00", "12:00", setup_minutes=0, teardown_minutes=0)
    with clock.at(make.paris("2027-03-01", "08:00")):
        make.sign_in(client, centre.vera)
        page = client.get(f"/manage/centre/use/?period={period}").text
    assert page.count('role="img"') == page.count("As a table") == 2
    assert "style=" not in page
    assert ('<td class="number">3</td>' in page) == (period == "coming")  # the seminar room's three hours
