"""Bookings from the wish to the end: what stands afterwards, who was told, what is refused and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.booking import queries
from conference.booking.actions import book_room, cancel_booking, confirm_option, move_booking, release_option
from conference.booking.models import Booking, Claim
from conference.booking.rules import State
from conference.kernel.database import db
from conference.kernel.objection import Refused
from tests import make
from tests.fixtures.letters import written
from tests.make import MONDAY, hours


@pytest.fixture
def centre(app):
    return make.centre()


def book(centre, room, span, *, by=None, title="Meeting", now=MONDAY, **more):
    by = by or centre.alice
    of = centre.hospital if by is centre.bob else centre.institute
    return book_room(room=room, span=span, title=title, organisation=of, by=by, now=now, **more)


def letters(now=MONDAY):
    return [(each.recipient, each.subject) for each in written(now)]


def test_a_booking_claims_its_room_with_set_up_and_clear_away(centre, both_engines):
    booking = book(centre, centre.seminar, hours(1, 2), setup_minutes=30, teardown_minutes=15)

    (claim,) = db.session.scalars(select(Claim))
    assert (claim.unit_id, claim.blocking) == (centre.seminar.id, True)
    assert (claim.starts_at, claim.ends_at) == (MONDAY + timedelta(minutes=30), MONDAY + timedelta(hours=3, minutes=15))
    assert [each.span for each in booking.occurrences] == [hours(1, 2)]
    assert booking.state is State.CONFIRMED
    assert letters() == [("alice@example.org", "Booked: Meeting, Seminar 1")]


def test_a_taken_room_is_refused_with_the_times_and_three_free_alternatives(centre, both_engines):
    book(centre, centre.hall_a, hours(1, 2), title="Secret", by=centre.bob)
    with pytest.raises(Refused) as refused:
        book(centre, centre.hall_a, hours(2, 2))
    assert refused.value.codes == ["room-taken"]
    assert refused.value.data["conflicts"] == [{"room": "hall-a", "starts_at": "2027-03-01T10:00:00+01:00", "ends_at": "2027-03-01T12:00:00+01:00"}]
    assert refused.value.data["alternatives"] == [
        {"room": "hall-a", "starts_at": "2027-03-01T12:00:00+01:00", "ends_at": "2027-03-01T14:00:00+01:00"},
        {"room": "hall-b", "starts_at": "2027-03-01T11:00:00+01:00", "ends_at": "2027-03-01T13:00:00+01:00"},
        {"room": "hall-a", "starts_at": "2027-03-01T14:00:00+01:00", "ends_at": "2027-03-01T16:00:00+01:00"},
    ]
    assert db.session.scalars(select(Booking.title)).all() == ["Secret"]


def test_back_to_back_is_no_overlap(centre, both_engines):
    book(centre, centre.seminar, hours(1))
    book(centre, centre.seminar, hours(2))
    assert len(db.session.scalars(select(Claim)).all()) == 2


def test_a_hall_is_its_parts_both_ways(centre, both_engines):
    book(centre, centre.hall_ab, hours(1))
    for room in (centre.hall_a, centre.hall_b, centre.hall):
        with pytest.raises(Refused):
            book(centre, room, hours(1))
    book(centre, centre.hall_c, hours(1))
    book(centre, centre.hall_b, hours(2))
    with pytest.raises(Refused) as refused:
        book(centre, centre.hall, hours(2))
    assert [each["room"] for each in refused.value.data["conflicts"]] == ["hall-b"]


def test_releasing_the_first_option_promotes_the_second(centre, both_engines):
    first = book(centre, centre.hall, hours(50), state=State.OPTION)
    second = book(centre, centre.hall_a, hours(50), state=State.OPTION, by=centre.bob, now=MONDAY + timedelta(minutes=1))
    assert [queries.rank_of(each) for each in (first, second)] == [1, 2]

    release_option(first, by=centre.alice, now=MONDAY + timedelta(minutes=2))

    assert [queries.rank_of(each) for each in (first, second)] == [None, 1]
    assert letters(MONDAY + timedelta(minutes=2)) == [
        ("bob@example.org", "Option on Hall a: Meeting"), ("bob@example.org", "You are now first in line: Meeting"),
    ]  # fmt: skip


def test_options_exclude_nobody_and_the_first_who_confirms_has_the_room(centre, both_engines):
    first = book(centre, centre.hall, hours(50), state=State.OPTION)
    second = book(centre, centre.hall, hours(50), state=State.OPTION, by=centre.bob)
    confirm_option(second, by=centre.bob, now=MONDAY)
    with pytest.raises(Refused) as refused:
        confirm_option(first, by=centre.alice, now=MONDAY)
    assert refused.value.codes == ["room-taken"]
    assert (first.state, second.state) == (State.OPTION, State.CONFIRMED)


def test_a_moved_booking_frees_where_it_was(centre, both_engines):
    booking = book(centre, centre.hall_a, hours(1))
    move_booking(booking, span=hours(1).shifted(timedelta(minutes=30)), by=centre.alice, now=MONDAY)
    move_booking(booking, span=hours(3), room=centre.hall_b, by=centre.alice, now=MONDAY)
    assert [(each.unit_id, each.starts_at) for each in db.session.scalars(select(Claim))] == [(centre.hall_b.id, hours(3).start)]
    assert (booking.room_id, booking.sequence) == (centre.hall_b.id, 2)


def test_cancelling_frees_the_room_and_raises_the_stamps_of_all_who_share_it(centre, both_engines):
    booking = book(centre, centre.hall_a, hours(1))
    cancel_booking(booking, by=centre.alice, now=MONDAY)
    assert booking.state is State.CANCELLED
    assert db.session.scalars(select(Claim)).all() == []
    assert [make.raised(room.scope) for room in (centre.hall_a, centre.hall_ab, centre.hall, centre.hall_b)] == [2, 2, 2, 0]
    assert make.raised(f"user:{centre.alice.id}") == 2


def test_a_series_keeps_its_wall_clock_time_across_the_clock_change(centre, both_engines):
    span = make.span("2027-10-19", "09:00", "10:00")
    booking = book(centre, centre.seminar, span, rrule="FREQ=WEEKLY;COUNT=3")
    assert [each.starts_at.isoformat() for each in booking.occurrences] == [
        "2027-10-19T07:00:00+00:00", "2027-10-26T07:00:00+00:00", "2027-11-02T08:00:00+00:00",
    ]  # fmt: skip


def test_a_series_skips_what_is_taken_when_it_is_told_to(centre, both_engines):
    book(centre, centre.seminar, make.span("2027-03-09", "09:00", "10:00"))
    first = make.span("2027-03-02", "09:00", "10:00")
    with pytest.raises(Refused) as refused:
        book(centre, centre.seminar, first, rrule="FREQ=WEEKLY;COUNT=3")
    assert refused.value.codes == ["room-taken"]
    booking = book(centre, centre.seminar, first, rrule="FREQ=WEEKLY;COUNT=3", on_conflict="skip")
    assert [(each.starts_at.day, each.state) for each in booking.occurrences] == [(2, "planned"), (9, "skipped"), (16, "planned")]
