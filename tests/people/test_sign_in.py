"""Signing in and out, by the pages."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from conference.kernel import clock, crypto
from conference.kernel.database import db
from conference.people import actions, doors, queries
from conference.people.models import Login, User
from tests import make
from tests.make import MONDAY, sign_in


@pytest.fixture
def hashes(monkeypatch):
    """How many times a password was hashed: what the time of an answer is made of."""
    counted = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *given: (counted.append(1), verify(self, *given))[1])
    return counted


def is_signed_in(client):
    return client.get("/login").status_code == 303


def attempt(client, email, password="a wrong password", **more):
    return client.post("/login", data={"email": email, "password": password, **more})


def without_request(answer):
    """The page without what differs from one request to the next, and without what was typed."""
    return re.sub(r'value="[^"]*@[^"]*"', "", answer.text)


def test_signing_in_leads_home(client, alice):
    answer = attempt(client, "Alice@Example.org", make.PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)


def test_on_both_engines(client, both_engines):
    alice = make.user("Alice Martin")

    assert attempt(client, alice.email).status_code == 422
    sign_in(client, alice)
    assert client.get("/account/logins/").status_code == 200
    client.post("/logout")
    assert not is_signed_in(client)


def test_signing_out_ends_the_log_in_itself(client, alice):
    sign_in(client, alice)
    with client.session_transaction() as session:
        kept = dict(session)

    assert client.post("/logout").status_code == 303
    with client.session_transaction() as session:
        session.update(kept)

    assert not is_signed_in(client)


@pytest.mark.parametrize(("seconds", "signed_in"), [(12 * 3600 - 1, True), (12 * 3600, False)])
def test_a_log_in_that_is_not_used_ends_after_twelve_hours(client, alice, seconds, signed_in):
    with clock.at(MONDAY):
        sign_in(client, alice)

    with clock.at(MONDAY + timedelta(seconds=seconds)):
        assert is_signed_in(client) == signed_in


def test_a_log_in_in_use_ends_after_thirty_days(client, alice):
    with clock.at(MONDAY):
        sign_in(client, alice)
    for hours in range(10, 30 * 24, 10):
        with clock.at(MONDAY + timedelta(hours=hours)):
            assert is_signed_in(client), hours

    with clock.at(MONDAY + timedelta(days=30)):
        assert not is_signed_in(client)


def test_the_session_of_before_does_not_become_the_session_of_after(app, alice):
    """Session fixation: a cookie that somebody else planted never becomes a signed-in one, and nothing in it survives."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known to somebody else"
        session["locale"] = "fr"
    planted = client.get_cookie("session").value

    sign_in(client, alice)

    with client.session_transaction() as session:
        assert session.keys() & {"planted", "csrf_token"} == set()
        assert session["locale"] == "fr"
    other = app.test_client()
    other.set_cookie("session", planted)
    assert not is_signed_in(other)


def test_every_sign_in_has_a_secret_of_its_own_and_only_its_hash_is_kept(app, alice):
    secrets = []
    for _each in range(2):
        client = sign_in(app.test_client(), alice)
        with client.session_transaction() as session:
            secrets.append(session["_user_id"])

    kept = db.session.scalars(select(Login.secret_hash).order_by(Login.id)).all()
    assert kept == [crypto.hash_token(secret) for secret in secrets]
    assert len(set(secrets)) == 2


def test_an_unknown_account_gets_the_same_answer_in_the_same_time(client, alice, hashes):
    known = attempt(client, alice.email)
    spent = len(hashes)
    unknown = attempt(client, "nobody@example.org")

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert without_request(known) == without_request(unknown)
    assert (spent, len(hashes) - spent) == (1, 1)


def test_an_unknown_account_costs_the_same_statements(client, alice):
    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2].partition(" ")[0]))
    spent = []
    for email in (alice.email, "nobody@example.org"):
        counted.clear()
        attempt(client, email)
        spent.append(list(counted))

    assert spent[0] == spent[1]


@pytest.mark.parametrize("state", [{"password_hash": None}, {"disabled_at": MONDAY}])
def test_neither_invited_nor_closed_accounts_answer_differently(client, hashes, state):
    user = make.user("Carol Closed")
    make.changed(user, **state)
    expected = attempt(client, "nobody@example.org")
    spent = len(hashes)

    answer = attempt(client, user.email, make.PASSWORD)

    assert (answer.status_code, without_request(answer)) == (422, without_request(expected))
    assert (spent, len(hashes) - spent) == (1, 1)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_the_sixth_attempt_waits_whether_or_not_there_is_an_account(client, alice, hashes, email):
    with clock.at(MONDAY):
        assert [attempt(client, email).status_code for _each in range(5)] == [422] * 5
        answer = attempt(client, email, make.PASSWORD)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "15")
    assert "Try again in a minute." in answer.text
    assert len(hashes) == 5


def test_who_waited_signs_in_and_starts_anew(client, alice):
    with clock.at(MONDAY):
        for _each in range(5):
            attempt(client, alice.email)
    with clock.at(MONDAY + timedelta(seconds=15)):
        assert attempt(client, alice.email, make.PASSWORD).status_code == 303
        client.post("/logout")
        assert [attempt(client, alice.email).status_code for _each in range(5)] == [422] * 5


def test_guessing_many_accounts_from_one_address_is_slowed_too(client, app, alice):
    with clock.at(MONDAY):
        for number in range(30):
            assert attempt(client, f"guess{number}@example.org").status_code == 422
        assert attempt(client, "guess31@example.org").status_code == 429
        elsewhere = app.test_client()
        elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        assert attempt(elsewhere, alice.email, make.PASSWORD).status_code == 303


def test_ones_own_account_does_not_clear_the_address_for_guessing(client, alice):
    with clock.at(MONDAY):
        for number in range(29):
            attempt(client, f"guess{number}@example.org")
        assert attempt(client, alice.email, make.PASSWORD).status_code == 303
        client.post("/logout")
        attempt(client, "guess30@example.org")
        assert attempt(client, "guess31@example.org").status_code == 429


def test_an_old_hash_is_made_anew_when_its_owner_signs_in(client, alice):
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(make.PASSWORD)
    make.changed(alice, password_hash=weak)

    sign_in(client, alice)

    renewed = db.session.scalars(select(User.password_hash)).one()
    assert renewed != weak
    assert not crypto.needs_rehash(renewed)
    assert crypto.password_matches(renewed, make.PASSWORD)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/account/logins/?a=1", "/account/logins/?a=1"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"), ("/%09/evil.example", "/%09/evil.example"), ("/\t/evil.example", "/"), ("javascript:alert(1)", "/"),
        ("evil", "/"), ("", "/"),
        ("/\n/evil.example", "/"), ("http:/evil.example", "/"),
    ],
)  # fmt: skip
def test_next_never_leads_off_this_site(client, alice, wanted, led_to):
    answer = attempt(client, alice.email, make.PASSWORD, next=wanted)

    assert (answer.status_code, answer.location) == (303, led_to)


def test_a_page_for_people_leads_to_the_sign_in_and_back(client, alice):
    turned_away = client.get("/account/logins/?x=1")
    assert (turned_away.status_code, turned_away.location) == (303, "/login?next=/account/logins/?x%3D1")

    page = client.get(turned_away.location)
    assert '<input type="hidden" name="next" value="/account/logins/?x=1">' in page.text


def test_a_cookie_says_nothing_to_the_api_and_a_token_nothing_to_the_pages(app, client, alice):
    sign_in(client, alice)
    secret = actions.create_token(alice, by=alice, now=MONDAY)

    assert client.get("/account/").status_code == 200
    page = app.test_client().get("/account/", headers={"Authorization": f"Bearer {secret}"})
    assert page.status_code == 303
    with client.session_transaction() as session:
        cookie = session["_user_id"]
    with app.test_request_context("/account/", headers={"Authorization": f"Bearer {secret}"}) as context:
        assert (doors.user_of_browser(cookie), doors.user_of_program(context.request)) == (alice, None)
    with app.test_request_context("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}) as context:
        assert (doors.user_of_browser(cookie), doors.user_of_program(context.request)) == (None, alice)


def test_what_is_over_is_purged(app, alice):
    for age in (timedelta(0), timedelta(hours=13), timedelta(days=31)):
        actions.open_login(alice, agent="", address="", now=MONDAY - age)

    assert actions.purge_logins(MONDAY) == 2
    assert len(db.session.scalars(queries.live_logins(MONDAY)).all()) == 1
