"""Looking for a free room."""

from tests.api.test_bookings import MEETING

WHEN = "starts_at=2027-03-03T10:00%2B01:00&ends_at=2027-03-03T12:00%2B01:00"


def offers(caller, query):
    items = caller.get(f"/availability?{query}").json["items"]
    return [(each["room"], each["available"], [why["code"] for why in each["reasons"]]) for each in items]


def test_the_best_fit_comes_first_and_the_rest_say_why_not(centre, acting, stranger):
    acting(centre.alice).post("/bookings", MEETING | {"room": "hall-b"})

    assert offers(stranger, f"{WHEN}&attendance=90&layout=theatre") == [
        ("hall-a", True, []),
        ("hall-c", True, []),
        ("auditorium", True, []),
        ("seminar-1", False, ["over-capacity"]),
        ("hall-b", False, ["room-taken"]),
        ("hall-ab", False, ["room-taken"]),
        ("hall", False, ["room-taken"]),
    ]


def test_features_may_be_named_several_times(centre, stranger):
    found = offers(stranger, f"{WHEN}&feature=stage&feature=video")

    assert [room for room, available, _why in found if available] == ["auditorium"]
    assert [room for room, available, _why in offers(stranger, f"{WHEN}&feature=stage&feature=whiteboard") if available] == []
    assert stranger.get(f"/availability?{WHEN}&feature=lions").status_code == 422


def test_an_offer_says_what_the_room_holds(centre, stranger):
    first = stranger.get(f"/availability?{WHEN}&attendance=20&layout=classroom&per_page=1").json

    assert first["items"] == [{"room": "hall-a", "name": "Hall a", "layout": "classroom", "capacity": 50, "available": True, "reasons": []}]
    assert (first["total"], "page=2" in first["next"]) == (7, True)


def test_the_span_must_make_sense(centre, stranger):
    assert stranger.get("/availability").json["errors"].keys() == {"starts_at", "ends_at"}
    assert stranger.get("/availability?starts_at=2027-03-03T10:00&ends_at=2027-03-03T12:00").status_code == 422
    assert stranger.get("/availability?starts_at=2027-03-03T10:00&ends_at=2027-03-03T12:00&timezone=Europe/Paris").status_code == 200
    assert stranger.get("/availability?starts_at=2027-03-03T12:00Z&ends_at=2027-03-03T11:00Z").json["errors"].keys() == {"ends_at"}
    assert stranger.get("/availability?starts_at=2027-03-03T12:00+01:00&ends_at=2027-03-03T13:00+01:00").status_code == 200
