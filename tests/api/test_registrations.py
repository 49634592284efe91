"""Registering, the organisers' list and the door, through the API."""

import pytest

from conference.kernel.owed import LetterOwed
from conference.registration.models import Category, CheckIn, ConsentText, Registration
from tests import make
from tests.api.test_bookings import code

HANAKO = {"email": "hanako@example.org", "given_name": "花子", "family_name": "山田", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


@pytest.fixture
def congress(centre):
    made = make.event(of=centre.institute, places=1, registration_open=True)
    make.saved(Category(event_id=made.id, slug="student", name={"en": "Student"}))
    make.saved(ConsentText(event_id=made.id, purpose="privacy", text={"en": "We keep what we need."}, required=True, created_at=make.MONDAY))
    return made


def register(caller, **more):
    return caller.post("/events/congress/registrations", HANAKO | {"category": "student", "consents": ["privacy"]} | more)


def test_somebody_registers_from_anywhere(congress, stranger):
    answer = register(stranger, answers={"diet": "vegan", "nights": 2, "arrives": True})

    registered = Registration.query.one()
    assert answer.status_code == 201
    assert answer.json == {
        "code": registered.code, "status": "confirmed", "position": None, "manage_url": answer.json["manage_url"],
    }  # fmt: skip
    assert answer.json["manage_url"].startswith("http://localhost/registrations/")
    assert (registered.given_name, registered.answers, LetterOwed.query.count()) == ("花子", {"diet": "vegan", "nights": 2, "arrives": True}, 1)


def test_who_comes_too_late_waits_in_line(congress, stranger, acting, centre):
    register(stranger)
    second = register(stranger, email="ken@example.org", given_name="Ken").json
    third = register(stranger, email="mai@example.org", given_name="Mai").json

    assert [(each["status"], each["position"]) for each in (second, third)] == [("waitlisted", 1), ("waitlisted", 2)]
    listed = acting(centre.alice).get("/events/congress/registrations").json["items"]
    assert [(each["given_name"], each["status"], each["position"]) for each in listed] == [
        ("花子", "confirmed", None), ("Ken", "waitlisted", 1), ("Mai", "waitlisted", 2),
    ]  # fmt: skip
    acting(centre.alice).patch("/events/congress", {"places": 2})
    listed = acting(centre.alice).get("/events/congress/registrations?status=waitlisted").json["items"]
    assert [(each["given_name"], each["position"]) for each in listed] == [("Mai", 1)]


def test_nobody_learns_who_is_registered(congress, stranger):
    first, twin = register(stranger).json, register(stranger).json

    assert set(first) == set(twin)
    assert first["code"] != twin["code"]


def test_every_field_has_a_shape(congress, stranger):
    answer = stranger.post(
        "/events/congress/registrations", {"email": "nobody", "country": "Japan", "timezone": "Tokyo", "answers": [], "admin": True}
    )

    assert (answer.status_code, set(answer.json["errors"])) == (
        422, {"email", "given_name", "country", "language", "timezone", "answers", "admin"},
    )  # fmt: skip
    assert set(register(stranger, country="ZZ").json["errors"]) == {"country"}
    assert set(register(stranger, answers={"q": {"nested": 1}}).json["errors"]) == {"answers"}
    assert code(register(stranger, consents=[])) == (422, "consent-required")
    assert code(register(stranger, category="lion")) == (422, "unknown-category")


def test_registration_that_is_closed_is_told(congress, stranger, acting, centre):
    alice = acting(centre.alice)
    alice.patch("/events/congress", {"registration_open": False})

    assert code(register(stranger)) == (409, "registration-closed")
    assert register(stranger, on_behalf=True).status_code == 401
    assert register(acting(centre.bob), on_behalf=True).status_code == 403
    assert register(alice, on_behalf=True).json["status"] == "confirmed"


def test_trying_out_registers_nobody(congress, stranger):
    answer = stranger.post("/events/congress/registrations?dry_run=true", HANAKO | {"category": "student", "consents": ["privacy"]})

    assert (answer.status_code, answer.json["status"]) == (201, "confirmed")
    assert (Registration.query.count(), LetterOwed.query.count()) == (0, 0)


def test_a_repeat_with_the_same_key_registers_once(congress, stranger, both_engines):
    body = HANAKO | {"category": "student", "consents": ["privacy"]}
    first = stranger.post("/events/congress/registrations", body, Idempotency_Key="k")
    second = stranger.post("/events/congress/registrations", body, Idempotency_Key="k")

    assert first.data == second.data
    assert Registration.query.count() == 1


def test_the_list_is_for_the_events_organisers(congress, stranger, acting, centre):
    register(stranger)

    def status(user, *scopes):
        return acting(user, *scopes).get("/events/congress/registrations").status_code

    assert stranger.get("/events/congress/registrations").status_code == 401
    assert [status(each) for each in (centre.alice, centre.vera, centre.ada, centre.bob, centre.dora, centre.rita)] == [200, 200, 200, 403, 403, 403]
    assert (status(centre.alice, "read"), status(centre.alice, "check-ins:write")) == (200, 403)


def test_the_list_is_searched(congress, stranger, acting, centre):
    register(stranger)
    register(stranger, email="zoe@example.org", given_name="Zoé", family_name="Brontë", country="FR")
    alice = acting(centre.alice)

    def names(query):
        return [each["given_name"] for each in alice.get(f"/events/congress/registrations?{query}").json["items"]]

    assert names("search=bronte") == ["Zoé"]
    assert names("country=JP") == ["花子"]
    assert names("checked_in=true") == []
    assert alice.get("/events/congress/registrations").json["items"][0]["registered_at"] == "2027-03-01T09:00:00+01:00"


def test_a_ticket_lets_in_once(congress, stranger, acting, centre, both_engines):
    ticket = register(stranger).json["code"]
    dora = acting(centre.dora, "check-ins:write")
    first = dora.post("/events/congress/check-ins", {"code": ticket, "nonce": "a"})

    assert (first.status_code, first.json["result"], first.json["admitted"], first.json["registration"]["given_name"]) == (
        201,
        "admitted",
        True,
        "花子",
    )
    assert dora.post("/events/congress/check-ins", {"code": ticket, "nonce": "a"}).json == first.json
    again = dora.post("/events/congress/check-ins", {"code": ticket, "nonce": "b"}).json
    assert (again["result"], again["admitted"], again["first_at"]) == ("already_in", False, "2027-03-01T09:00:00+01:00")
    unknown = dora.post("/events/congress/check-ins", {"code": "nonsense", "nonce": "c"}).json
    assert (unknown["result"], unknown["registration"], CheckIn.query.count()) == ("unknown", None, 3)
    assert acting(centre.alice).get("/events/congress/registrations?checked_in=true").json["total"] == 1


def test_the_door_is_kept_by_those_who_may(congress, stranger, acting, centre):
    def status(user):
        return acting(user).post("/events/congress/check-ins", {"code": "x", "nonce": "n"}).status_code

    assert stranger.post("/events/congress/check-ins", {"code": "x", "nonce": "n"}).status_code == 401
    assert [status(each) for each in (centre.alice, centre.bob, centre.rita, centre.dora)] == [201, 403, 403, 201]


def test_organisers_read_change_and_approve_one(congress, stranger, acting, centre, both_engines):
    make.saved(Category(event_id=congress.id, slug="press", name={"en": "Press"}, needs_approval=True))
    ticket = register(stranger, category="press").json["code"]
    alice, path = acting(centre.alice, "registrations:write"), f"/events/congress/registrations/{ticket}"
    listed = alice.get("/events/congress/registrations").json["items"]

    assert [alice.get(path).json] == listed and listed[0]["status"] == "pending"
    approved = alice.patch(path, {"affiliation": "Asahi", "status": "confirmed"}).json
    assert (approved["affiliation"], approved["status"]) == ("Asahi", "confirmed")
    assert code(alice.patch(path, {"status": "declined"})) == (409, "not-pending")
    assert set(alice.patch(path, {"email": "x", "status": "waitlisted"}).json["errors"]) == {"email", "status"}
    assert alice.get("/events/congress/registrations/unknown").status_code == 404


def test_a_place_that_an_organiser_takes_back_goes_to_who_waits(congress, stranger, acting, centre, both_engines):
    ticket = register(stranger).json["code"]
    register(stranger, email="ken@example.org", given_name="Ken")
    alice, path = acting(centre.alice), f"/events/congress/registrations/{ticket}"

    assert alice.delete(f"{path}?dry_run=true").json["status"] == "cancelled"
    assert alice.get(path).json["status"] == "confirmed"
    assert alice.delete(path).json["status"] == "cancelled"
    assert [(each["given_name"], each["status"]) for each in alice.get("/events/congress/registrations").json["items"]] == [
        ("花子", "cancelled"), ("Ken", "confirmed"),
    ]  # fmt: skip
    assert code(alice.delete(path))[0] == 409


def test_one_registration_is_there_for_its_events_organisers_alone(congress, stranger, acting, centre):
    path = f"/events/congress/registrations/{register(stranger).json['code']}"
    make.event("other", of=centre.institute)

    assert [acting(each).get(path).status_code for each in (centre.bob, centre.dora, centre.rita, centre.alice)] == [403, 403, 403, 200]
    assert acting(centre.alice).get(path.replace("congress", "other")).status_code == 404
    assert stranger.patch(path, {"status": "cancelled"}).status_code == 401


def test_a_scan_is_taken_back(congress, stranger, acting, centre, both_engines):
    ticket = register(stranger).json["code"]
    dora = acting(centre.dora)
    dora.post("/events/congress/check-ins", {"code": ticket, "nonce": "a"})
    undone = dora.delete("/events/congress/check-ins/a")

    assert (undone.status_code, undone.json["undone_at"], undone.json["registration"]["code"]) == (200, "2027-03-01T09:00:00+01:00", ticket)
    assert code(dora.delete("/events/congress/check-ins/a")) == (409, "nobody-let-in")
    assert dora.delete("/events/congress/check-ins/z").status_code == 404
    assert dora.post("/events/congress/check-ins", {"code": ticket, "nonce": "b/+="}).json["result"] == "admitted"
    assert dora.delete("/events/congress/check-ins/b/+=").status_code == 200


def test_too_many_are_told_when_to_try_again(app, congress, stranger):
    app.config["REGISTRATIONS_PER_CLIENT"] = 1
    first, second = register(stranger), register(stranger, email="ken@example.org")

    assert first.status_code == 201
    assert code(second) == (429, "too-many-attempts")
    assert (second.headers["Retry-After"], second.json["retry_after"]) == ("3600", 3600)
