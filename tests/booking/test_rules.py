"""The law of booking, without a database: every reason at once, each with its code and field."""

from datetime import time, timedelta

import pytest

from conference.booking import rules, rules_life
from conference.booking.occupancy import Occupancy, chosen, other_rooms, other_times
from conference.booking.rules import Busy, State, Wish
from conference.booking.rules_life import BookingFacts
from conference.booking.rules_search import Sought, judged
from conference.kernel.words import Words
from conference.venue.rules import Hours, House, LayoutFacts, LayoutName, RoomFacts
from tests.make import MONDAY, PARIS, hours, span

pytestmark = pytest.mark.pure

DAILY = tuple(Hours(day, time(7), time(22)) for day in range(7))


def room(number, capacity=40, units=None, **more):
    layouts = (LayoutFacts(LayoutName.THEATRE, capacity), LayoutFacts(LayoutName.BOARDROOM, max(1, capacity // 4)))
    return RoomFacts(
        **{
            "id": number,
            "uid": str(number),
            "slug": f"r{number}",
            "name": Words(f"Room {number}"),
            "unit_ids": units or (number,),
            "layouts": layouts,
            "position": number,
        }
        | more
    )


SMALL, MIDDLE, LARGE, HALL = room(1, 20), room(2, 40), room(3, 90), room(4, 130, (2, 3))
HOUSE = House(PARIS, (SMALL, MIDDLE, LARGE, HALL), DAILY)


def codes(objections):
    return [(each.code, each.field) for each in objections]


def test_a_good_wish_meets_no_objection():
    wish = Wish(MIDDLE, LayoutName.THEATRE, 40, 30, 30)
    assert rules.objections_to_room(wish) == []
    assert rules.objections_to_span(wish, hours(1, 2), house=HOUSE, now=MONDAY) == []


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(MIDDLE, LayoutName.BANQUET), [("layout-unknown", "layout")]),
        (Wish(MIDDLE, LayoutName.BOARDROOM, 11), [("over-capacity", "attendance")]),
        (Wish(MIDDLE, None, 41), [("over-capacity", "attendance")]),
        (Wish(MIDDLE, None, 0), [("nobody-comes", "attendance")]),
        (Wish(room(9, 40, legal_capacity=30), None, 31), [("over-legal-capacity", "attendance")]),
        (Wish(room(9, closed_at=MONDAY), None, 99, -1, 2000), [("room-out-of-service", "room"), ("over-capacity", "attendance"),
            ("set-up-too-long", "setup_minutes"), ("set-up-too-long", "teardown_minutes")]),
    ],
)  # fmt: skip
def test_what_a_room_cannot_do(wish, expected):
    assert codes(rules.objections_to_room(wish)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (hours(-1), [("in-the-past", "starts_at")]),
        (span("2027-03-02", "06:00", "08:00"), [("outside-opening-hours", "starts_at")]),
        (span("2027-03-02", "21:00", "23:00"), [("outside-opening-hours", "ends_at")]),
        (hours(1, 32 * 24), [("too-long", "ends_at")]),
        (hours(4 * 366 * 24), [("too-far-ahead", "starts_at")]),
        (hours(1, 3 * 24), []),
    ],
)
def test_when_a_room_cannot_be_had(asked, expected):
    assert codes(rules.objections_to_span(Wish(SMALL), asked, house=HOUSE, now=MONDAY)) == expected


def test_who_stands_at_the_door_may_begin_at_the_last_quarter():
    assert rules.objections_to_span(Wish(SMALL), hours(0), house=HOUSE, now=MONDAY + timedelta(minutes=15)) == []


def test_closed_doors_say_when_they_are_open():
    (objection,) = rules.objections_to_span(Wish(SMALL), span("2027-03-02", "21:00", "23:00"), house=HOUSE, now=MONDAY)
    assert str(objection.message) == "Room 1 is open 07:00–22:00 on that day. Choose a time within."
    weekdays = House(PARIS, HOUSE.rooms, DAILY[:5])
    (objection,) = rules.objections_to_span(Wish(SMALL), span("2027-03-06", "10:00", "11:00"), house=weekdays, now=MONDAY)
    assert str(objection.message) == "Room 1 is closed on that day of the week. Choose another day."


def test_staff_set_aside_what_may_be_set_aside_and_nothing_else():
    objections = [
        *rules.objections_to_span(Wish(SMALL), hours(-5), house=HOUSE, now=MONDAY),
        *rules.objections_to_room(Wish(room(9, 10, legal_capacity=5), None, 6)),
    ]
    left = rules.overridden(objections, reason="the mayor comes", may_override=True)
    assert [each.code for each in left] == ["over-legal-capacity"]
    refused = rules.overridden(objections, reason="please", may_override=False)
    assert [each.code for each in refused][-1] == "override-not-allowed"
    assert rules.overridden(objections, reason="  ", may_override=True) == objections


@pytest.mark.parametrize(
    ("state", "confirm", "release", "cancel", "move"),
    [
        (State.OPTION, [], [], [], []),
        (State.CONFIRMED, ["not-an-option"], ["not-an-option"], [], []),
        (State.CANCELLED, ["not-an-option"], ["not-an-option"], ["not-live"], ["not-live"]),
        (State.RELEASED, ["not-an-option"], ["not-an-option"], ["not-live"], ["not-live"]),
    ],
)
def test_the_life_of_a_booking(state, confirm, release, cancel, move):
    booking = BookingFacts(state, hours(5))
    assert [each.code for each in rules_life.objections_to_confirming(booking, now=MONDAY)] == confirm
    assert [each.code for each in rules_life.objections_to_releasing(booking, now=MONDAY)] == release
    assert [each.code for each in rules_life.objections_to_cancelling(booking, now=MONDAY)] == cancel
    assert [each.code for each in rules_life.objections_to_moving(booking, now=MONDAY, one_date=False)] == move


def test_what_is_over_stays_as_it_was():
    over, running = MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=5, minutes=30)
    assert [each.code for each in rules_life.objections_to_cancelling(BookingFacts(State.CONFIRMED, hours(5)), now=over)] == ["already-over"]
    assert rules_life.objections_to_cancelling(BookingFacts(State.CONFIRMED, hours(5)), now=running) == []
    assert [each.code for each in rules_life.objections_to_confirming(BookingFacts(State.OPTION, hours(5)), now=running)] == ["already-started"]


def test_a_series_is_moved_date_by_date():
    series = BookingFacts(State.CONFIRMED, hours(5), is_series=True)
    assert [each.code for each in rules_life.objections_to_moving(series, now=MONDAY, one_date=False)] == ["choose-a-date"]
    assert rules_life.objections_to_moving(series, now=MONDAY, one_date=True) == []


def test_the_search_puts_the_best_fit_first_and_says_every_reason():
    busy = [Busy(2, hours(1), occurrence_id=7), Busy(3, hours(20), closure_id=1)]
    found = judged(
        Sought(hours(1), 25, features=frozenset({"stage"})),
        House(PARIS, (SMALL, MIDDLE, room(3, 90, features=frozenset({"stage"})), HALL), DAILY),
        busy,
        now=MONDAY,
    )
    assert [(each.room.slug, [reason.code for reason in each.reasons]) for each in found] == [
        ("r3", []), ("r1", ["over-capacity", "feature-missing"]), ("r2", ["feature-missing", "room-taken"]), ("r4", ["feature-missing", "room-taken"]),
    ]  # fmt: skip


def test_alternatives_are_near_in_time_and_in_size():
    busy = Occupancy([Busy(2, hours(2, 2), occurrence_id=7)])
    wish = Wish(MIDDLE, None, 30)
    found = chosen(other_times(wish, [hours(2)], HOUSE, busy, now=MONDAY), other_rooms(wish, [hours(2)], HOUSE, busy))
    assert [(each.room.slug, each.span) for each in found] == [("r2", hours(1)), ("r3", hours(2)), ("r2", hours(4))]


def test_no_alternative_is_in_the_past_or_outside_the_opening_hours():
    busy = Occupancy([Busy(2, hours(0, 13), occurrence_id=7)])
    found = list(other_times(Wish(MIDDLE), [hours(12)], HOUSE, busy, now=MONDAY))
    assert found
    assert all(each.span.start >= MONDAY and HOUSE.is_open(MIDDLE, each.span) and busy.is_free((2,), each.span) for each in found)
