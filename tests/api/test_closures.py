"""Closing rooms through the API: the centre's staff, one refusal with what is in the way, opened again."""

from conference.venue.models import Closure
from tests.api.test_bookings import MEETING, WHEN, code

POLISH = {"room": "hall-a", "reason": "The floor is polished", **WHEN}


def test_a_room_is_closed_and_opened_again(centre, acting, both_engines):
    vera = acting(centre.vera, "rooms:write")
    closed = vera.post("/closures", POLISH)

    assert (closed.status_code, closed.headers["Location"]) == (201, closed.json["url"])
    assert closed.json == {
        "id": Closure.query.one().uid, "room": "hall-a", "starts_at": "2027-03-03T09:00:00+01:00", "ends_at": "2027-03-03T11:00:00+01:00",
        "reason": "The floor is polished", "lifted_at": None, "url": closed.json["url"],
    }  # fmt: skip
    assert vera.get("/closures").json["items"] == [closed.json] == vera.get("/closures?room=hall-a").json["items"]
    assert vera.get("/closures?room=hall-b").json["items"] == []
    path = f"/closures/{closed.json['id']}"
    assert acting(centre.alice).post("/bookings", MEETING | {"room": "hall-a"}).status_code == 409
    assert vera.delete(path).json["lifted_at"] == "2027-03-01T09:00:00+01:00"
    assert (code(vera.delete(path)), vera.get(path).json["lifted_at"]) == ((409, "closure-over"), "2027-03-01T09:00:00+01:00")
    assert vera.get("/closures").json["items"] == []
    assert acting(centre.alice).post("/bookings", MEETING | {"room": "hall-a"}).status_code == 201


def test_what_is_booked_is_not_closed(centre, acting, both_engines):
    acting(centre.alice).post("/bookings", MEETING | {"room": "hall-a"})
    refused = acting(centre.vera).post("/closures", POLISH)

    assert code(refused) == (409, "room-taken")
    assert [(each["room"], each["starts_at"]) for each in refused.json["conflicts"]] == [("hall-a", "2027-03-03T09:00:00+01:00")]
    assert Closure.query.count() == 0


def test_only_the_centres_staff_close_rooms(centre, acting, stranger):
    def status(user, *scopes):
        return acting(user, *scopes).post("/closures", POLISH).status_code

    assert stranger.post("/closures", POLISH).status_code == stranger.get("/closures").status_code == 401
    assert [status(centre.alice), status(centre.dora), status(centre.vera, "bookings:write"), status(centre.vera)] == [403, 403, 403, 201]
    assert acting(centre.alice).get("/closures").status_code == 403


def test_every_field_has_a_shape(centre, acting):
    answer = acting(centre.vera).post("/closures", {"room": "hall-a", "starts_at": "tomorrow", "until": 5})

    assert (answer.status_code, set(answer.json["errors"])) == (422, {"starts_at", "ends_at", "reason", "until"})
    assert code(acting(centre.vera).post("/closures", POLISH | {"room": "nowhere"})) == (422, "room-unknown")
