"""Rooms through the API."""

from conference.kernel.history import Change
from conference.venue.models import Room

LIBRARY = {
    "slug": "library", "name": {"en": "Library", "fr": "Bibliothèque"}, "floor": 2, "area_m2": 80.5,
    "layouts": {"theatre": 60, "classroom": 32}, "features": ["wifi", "daylight"],
}  # fmt: skip


def test_a_room_is_added(centre, acting, stranger):
    answer = acting(centre.vera).post("/rooms", LIBRARY)

    assert answer.status_code == 201
    assert answer.headers["Location"] == "http://localhost/api/v1/rooms/library"
    assert answer.json == {
        "slug": "library", "name": "Library", "names": {"en": "Library", "fr": "Bibliothèque"}, "description": "", "descriptions": {}, "building": "", "floor": "2",
        "area_m2": 80.5, "capacity": 60, "legal_capacity": None, "wheelchair_places": None, "layouts": {"theatre": 60, "classroom": 32},
        "features": ["daylight", "wifi"], "parts": [], "setup_minutes": 0, "teardown_minutes": 0, "in_service": True,
        "url": "http://localhost/api/v1/rooms/library",
    }  # fmt: skip
    assert stranger.get("/rooms/library").json == answer.json
    assert stranger.get("/rooms/library?lang=fr").json["name"] == "Bibliothèque"


def test_a_combined_room_names_its_parts(centre, acting):
    answer = acting(centre.vera).post("/rooms", {"slug": "hall-bc", "name": "Hall B+C", "layouts": {"theatre": 200}, "parts": ["hall-b", "hall-c"]})

    assert answer.json["parts"] == ["hall-b", "hall-c"]
    assert Room.query.filter_by(slug="hall-bc").one().unit_ids == [centre.hall_b.id, centre.hall_c.id]


def test_unknown_parts_are_told(centre, acting):
    answer = acting(centre.vera).post("/rooms", {"slug": "hall-x", "name": "Hall X", "parts": ["hall-b", "hall-z"]})

    assert (answer.status_code, answer.json["errors"]) == (422, {"parts": ["There is no room hall-z."]})


def test_a_name_in_use_is_refused(centre, acting):
    assert acting(centre.vera).post("/rooms", LIBRARY | {"slug": "hall-a"}).status_code == 422


def test_a_room_is_changed_and_leaves_service(centre, acting, stranger):
    vera = acting(centre.vera)

    assert vera.patch("/rooms/seminar-1", {"layouts": {"boardroom": 12}, "in_service": False}).json["layouts"] == {"boardroom": 12}
    assert stranger.get("/rooms/seminar-1").json["in_service"] is False
    assert "seminar-1" not in [room["slug"] for room in stranger.get("/rooms").json["items"]]
    assert acting(centre.alice).patch("/rooms/seminar-1", {"in_service": True}).status_code == 403


def test_trying_out_writes_nothing(centre, acting, stranger):
    answer = acting(centre.vera).post("/rooms?dry_run=true", LIBRARY)

    assert (answer.status_code, answer.json["dry_run"], answer.json["slug"], "Location" in answer.headers) == (201, True, "library", False)
    assert stranger.get("/rooms/library").status_code == 404
    assert Change.query.filter(Change.entity.startswith("room:")).count() == 0
