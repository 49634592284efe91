"""When doors are open: several intervals, nights past midnight, both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.kernel.span import Span
from conference.venue.rules import MIDNIGHT, Hours, House, LayoutFacts, LayoutName, RoomFacts, instant_of, is_open, open_spans, said_hours
from tests.make import PARIS, paris, span

pytestmark = pytest.mark.pure

DAY = [Hours(0, time(9), time(12)), Hours(0, time(14), time(18))]
NIGHT = [Hours(5, time(18), MIDNIGHT), Hours(6, time(0), time(2, 30))]


def room(**more):
    return RoomFacts(**{"id": 1, "uid": "x", "slug": "a", "name": "A", "unit_ids": (1,), **more})


def test_a_lunch_break_is_closed():
    assert is_open(DAY, span("2027-03-01", "09:00", "12:00"), PARIS)
    assert not is_open(DAY, span("2027-03-01", "11:00", "15:00"), PARIS)
    assert not is_open(DAY, span("2027-03-02", "09:00", "12:00"), PARIS)


def test_no_hours_at_all_is_always_open():
    assert is_open([], span("2027-03-01", "00:00", "23:00"), PARIS)
    assert open_spans([], [date(2027, 3, 28)], PARIS)[0].length == timedelta(hours=23)


def test_a_night_past_midnight_is_one_stretch():
    assert is_open(NIGHT, Span(paris("2027-03-06", "22:00"), paris("2027-03-07", "02:00")), PARIS)
    assert not is_open(NIGHT, Span(paris("2027-03-06", "22:00"), paris("2027-03-07", "03:00")), PARIS)


def test_doors_that_close_in_the_hour_that_is_skipped_close_at_the_jump():
    (stretch,) = open_spans(NIGHT, [date(2027, 3, 27), date(2027, 3, 28)], PARIS)
    assert stretch == Span(paris("2027-03-27", "18:00"), datetime(2027, 3, 28, 1, tzinfo=UTC))


def test_doors_that_close_in_the_hour_that_comes_twice_close_at_the_second():
    (stretch,) = open_spans(NIGHT, [date(2027, 10, 30), date(2027, 10, 31)], PARIS)
    assert stretch == Span(paris("2027-10-30", "18:00"), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))


def test_a_booking_of_several_days_keeps_the_room_over_the_nights():
    daily = [Hours(day, time(7), time(22)) for day in range(7)]
    assert is_open(daily, Span(paris("2027-03-01", "09:00"), paris("2027-03-04", "18:00")), PARIS)
    assert not is_open(daily, Span(paris("2027-03-01", "05:00"), paris("2027-03-04", "18:00")), PARIS)
    assert not is_open(daily, Span(paris("2027-03-01", "20:00"), paris("2027-03-02", "08:00")), PARIS)


def test_hours_as_they_are_said():
    assert said_hours([*DAY, Hours(1, time(18), MIDNIGHT)], date(2027, 3, 1)) == "09:00–12:00, 14:00–18:00"
    assert said_hours([Hours(1, time(18), MIDNIGHT)], date(2027, 3, 2)) == "18:00–24:00"


def test_a_rooms_own_hours_stand_in_place_of_the_centres():
    house = House(PARIS, (room(hours=tuple(NIGHT)),), tuple(DAY))
    assert not house.is_open(house.rooms[0], span("2027-03-01", "09:00", "12:00"))


def test_capacity_is_the_least_of_layout_and_law():
    facts = room(layouts=(LayoutFacts(LayoutName.THEATRE, 120), LayoutFacts(LayoutName.BANQUET, 60, 90)), legal_capacity=100, setup_minutes=30)
    assert [facts.capacity(name) for name in ("theatre", "banquet", "u_shape", None)] == [100, 60, 0, 100]
    assert [facts.turnover(name) for name in ("theatre", "banquet")] == [(30, 0), (90, 0)]


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.times(), st.sampled_from([PARIS, "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"])
)
def test_every_wall_clock_time_has_an_instant_that_never_runs_backwards(day, at, zone):
    at = at.replace(second=0, microsecond=0)
    instant = instant_of(day, at, zone)
    assert instant_of(day, time(0), zone) <= instant < instant_of(day + timedelta(days=1), time(0), zone)
