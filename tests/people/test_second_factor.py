"""The second step: turned on, asked for, never taken twice, with a way in when the phone is lost."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.kernel import clock, crypto
from conference.kernel.database import db
from conference.people import actions, totp
from conference.people.models import User
from tests import make
from tests.make import MONDAY, PASSWORD, sign_in

A_STEP = timedelta(seconds=30)


def code_at(user, at):
    secret = crypto.unseal(db.session.get(User, user.id).totp_sealed)
    return totp.code(totp.base64.b32decode(secret), totp.step_of(at))


@pytest.fixture
def codes(alice, monday):
    """Alice's recovery codes; her second step is on since a minute before Monday."""
    earlier = MONDAY - timedelta(minutes=1)
    actions.begin_second_factor(alice)
    return actions.confirm_second_factor(alice, code_at(alice, earlier), by=alice, now=earlier)


@pytest.fixture
def half_in(client, alice, codes):
    """A browser after the right password."""
    answer = client.post("/login", data={"email": alice.email, "password": PASSWORD, "next": "/account/data/"})
    assert (answer.status_code, answer.location) == (303, "/login/code?next=/account/data/")
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


def give(client, code, **more):
    return client.post("/login/code", data={"code": code, **more})


def test_turning_it_on_by_the_page(browser, alice, both_engines):
    page = browser.get("/account/two-factor/").text
    secret = re.search(r"data-secret>([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in page
    assert secret not in (db.session.get(User, alice.id).totp_sealed or "")  # sealed at rest

    wrong = browser.post("/account/two-factor/", data={"code": "000000"})
    right = browser.post("/account/two-factor/", data={"code": totp.code(totp.base64.b32decode(secret), totp.step_of(MONDAY))})

    assert (wrong.status_code, right.status_code) == (422, 200)
    shown = re.findall(r"<code dir=\"ltr\">([a-z2-7-]{19})</code>", right.text)
    kept = db.session.get(User, alice.id).recovery_hashes
    assert len(set(shown)) == 10
    assert kept == [crypto.hash_token(code.replace("-", "")) for code in shown]


def test_the_password_alone_does_not_let_in(half_in):
    assert not is_in(half_in)


def test_the_code_lets_in_and_leads_on(half_in, alice):
    answer = give(half_in, code_at(alice, MONDAY), next="/account/data/")

    assert (answer.status_code, answer.location) == (303, "/account/data/")
    assert is_in(half_in)


def test_the_same_code_is_never_taken_twice(app, half_in, alice):
    code = code_at(alice, MONDAY)
    give(half_in, code)
    other = app.test_client()
    other.post("/login", data={"email": alice.email, "password": PASSWORD})

    assert give(other, code).status_code == 422
    with clock.at(MONDAY + A_STEP):
        assert give(other, code).status_code == 422  # still within the skew, already used
        assert give(other, code_at(alice, MONDAY + A_STEP)).status_code == 303


def test_a_code_older_than_the_last_one_is_not_taken(half_in, alice):
    make.changed(alice, totp_last_step=totp.step_of(MONDAY))

    assert give(half_in, code_at(alice, MONDAY - A_STEP)).status_code == 422


def test_a_recovery_code_lets_in_once(app, half_in, alice, codes, both_engines):
    assert give(half_in, codes[3].upper()).status_code == 303
    other = app.test_client()
    other.post("/login", data={"email": alice.email, "password": PASSWORD})

    assert give(other, codes[3]).status_code == 422
    assert give(other, codes[4]).status_code == 303
    assert len(db.session.get(User, alice.id).recovery_hashes) == 8


def test_guessing_codes_is_slowed(half_in, alice):
    assert [give(half_in, f"00000{number}").status_code for number in range(6)] == [422] * 5 + [429]
    assert give(half_in, code_at(alice, MONDAY)).status_code == 429


def test_asking_for_the_password_again_does_not_give_more_guesses(client, half_in, alice):
    for number in range(5):
        give(half_in, f"00000{number}")
    client.post("/login", data={"email": alice.email, "password": PASSWORD})

    assert give(client, "000009").status_code == 429


def test_the_code_must_follow_within_five_minutes(half_in, alice):
    later = MONDAY + timedelta(minutes=5, seconds=1)
    with clock.at(later):
        answer = give(half_in, code_at(alice, later))

    assert (answer.status_code, answer.location) == (303, "/login")
    assert not is_in(half_in)


def test_a_code_is_worth_nothing_without_the_password(client, alice, codes):
    assert give(client, code_at(alice, MONDAY)).location == "/login"


def test_a_changed_password_ends_the_wait_for_a_code(half_in, alice):
    actions.change_password(alice, password="thunder lamp river 17", keep=None, by=alice, now=MONDAY)

    assert give(half_in, code_at(alice, MONDAY)).location == "/login"


def test_a_new_password_by_letter_does_not_go_round_the_second_step(client, alice, codes):
    secret = actions.links.transaction(actions.links.make_link)(alice, actions.links.LinkPurpose.PASSWORD_RESET, now=MONDAY)
    client.post(f"/password-reset/{secret}", data={"password": "thunder lamp river 17"})

    assert client.post("/login", data={"email": alice.email, "password": "thunder lamp river 17"}).location == "/login/code"


def test_new_recovery_codes_make_the_old_ones_useless(app, half_in, alice, codes):
    give(half_in, code_at(alice, MONDAY))
    page = half_in.post("/account/two-factor/codes").text
    fresh = re.findall(r"<code dir=\"ltr\">([a-z2-7-]{19})</code>", page)
    other = app.test_client()
    other.post("/login", data={"email": alice.email, "password": PASSWORD})

    assert give(other, codes[0]).status_code == 422
    assert give(other, fresh[0]).status_code == 303


def test_turning_it_off(half_in, alice, app):
    give(half_in, code_at(alice, MONDAY))
    half_in.post("/account/two-factor/removal")

    assert is_in(sign_in(app.test_client(), alice))
    user = db.session.scalars(select(User)).one()
    assert (user.totp_sealed, user.totp_confirmed_at, user.totp_last_step, user.recovery_hashes) == (None, None, None, [])


def test_a_secret_sealed_with_an_older_key_still_opens(app, half_in, alice):
    app.config["SECRET_KEY_FALLBACKS"], app.config["SECRET_KEY"] = [app.config["SECRET_KEY"]], "a newer secret, long enough to be taken"

    assert len(code_at(alice, MONDAY)) == 6


def test_signing_in_seals_the_secret_with_the_newest_key(app, half_in, alice):
    old, newer = app.config["SECRET_KEY"], "a newer secret, long enough to be taken"
    app.config["SECRET_KEY_FALLBACKS"], app.config["SECRET_KEY"] = [old], newer
    actions.take_second_factor(alice, code_at(alice, MONDAY), now=MONDAY)
    app.config["SECRET_KEY_FALLBACKS"] = []

    assert len(code_at(alice, MONDAY)) == 6


def test_when_the_key_is_gone_recovery_codes_still_let_in(app, alice, codes):
    app.config["SECRET_KEY"] = "another secret, and the old one forgotten"

    assert not actions.take_second_factor(alice, "000000", now=MONDAY)
    assert actions.take_second_factor(alice, codes[0], now=MONDAY)


def test_dangerous_acts_ask_again_after_a_quarter_of_an_hour(half_in, alice):
    give(half_in, code_at(alice, MONDAY))
    later = MONDAY + timedelta(minutes=15, seconds=1)
    with clock.at(later):
        turned = half_in.get("/account/two-factor/")
        assert (turned.status_code, turned.location) == (303, "/account/confirmation/?next=/account/two-factor/")
        assert half_in.post("/account/confirmation/", data={"password": PASSWORD}).status_code == 422
        assert half_in.post("/account/confirmation/", data={"password": "wrong password", "code": "1"}).status_code == 422
        answer = half_in.post("/account/confirmation/", data={"password": PASSWORD, "code": code_at(alice, later), "next": "/account/two-factor/"})
        assert (answer.status_code, answer.location) == (303, "/account/two-factor/")
        assert half_in.get("/account/two-factor/").status_code == 200
