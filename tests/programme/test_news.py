"""Two releases that nobody was told of, as one. Pure."""

import pytest

from conference.kernel.words import Words
from conference.programme.difference import Line
from conference.programme.news import from_json, to_json, together
from tests.make import hours

HALL, ROOM = Words({"en": "Hall"}), Words({"en": "Room"})


def line(start, room=HALL, was=None, was_room=None, uid="one"):
    return Line(uid, uid.upper(), Words({"en": "Bridges"}), hours(start), room, None if was is None else hours(was), was_room)


ADDED, MOVED, CANCELLED = ("added", line(1)), ("moved", line(2, ROOM, was=1, was_room=HALL)), ("cancelled", line(1))


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (ADDED, MOVED, [("added", line(2, ROOM))]),
        (ADDED, CANCELLED, []),
        (MOVED, ("moved", line(3, HALL, was=2, was_room=ROOM)), [("moved", line(3, HALL, was=1, was_room=HALL))]),
        (MOVED, ("moved", line(1, HALL, was=2, was_room=ROOM)), []),
        (MOVED, ("cancelled", line(2, ROOM)), [CANCELLED]),
        (CANCELLED, ADDED, []),
        (CANCELLED, ("added", line(2, ROOM)), [MOVED]),
    ],
)
def test_what_two_changes_of_one_session_come_to(first, then, told):
    assert together([first], [then]) == told


def test_other_sessions_stay_as_they_are_in_order_of_kind_and_time():
    other, third = ("added", line(0, uid="two")), ("cancelled", line(5, uid="three"))
    assert together([other, ADDED], [third]) == [third, other, ADDED]


def test_a_note_keeps_the_changes_as_they_are():
    assert from_json(to_json([ADDED, MOVED, CANCELLED])) == [ADDED, MOVED, CANCELLED]
