"""Rooms, halls and hours are kept; what is kept in memory never lags behind what was changed."""

from datetime import time

import pytest
from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.objection import Refused
from conference.venue import queries
from conference.venue.actions import add_room, change_room, change_venue, set_opening_hours
from conference.venue.models import OpeningHours, Room
from conference.venue.rules import MIDNIGHT, Hours
from tests import make
from tests.make import MONDAY


@pytest.fixture
def centre(app):
    return make.centre()


def test_a_hall_of_halls_is_made_of_the_smallest_parts(centre, both_engines):
    hall = add_room(slug="great-hall", name="Great hall", layouts={"theatre": 500}, parts=[centre.hall_ab, centre.hall_c], by=centre.vera, now=MONDAY)
    assert hall.unit_ids == [centre.hall_a.id, centre.hall_b.id, centre.hall_c.id]
    assert [room.slug for room in queries.house().sharing([centre.hall_c.id])] == ["hall-c", "hall", "great-hall"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"slug": "hall-a"}, "slug-in-use"), ({"slug": "Hall A"}, "slug-form"), ({"slug": "-"}, "slug-form"), ({"slug": "x" * 61}, "slug-form"),
        ({"layouts": {"moon": 3}}, "layout-unknown"), ({"layouts": {"theatre": 0}}, "capacity-form"), ({"features": ["helipad"]}, "feature-unknown"),
        ({"setup_minutes": -1}, "minutes-form"), ({"name": " "[:0]}, "name-missing"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(centre, facts, code):
    with pytest.raises(Refused) as refused:
        add_room(**{"slug": "new", "name": "New", **facts}, by=centre.vera, now=MONDAY)
    assert (refused.value.codes, refused.value.status) == ([code], 422)


def test_parts_that_share_space_make_no_hall(centre):
    for parts, code in (
        ([centre.hall_a, centre.hall_ab], "parts-overlap"),
        ([centre.hall_a, centre.hall_a], "parts-overlap"),
        ([centre.hall_a], "one-part"),
    ):
        with pytest.raises(Refused) as refused:
            add_room(slug="new", name="New", parts=parts, by=centre.vera, now=MONDAY)
        assert refused.value.codes == [code]


def test_everything_is_refused_at_once(centre):
    with pytest.raises(Refused) as refused:
        add_room(slug="hall-a", name="", layouts={"moon": 0}, features=["x"], parts=[centre.hall_a], by=centre.vera, now=MONDAY)
    assert set(refused.value.codes) == {"slug-in-use", "one-part", "name-missing", "layout-unknown", "capacity-form", "feature-unknown"}
    assert db.session.scalar(select(func.count(Room.id))) == 7


def test_what_is_kept_in_memory_follows_every_change(centre, both_engines):
    add_room(slug="studio", name="Studio", layouts={"studio": 8}, by=centre.vera, now=MONDAY)
    room = db.session.scalars(select(Room).filter_by(slug="studio")).one()
    before = queries.house()
    assert queries.house() is before
    change_room(room, layouts={"studio": 10, "boardroom": 6}, features=["hybrid"], by=centre.vera, now=MONDAY)
    facts = queries.room("studio")
    assert ([(each.name, each.capacity) for each in facts.layouts], facts.features) == ([("studio", 10), ("boardroom", 6)], {"hybrid"})
    change_room(room, in_service=False, by=centre.vera, now=MONDAY)
    assert "studio" not in {room.slug for room in queries.rooms()}
    change_venue(timezone="Asia/Tokyo", by=centre.ada, now=MONDAY)
    assert (queries.zone(), queries.house().zone) == ("Asia/Tokyo", "Asia/Tokyo")


def test_a_change_that_fails_changes_nothing_in_memory(centre):
    add_room(slug="studio", name="Studio", by=centre.vera, now=MONDAY)
    with pytest.raises(Refused):
        change_venue(timezone="Mars/Olympus", by=centre.ada, now=MONDAY)
    assert queries.zone() == "Europe/Paris"


def test_opening_hours_replace_each_other(centre, both_engines):
    set_opening_hours([Hours(0, time(9), time(12)), Hours(0, time(13), MIDNIGHT)], by=centre.vera, now=MONDAY)
    set_opening_hours([Hours(0, time(18), time(20))], room=centre.seminar, by=centre.vera, now=MONDAY)
    house = queries.house()
    assert [each.text for each in house.hours] == ["09:00–12:00", "13:00–24:00"]
    assert [each.text for each in house.hours_of(house.by_slug["seminar-1"])] == ["18:00–20:00"]
    set_opening_hours([], room=centre.seminar, by=centre.vera, now=MONDAY)
    assert db.session.scalar(select(func.count(OpeningHours.id))) == 2
    assert [each.action for each in db.session.scalars(select(Change))] == ["opening_hours_set"] * 3


def test_hours_that_overlap_are_refused(centre):
    for hours, code in (
        ([Hours(0, time(9), time(12)), Hours(0, time(11), time(13))], "hours-overlap"),
        ([Hours(0, time(12), time(9))], "hours-form"),
    ):
        with pytest.raises(Refused) as refused:
            set_opening_hours(hours, by=centre.vera, now=MONDAY)
        assert refused.value.codes == [code]


def test_an_empty_database_has_a_centre_too(app):
    assert (queries.venue().timezone, str(queries.venue().name), queries.rooms()) == ("Europe/Paris", "Conference centre", ())
