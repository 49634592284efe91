"""The same call twice is done once: by its Idempotency-Key, one after the other and all at the same moment."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from conference.api.actions import forget_keys
from conference.api.models import IdempotencyKey
from conference.booking.models import Booking
from conference.kernel import clock
from conference.people.actions import create_token
from tests import make
from tests.api.conftest import NOW
from tests.api.test_bookings import MEETING, code


def test_a_repeat_gets_the_first_answer_and_does_nothing_more(centre, acting, both_engines):
    alice = acting(centre.alice)
    first = alice.post("/bookings", MEETING, Idempotency_Key="monday-1")
    second = alice.post("/bookings", dict(reversed(MEETING.items())), Idempotency_Key="monday-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["Location"] == second.headers["Location"]
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert Booking.query.count() == 1


def test_a_refusal_is_an_answer_too(centre, acting, both_engines):
    alice, bob = acting(centre.alice), acting(centre.bob)
    taken = alice.post("/bookings", MEETING).json["id"]
    first = bob.post("/bookings", MEETING, Idempotency_Key="k")
    alice.delete(f"/bookings/{taken}")
    second = bob.post("/bookings", MEETING, Idempotency_Key="k")

    assert code(first) == code(second) == (409, "room-taken")
    assert first.data == second.data
    assert second.content_type == "application/problem+json"
    assert bob.post("/bookings", MEETING, Idempotency_Key="another").status_code == 201


def test_a_key_belongs_to_one_call(centre, acting):
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING, Idempotency_Key="k")

    assert code(alice.post("/bookings", MEETING | {"title": "Another"}, Idempotency_Key="k")) == (422, "idempotency-key-reused")
    assert code(alice.post("/bookings/", MEETING, Idempotency_Key="k"))[0] == 404
    assert acting(centre.bob).post("/bookings", MEETING | {"room": "auditorium"}, Idempotency_Key="k").status_code == 201


def test_what_has_the_wrong_shape_uses_up_no_key(centre, acting):
    alice = acting(centre.alice)

    assert alice.post("/bookings", MEETING | {"title": ""}, Idempotency_Key="k").status_code == 422
    assert alice.post("/bookings", MEETING, Idempotency_Key="k").status_code == 201
    assert alice.post("/bookings", MEETING, Idempotency_Key="k" * 201).json["errors"].keys() == {"Idempotency-Key"}


def test_trying_out_uses_up_no_key(centre, acting):
    alice = acting(centre.alice)
    alice.post("/bookings?dry_run=true", MEETING, Idempotency_Key="k")

    assert IdempotencyKey.query.count() == 0
    assert "dry_run" not in alice.post("/bookings", MEETING, Idempotency_Key="k").json


def test_a_key_is_forgotten_after_a_day(centre, acting, both_engines):
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING, Idempotency_Key="k")

    with clock.at(NOW + timedelta(hours=23, minutes=59)):
        assert forget_keys(clock.now()) == 0
        assert alice.post("/bookings", MEETING, Idempotency_Key="k").status_code == 201
    with clock.at(NOW + timedelta(hours=24)):
        assert code(alice.post("/bookings", MEETING, Idempotency_Key="k")) == (409, "room-taken")
    with clock.at(NOW + timedelta(hours=48)):
        assert forget_keys(clock.now()) == 1


def test_the_worker_forgets_keys(app):
    assert app.extensions["jobs"]["forget repeated calls"].run is forget_keys


def test_what_is_remembered_cannot_be_read_in_the_database(centre, acting):
    acting(centre.alice).post("/bookings", MEETING | {"title": "Secret merger"}, Idempotency_Key="k")

    assert "Secret" not in IdempotencyKey.query.one().answer


@pytest.mark.slow
def test_twelve_clients_with_one_key_make_one_booking(app, serve, both_engines):
    """Real connections to two real server processes; the clock is the real one."""
    centre = make.centre(open_always=True)
    token = create_token(centre.alice, by=centre.alice, now=clock.now())
    server = serve(workers=2)
    body = json.dumps(MEETING | {"starts_at": "2028-03-01T09:00+01:00", "ends_at": "2028-03-01T10:00+01:00"})

    def book(_number):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": "one"}
        return requests.post(f"{server.url}/api/v1/bookings", data=body, headers=headers, timeout=60)

    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(book, range(12)))

    assert [answer.status_code for answer in answers] == [201] * 12
    assert len({answer.content for answer in answers}) == 1
    assert Booking.query.count() == 1
