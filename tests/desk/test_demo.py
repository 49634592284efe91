"""The demonstration's diary looks alive whatever day it is opened on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from conference.booking import queries
from conference.booking.diary import whole_day
from conference.booking.models import Booking
from conference.booking.rules import OccurrenceState, State
from conference.desk.demo.diary import fill_diary
from conference.desk.demo.stage import ZONE, set_stage
from conference.kernel.database import db
from conference.venue.queries import house

WEDNESDAY, SATURDAY = datetime(2027, 3, 17, 9, tzinfo=UTC), datetime(2027, 3, 20, 9, tzinfo=UTC)  # the clocks change in between


def on(day: date):
    return queries.diary(whole_day(day, ZONE))


@pytest.mark.parametrize("now", [WEDNESDAY, SATURDAY], ids=["a Wednesday", "a Saturday"])
def test_the_diary_is_alive_on_every_day(app, now):
    today = now.date()
    fill_diary(set_stage(now - timedelta(days=365)), today, now)
    every_day_has_bookings_of_several_organisations(today)
    today_has_options_behind_each_other_a_closure_and_what_strangers_may_not_read(today)
    the_season_has_halls_series_set_up_and_dates_called_off()
    assert len({house().hours_of(room) for room in house().rooms}) == 2  # some doors close earlier: shaded hours


def every_day_has_bookings_of_several_organisations(today: date) -> None:
    for days in range(-20, 80):
        day = today + timedelta(days=days)
        entries = on(day)
        least, organisations = (7, 3) if day.weekday() < 5 else (1, 1)
        assert len(entries) >= least, day
        assert len({each.organisation_id for each in entries}) >= organisations, day


def today_has_options_behind_each_other_a_closure_and_what_strangers_may_not_read(today: date) -> None:
    entries, closed = on(today), queries.closures(whole_day(today, ZONE))
    ids = db.session.scalars(select(Booking.id).where(Booking.uid.in_([each.booking_uid for each in entries]), Booking.state == State.OPTION))
    assert sorted(queries.worst_ranks(list(ids)).values()) == [1, 2]
    assert [each.reason for each in closed] == ["Maintenance of the consoles"]
    assert {each.is_public for each in entries} == {True, False}


def the_season_has_halls_series_set_up_and_dates_called_off() -> None:
    bookings = db.session.scalars(select(Booking)).all()
    assert {each.room.slug for each in bookings} >= {"hall", "hall-ab", "hall-bc"}
    assert sum(each.is_series for each in bookings) > 40
    assert any(each.setup_minutes and each.teardown_minutes for each in bookings)
    assert {each.state for booking in bookings for each in booking.occurrences} == {OccurrenceState.PLANNED, OccurrenceState.CANCELLED}
    assert {each.holder.email.partition("@")[2] for each in bookings} == {"institute.example", "hospital.example", "lumicell.example"}
