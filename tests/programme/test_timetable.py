"""Where a slot stands on the page."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.programme import timetable
from conference.programme.layout import lay_out
from conference.programme.timetable import Wanted, slot, wanted_slots

pytestmark = pytest.mark.pure

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # 09:00 in Paris


def made(code, start=0, length=60, *, room="hall", part_of=None, has_parts=False, track=None, title=None, base=NINE):
    card = {
        "title": title or {"en": code}, "subtitle": {}, "kind": "talk", "kind_label": "", "language": "", "people": [], "part_of": part_of,
        "has_parts": has_parts, "track": track and {"slug": track, "name": {"en": track}, "colour": 2},
        "room": room and {"slug": room, "name": {"en": room.capitalize()}},
    }  # fmt: skip
    starts = base + timedelta(minutes=start)
    return slot(SimpleNamespace(code=code, starts_at=starts, ends_at=starts + timedelta(minutes=length), cancelled=False, card=card), ("en",))


def places(day):
    return {place.slot.code: (place.column, place.row, place.rows, place.half) for place in day.places}


def test_rows_are_five_minutes_from_the_first_full_hour():
    [day] = lay_out([made("A", 30, 45), made("B", 75, 20), made("C", 0, 1, room="cave")], PARIS, ["hall", "cave"])

    assert places(day) == {"A": (1, 6, 9, 0), "B": (1, 15, 4, 0), "C": (2, 0, 1, 0)}
    assert day.rooms == (("hall", "Hall"), ("cave", "Cave"))
    assert [(row, instant.astimezone(PARIS).hour) for row, instant in day.hours] == [(0, 9), (12, 10)]


def test_a_session_at_two_in_the_morning_belongs_to_the_evening_before():
    days = lay_out([made("EVENING", 12 * 60), made("NIGHT", 17 * 60), made("MORNING", 23 * 60)], PARIS, [])

    assert [(day.on, [place.slot.code for place in day.places]) for day in days] == [
        (date(2027, 3, 1), ["EVENING", "NIGHT"]), (date(2027, 3, 2), ["MORNING"]),
    ]  # fmt: skip


def test_the_night_of_the_clock_change_keeps_its_elapsed_length():
    eve = datetime(2027, 3, 27, 23, 0, tzinfo=UTC)  # midnight in Paris, before 02:00 becomes 03:00
    [day] = lay_out([made("NIGHT", 0, 240, base=eve)], PARIS, [])

    assert places(day) == {"NIGHT": (1, 0, 48, 0)}
    assert [instant.astimezone(PARIS).hour for _row, instant in day.hours] == [0, 1, 3, 4]


def test_two_at_once_in_a_room_share_its_width_and_a_block_does_not_with_its_talks():
    [day] = lay_out([made("A"), made("B", 30), made("S", room="cave", has_parts=True), made("T", room="cave", part_of="S")], PARIS, [])

    assert {code: place[3] for code, place in places(day).items()} == {"A": 1, "B": 2, "S": 0, "T": 0}


def test_talks_follow_their_block_in_reading_order():
    slots = [made("S", has_parts=True), made("X", 0, room="cave"), made("T1", 0, 20, part_of="S"), made("T2", 20, 20, part_of="S")]

    [day] = lay_out(slots, PARIS, ["hall", "cave"])

    assert [place.slot.code for place in day.places] == ["S", "T1", "T2", "X"]


def test_a_day_that_no_grid_can_hold_says_so():
    [wide] = lay_out([made(f"R{number}", room=f"room-{number}") for number in range(61)], PARIS, [])
    [long] = lay_out([made("EXPO", 0, 30 * 60)], PARIS, [])

    assert (wide.fits, long.fits) == (False, False)


def test_what_has_no_room_stands_last():
    [day] = lay_out([made("BREAK", room=None), made("A", room="zoo")], PARIS, [])

    assert day.rooms == (("zoo", "Zoo"), (None, ""))


def test_a_break_lies_across_all_rooms_when_nothing_else_is_on():
    [day] = lay_out([made("A"), made("LUNCH", 60, room=None), made("B", room="zoo"), made("C", 120)], PARIS, [])

    assert day.rooms == (("hall", "Hall"), ("zoo", "Zoo"))
    assert places(day)["LUNCH"] == (0, 12, 12, 0)
    assert next(each for each in day.places if each.slot.code == "LUNCH").classes(grid=True) == "column-all row-start-12 row-span-12"


def test_a_programme_without_any_room_has_one_column_without_a_name():
    [day] = lay_out([made("A", room=None), made("B", 30, room=None)], PARIS, [])

    assert day.rooms == ((None, ""),)
    assert places(day) == {"A": (0, 0, 12, 1), "B": (0, 6, 12, 2)}


def test_a_wanted_talk_brings_its_block():
    slots = [made("S", has_parts=True), made("T", part_of="S", track="bread"), made("U", part_of="S")]

    assert [each.code for each in wanted_slots(slots, Wanted(track="bread"), PARIS)] == ["S", "T"]


def test_the_title_comes_in_the_readers_language_or_says_which_it_is():
    row = SimpleNamespace(code="A", starts_at=NINE, ends_at=NINE + timedelta(hours=1), cancelled=False)
    row.card = {
        "subtitle": {},
        "kind": "talk",
        "kind_label": "",
        "language": "",
        "people": [],
        "part_of": None,
        "has_parts": False,
        "track": None,
        "room": None,
    }

    row.card["title"] = {"de": "Brot", "fr": "Pain"}
    assert [(slot(row, tongues).title, slot(row, tongues).title_language) for tongues in (("fr", "en"), ("en", "en"))] == [
        ("Pain", None),
        ("Brot", "de"),
    ]


minutes = st.integers(0, 1000)


@given(st.lists(st.tuples(minutes, st.integers(1, 200), st.sampled_from(["hall", "cave", None])), min_size=1, max_size=20))
def test_every_slot_is_on_the_grid_once_and_as_long_as_it_lasts(drawn):
    slots = [made(f"S{number}", start, length, room=room) for number, (start, length, room) in enumerate(drawn)]

    days = lay_out(slots, PARIS, [])

    assert sorted(place.slot.code for day in days for place in day.places) == sorted(each.code for each in slots)
    for day in days:
        for place in day.places:
            shown = day.hours[0][1] + place.row * timedelta(minutes=5)
            assert shown <= place.slot.starts_at < shown + timedelta(minutes=5)
            assert place.rows == max(1, -(-place.slot.span.minutes // 5))
            alone = not any(each.slot.room and each.slot.span.overlaps(place.slot.span) for each in day.places)
            assert place.column == 0 if place.slot.room is None and alone else day.rooms[place.column - 1][0] == place.slot.room


def test_rooms_and_tracks_to_choose_from_are_those_on_the_timetable():
    found = timetable.choices([made("A", track="zebra"), made("B", room="cave", track="ant"), made("C", room="attic")], PARIS, ["hall"])

    assert (found.days, dict(found.rooms), list(found.tracks)) == (
        (date(2027, 3, 1),), {"hall": "Hall", "attic": "Attic", "cave": "Cave"}, ["ant", "zebra"],
    )  # fmt: skip
    assert list(found.rooms) == ["hall", "attic", "cave"]
    arranged = timetable.choices([made("A", track="zebra"), made("B", track="ant")], PARIS, track_order=["zebra"])
    assert list(arranged.tracks) == ["zebra", "ant"]


def test_a_day_begins_at_four_and_the_night_belongs_to_the_day_before():
    assert timetable.day_begins(date(2027, 3, 1), PARIS) == datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
    assert timetable.day_of(datetime(2027, 3, 1, 2, 59, tzinfo=UTC), PARIS) == date(2027, 2, 28)


@pytest.mark.parametrize(("day", "begins"), [(date(2027, 3, 28), 2), (date(2027, 10, 31), 3)])
def test_also_in_the_nights_when_the_clocks_change(day, begins):
    """Four in the morning on the wall's clock: 23 and 25 hours after the one before."""
    start = datetime(day.year, day.month, day.day, begins, tzinfo=UTC)

    assert timetable.day_begins(day, PARIS) == start
    assert [timetable.day_of(start + timedelta(minutes=minute), PARIS) for minute in (-1, 0)] == [day - timedelta(days=1), day]
