"""Tracks, rooms, clashes and releases of a programme, and the people on it one by one, through the API."""

import pytest

from tests.api.test_bookings import code
from tests.api.test_events import SCHOOL, TALK

HERE = "/events/spring-school"


@pytest.fixture
def alice(centre, acting):
    caller = acting(centre.alice)
    caller.post("/events", SCHOOL)
    return caller


def test_a_track_is_added_and_changed(alice, stranger, both_engines):
    added = alice.post(f"{HERE}/tracks", {"name": {"en": "Structures", "fr": "Structures porteuses"}, "colour": 3})

    track = {"slug": "structures", "name": "Structures", "names": {"en": "Structures", "fr": "Structures porteuses"}, "colour": 3}
    bridges = track | {"name": "Bridges", "names": {"en": "Bridges", "fr": "Structures porteuses"}}
    assert (added.status_code, added.json) == (201, track)
    assert alice.patch(f"{HERE}/tracks/structures", {"name": "Bridges"}).json == bridges
    assert stranger.get(HERE).json["tracks"] == [bridges]
    assert stranger.get(HERE, Accept_Language="fr").json["tracks"][0]["name"] == "Structures porteuses"
    assert code(alice.post(f"{HERE}/tracks", {"name": "Again", "slug": "structures"})) == (409, "address-taken")
    assert set(alice.post(f"{HERE}/tracks", {"colour": 99}).json["errors"]) == {"name", "colour"}
    assert alice.patch(f"{HERE}/tracks/none", {"name": "X"}).status_code == 404


def test_the_event_uses_rooms_of_the_centre_and_elsewhere(alice, stranger, both_engines):
    tent = alice.post(f"{HERE}/rooms", {"name": "Tent", "capacity": 80})
    hall = alice.post(f"{HERE}/rooms", {"centre_room": "hall-a"})

    assert (tent.status_code, tent.json) == (201, {"slug": "tent", "name": "Tent", "names": {"en": "Tent"}, "capacity": 80, "centre_room": None})
    assert (hall.json["slug"], hall.json["centre_room"]) == ("hall-a", "hall-a")
    assert code(alice.post(f"{HERE}/rooms", {"centre_room": "hall-a"})) == (409, "room-already-there")
    assert code(alice.post(f"{HERE}/rooms", {"centre_room": "nowhere"})) == (422, "room-unknown")
    assert code(alice.post(f"{HERE}/rooms", {"capacity": 5})) == (422, "no-name")
    assert alice.patch(f"{HERE}/rooms/tent", {"capacity": None}).json["capacity"] is None
    assert alice.post(f"{HERE}/sessions", TALK | {"room": "tent"}).json["room"] == "tent"


def test_clashes_are_told_to_the_team(centre, acting, alice, stranger, both_engines):
    alice.post(f"{HERE}/rooms", {"name": "Tent"})
    alice.post(f"{HERE}/sessions", TALK | {"room": "tent"})
    alice.post(f"{HERE}/sessions", TALK | {"code": "ARCH", "title": "On arches", "room": "tent", "starts_at": "2027-03-03T09:30+01:00"})
    found = alice.get(f"{HERE}/clashes").json

    assert found["total"] == 2
    assert [each["kind"] for each in found["items"]] == ["room-twice", "speaker-twice"]
    assert found["items"][0] == {
        "kind": "room-twice", "message": "“On bridges” and “On arches” are both in Tent.",
        "starts_at": "2027-03-03T09:30:00+01:00", "ends_at": "2027-03-03T10:00:00+01:00",
        "sessions": [
            {"code": "BRIDGE", "title": "On bridges", "room": "Tent", "starts_at": "2027-03-03T09:00:00+01:00", "ends_at": "2027-03-03T10:00:00+01:00"},
            {"code": "ARCH", "title": "On arches", "room": "Tent", "starts_at": "2027-03-03T09:30:00+01:00", "ends_at": "2027-03-03T10:00:00+01:00"},
        ],
    }  # fmt: skip
    assert (stranger.get(f"{HERE}/clashes").status_code, acting(centre.bob).get(f"{HERE}/clashes").status_code) == (401, 403)


def test_releases_are_listed_the_latest_first(alice, stranger):
    alice.post(f"{HERE}/sessions", TALK)
    first = alice.post(f"{HERE}/releases", {"comment": "The first"}).json
    alice.patch(f"{HERE}/sessions/BRIDGE", {"title": "On bridges, again"})
    second = alice.post(f"{HERE}/releases").json

    listed = stranger.get(f"{HERE}/releases").json
    assert (listed["items"], listed["total"]) == ([second, first], 2)
    assert stranger.get(f"{HERE}/releases?per_page=1").json["next"] == f"http://localhost/api/v1{HERE}/releases?per_page=1&page=2"


def test_somebody_on_the_programme_is_read_and_changed(centre, acting, alice, stranger):
    hana = alice.post(f"{HERE}/speakers", {"name": "Hana Novak", "biography": "Builds."}).json
    path = f"{HERE}/speakers/{hana['code']}"
    alice.post(f"{HERE}/sessions", TALK | {"speakers": [hana["code"]]})

    assert (alice.get(path).json, stranger.get(path).status_code) == (hana, 404)
    alice.post(f"{HERE}/releases")
    assert stranger.get(path).json == hana
    changed = alice.patch(path, {"affiliation": "Brno", "biography": {"en": "Builds.", "fr": "Construit."}}).json
    both = {"biographies": {"en": "Builds.", "fr": "Construit."}}
    assert changed == {**hana, **both, "affiliation": "Brno"}
    assert stranger.get(path, Accept_Language="fr").json == {
        **hana,
        "biography": "Construit.",
        "biographies": {"en": "Builds.", "fr": "Construit."},
    }  # the affiliation comes with the next release
    assert acting(centre.bob).patch(path, {"name": "Bob"}).status_code == 403
    assert alice.patch(f"{HERE}/speakers/NOBODY", {"name": "X"}).status_code == 404
