"""Contradictions of a draft, each with both its sides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.booking.actions import cancel_booking
from conference.kernel.span import Span, whole_days
from conference.kernel.words import Words
from conference.programme import queries_draft
from conference.programme.actions import add_event_room, add_session, add_speaker, book_for_event, cancel_session, place_session
from conference.programme.clashes import ClashKind, Duty, Placement, find_clashes, pairs
from conference.programme.rules import Part, SessionKind
from tests import make
from tests.make import MONDAY, hours
from tests.programme.conftest import LATER, talk

DAYS = whole_days(date(2027, 3, 1), date(2027, 3, 2), "Europe/Paris")


def placed(code, start=0, length=1, **more):
    return Placement(code=code, title=Words(code), span=hours(start, length), **more)


def kinds(*placements, booked=None):
    return [(clash.kind.value, [each.code for each in clash.sessions]) for clash in find_clashes(placements, booked=booked or {}, days=DAYS)]


def duty(who, part=Part.SPEAKER):
    return Duty(who, who, part)


def test_two_sessions_in_one_room_clash_and_back_to_back_do_not():
    assert kinds(placed("A", 0, room=1), placed("B", 0, room=1)) == [("room-twice", ["A", "B"])]
    assert kinds(placed("A", 0, room=1), placed("B", 1, room=1), placed("C", 0, room=2), placed("D", 0), placed("E", 0)) == []


def test_a_combined_hall_clashes_with_each_of_its_parts_once():
    hall, a, b = frozenset({1, 2}), frozenset({1}), frozenset({2})
    booked = {1: [hours(0, 9)], 2: [hours(0, 9)]}

    assert kinds(placed("HALL", room=9, units=hall), placed("A", room=1, units=a), booked=booked) == [("room-twice", ["A", "HALL"])]
    assert kinds(placed("HALL", room=9, units=hall), placed("OTHER", room=8, units=hall), booked=booked) == [("room-twice", ["HALL", "OTHER"])]
    assert kinds(placed("A", room=1, units=a), placed("B", room=2, units=b), booked=booked) == []


def test_talks_share_the_room_of_their_block_but_not_with_each_other():
    block, one, two = placed("S", 0, 2, room=1), placed("A", 0, room=1, part_of="S"), placed("B", 1, room=1, part_of="S")

    assert kinds(block, one, two) == []
    assert kinds(block, one, placed("C", 0, room=1, part_of="S")) == [("room-twice", ["A", "C"])]


def test_somebody_in_two_sessions_at_once_clashes():
    assert kinds(placed("A", duties=(duty("ann"),)), placed("B", duties=(duty("ann"),))) == [("speaker-twice", ["A", "B"])]
    assert kinds(placed("A", duties=(duty("ann", Part.CHAIR),)), placed("B", duties=(duty("ann"),))) == [("chair-twice", ["A", "B"])]
    assert kinds(placed("A", duties=(duty("ann"),)), placed("B", duties=(duty("bea"),))) == []


def test_whoever_chairs_a_block_may_speak_in_it_but_not_beside_it():
    block, part = placed("S", 0, 2, duties=(duty("ann", Part.CHAIR),)), placed("T", 0, part_of="S", duties=(duty("ann"),))

    assert kinds(block, part) == []
    assert kinds(block, placed("U", 0, duties=(duty("ann"),))) == [("chair-twice", ["U", "S"])]


@pytest.mark.parametrize(
    ("booked", "found"),
    [
        ({1: [hours(0, 2)]}, []),
        ({1: [hours(0), hours(1)]}, []),
        ({}, [("outside-booking", ["A"])]),
        ({1: [hours(0)]}, [("outside-booking", ["A"])]),
        ({2: [hours(0, 9)]}, [("outside-booking", ["A"])]),
    ],
)
def test_a_session_must_lie_within_what_the_event_has_booked(booked, found):
    assert kinds(placed("A", 0, 2, room=1, units=frozenset({1})), booked=booked) == found


def test_a_combined_hall_needs_all_of_its_parts_booked():
    hall = placed("A", 0, room=9, units=frozenset({1, 2}))

    assert kinds(hall, booked={1: [hours(0)]}) == [("outside-booking", ["A"])]
    assert kinds(hall, booked={1: [hours(0)], 2: [hours(0)]}) == []


def test_a_talk_must_lie_within_its_session_and_a_session_within_the_days():
    assert kinds(placed("S", 0, 2), placed("T", 1, 2, part_of="S")) == [("outside-block", ["T"])]
    assert kinds(placed("T", 1, part_of="GONE")) == [("outside-block", ["T"])]
    assert kinds(placed("A", -20), placed("B", 60)) == [("outside-days", ["A"]), ("outside-days", ["B"])]
    assert kinds(placed("PARTY", 36, 8)) == []


placements = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.integers(1, 3)), max_size=12)


@given(placements)
def test_the_sweep_finds_what_comparing_every_two_finds(drawn):
    made = [placed(f"S{number:02}", start, length, room=room) for number, (start, length, room) in enumerate(drawn)]
    every_two = {
        frozenset({one.code, other.code})
        for one in made for other in made
        if one is not other and one.room == other.room and one.span.overlaps(other.span)
    }  # fmt: skip

    found = [frozenset({one.code, other.code}) for one, other in pairs(made, lambda each: [each.room])]

    assert set(found) == every_two
    assert len(found) == len(every_two)


# On the tables --------------------------------------------------------------------------------------------------------


def clashes(event):
    return [(clash.kind, str(clash.message)) for clash in queries_draft.clashes(event)]


def test_a_booking_of_the_combined_hall_covers_its_parts_and_the_other_way_round(both_engines, house):
    room_a = add_event_room(house.event, room=house.hall_a, by=house.alice, now=MONDAY)
    room_ab = add_event_room(house.event, room=house.hall_ab, by=house.alice, now=MONDAY)
    talk(house.event, "In the part", hours(0), room=room_a)
    talk(house.event, "In the hall", hours(2), room=room_ab)
    assert [kind for kind, _message in clashes(house.event)] == [ClashKind.OUTSIDE_BOOKING] * 2

    book_for_event(house.event, room=house.hall, span=hours(0), title="Morning", by=house.alice, now=MONDAY)
    part = book_for_event(house.event, room=house.hall_a, span=hours(2), title="Noon", by=house.alice, now=MONDAY)
    assert clashes(house.event) == [
        (ClashKind.OUTSIDE_BOOKING, "“In the hall” is in Hall ab at a time that the event has not booked it for."),
    ]
    book_for_event(house.event, room=house.hall_b, span=hours(2), title="Noon", by=house.alice, now=MONDAY)
    assert clashes(house.event) == []

    cancel_booking(part, by=house.alice, now=LATER)
    assert [kind for kind, _message in clashes(house.event)] == [ClashKind.OUTSIDE_BOOKING]


def test_one_human_under_two_names_is_one_human(house):
    person = make.user("Grace Hopper").person
    one, other = (add_speaker(house.event, name=name, person=person, by="system", now=MONDAY) for name in ("G. Hopper", "Grace Hopper"))
    for code, speaker in (("ONE111", one), ("OTHER1", other)):
        add_session(house.event, code=code, title=Words(speaker.name), span=hours(0), speakers=[(speaker, Part.SPEAKER)], by="system", now=MONDAY)

    assert clashes(house.event) == [(ClashKind.SPEAKER_TWICE, "G. Hopper is in “G. Hopper” and in “Grace Hopper” at once.")]


def test_what_is_cancelled_or_not_placed_clashes_with_nothing(congress):
    one, other = talk(congress, "One", code="ONE111"), talk(congress, "Other", code="OTHER1")
    assert clashes(congress) == [(ClashKind.ROOM_TWICE, "“One” and “Other” are both in Marquee.")]

    cancel_session(one, by="system", now=LATER)
    assert clashes(congress) == []
    talk(congress, "Third")
    place_session(other, span=None, room=None, by="system", now=LATER)
    assert clashes(congress) == []


def test_a_moved_block_takes_its_talks_along(congress):
    block = talk(congress, "Block", hours(0, 2), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block)
    room = add_event_room(congress, name=Words("Tent"), by="system", now=MONDAY)

    place_session(block, span=hours(5, 2), room=room, by="system", now=LATER)

    assert (part.span, part.room_id) == (hours(6), room.id)
    assert clashes(congress) == []
    assert Span(part.starts_at, part.ends_at) == hours(6)
