"""The pages on which staff keep rooms and hours."""

import pytest
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.venue import queries
from conference.venue.actions import change_room
from conference.venue.models import Room
from tests import make
from tests.make import MONDAY, sign_in


@pytest.fixture
def centre(app):
    with clock.at(MONDAY):
        yield make.centre()


@pytest.fixture
def vera(client, centre):
    return sign_in(client, centre.vera)


def test_a_room_is_added_changed_and_taken_out_of_service(vera, centre):
    facts = {"slug": "studio", "name_en": "Studio", "name_fr": "Le studio", "layout_studio": "8", "features": ["hybrid", "recording"], "floor": "2"}
    assert vera.post("/manage/centre/rooms/new", data=facts).status_code == 303
    assert "Le studio" in vera.get("/rooms/studio/?lang=fr").text
    changed = vera.post("/manage/centre/rooms/studio/", data={"name_en": "Studio One", "layout_studio": "10", "setup_minutes": "30"})
    assert changed.status_code == 303
    room = queries.room("studio")
    assert (str(room.name), room.capacity(), room.setup_minutes, room.features) == ("Studio One", 10, 30, frozenset())
    vera.post("/manage/centre/rooms/studio/service")
    assert queries.room("studio").closed_at == MONDAY
    vera.post("/manage/centre/rooms/studio/service")
    assert queries.room("studio").closed_at is None


def test_a_hall_is_made_of_rooms(vera, centre):
    vera.post("/manage/centre/rooms/new", data={"slug": "hall-bc", "name_en": "Hall B and C", "layout_theatre": "200", "parts": ["hall-b", "hall-c"]})
    assert queries.room("hall-bc").unit_ids == (centre.hall_b.id, centre.hall_c.id)


def test_all_messages_come_at_once(vera, centre):
    answer = vera.post("/manage/centre/rooms/new", data={"slug": "Not So", "layout_theatre": "-3", "features": ["helipad"], "setup_minutes": "x"})
    assert (answer.status_code, answer.text.count('class="form-error"')) == (422, 5)
    assert "Another room has this address" in vera.post("/manage/centre/rooms/new", data={"slug": "hall", "name_en": "Hall"}).text
    assert len(db.session.scalars(select(Room)).all()) == 7


def test_hours_are_written_as_people_write_them(vera, centre):
    week = {"day_0": "9:00-12:00, 14h00 – 18:00", "day_5": "18:00–02:00", "day_6": "10:00–24:00"}
    assert vera.post("/manage/centre/hours/", data=week).status_code == 303
    said = [(each.weekday, each.text) for each in queries.house().hours]
    assert said == [(0, "09:00–12:00"), (0, "14:00–18:00"), (5, "18:00–24:00"), (6, "00:00–02:00"), (6, "10:00–24:00")]
    assert "18:00–24:00" in vera.get("/manage/centre/hours/").text
    assert "overlap" in vera.post("/manage/centre/hours/", data={"day_0": "09:00-12:00, 11:00-13:00"}).text
    assert vera.post("/manage/centre/hours/", data={"day_0": "soon"}).status_code == 422


def test_others_may_not(app, client, centre):
    alice = sign_in(app.test_client(), centre.alice)
    assert [alice.get(address).status_code for address in ("/manage/centre/rooms/", "/manage/centre/hours/", "/manage/centre/closures/")] == [403] * 3
    assert [alice.post(address).status_code for address in ("/manage/centre/rooms/new", "/manage/centre/rooms/hall/", "/manage/centre/hours/")] == [
        403
    ] * 3
    assert client.get("/manage/centre/rooms/").status_code == 303


def test_a_rooms_name_in_a_language_that_the_form_does_not_show_stays(client, centre):
    change_room(centre.seminar, name=Words({"en": "Seminar 1", "de": "Seminarraum 1"}), by=centre.ada, now=make.MONDAY)
    make.sign_in(client, centre.ada)
    assert client.post("/manage/centre/rooms/seminar-1/", data={"name_en": "Seminar one"}).status_code == 303
    assert dict(centre.seminar.name) == {"en": "Seminar one", "de": "Seminarraum 1"}
