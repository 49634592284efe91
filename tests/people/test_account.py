"""One's own account: profile, password, tokens, and the question before dangerous acts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.kernel import clock, crypto
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.objection import Refused
from conference.people import actions, queries
from conference.people.models import ApiToken, User
from tests import make
from tests.make import MONDAY, PASSWORD, sign_in

PROFILE = {"given_name": "Алиса", "family_name": "", "country": "JP", "language": "fr", "timezone": "Asia/Tokyo"}
NEW = "thunder lamp river 17"


def test_the_profile_is_kept_and_the_pages_speak_its_language(browser, alice):
    answer = browser.post("/account/", data=PROFILE)

    user = db.session.get(User, alice.id)
    person = user.person
    assert (answer.status_code, answer.location) == (303, "/account/?lang=fr")
    assert (person.given_name, person.family_name, person.country, user.locale, user.timezone) == ("Алиса", "", "JP", "fr", "Asia/Tokyo")
    assert '<html lang="fr"' in browser.get(answer.location).text
    change = db.session.scalars(select(Change)).one()
    assert (change.action, change.actor) == ("profile_changed", alice.actor)
    assert change.before == {"given_name": "Alice", "family_name": "Martin", "country": None, "language": "en", "timezone": None}


def test_saving_what_is_there_already_is_no_change(browser, alice):
    for _each in range(2):
        browser.post("/account/", data=PROFILE)

    assert len(db.session.scalars(select(Change)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "Mars/Olympus"), ("language", "xx"), ("country", "XX"), ("given_name", ""), ("given_name", "x" * 121)]
)
def test_what_does_not_fit_is_told_and_not_kept(browser, alice, field, value):
    answer = browser.post("/account/", data=PROFILE | {field: value})

    assert answer.status_code == 422
    assert db.session.get(User, alice.id).person.given_name == "Alice"


def test_changing_the_password_signs_every_other_browser_out(app, browser, alice):
    other = sign_in(app.test_client(), alice)

    answer = browser.post("/account/password/", data={"current": PASSWORD, "password": NEW})

    assert (answer.status_code, answer.location) == (303, "/account/logins/")
    assert [each.get("/account/").status_code for each in (browser, other)] == [200, 303]
    assert crypto.password_matches(db.session.get(User, alice.id).password_hash, NEW)


@pytest.mark.parametrize(("current", "password"), [("not my password", NEW), (PASSWORD, "password1234"), (PASSWORD, "short"), (PASSWORD, "x" * 1001)])
def test_a_wrong_or_weak_password_changes_nothing(browser, alice, current, password):
    assert browser.post("/account/password/", data={"current": current, "password": password}).status_code == 422
    assert crypto.password_matches(db.session.get(User, alice.id).password_hash, PASSWORD)


def test_guessing_the_present_password_in_an_open_browser_is_slowed(browser):
    answers = [browser.post("/account/password/", data={"current": "a guess", "password": NEW}).status_code for _each in range(6)]

    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize("path", ["/account/email/", "/account/two-factor/", "/account/data/download"])
def test_dangerous_pages_ask_for_the_password_again(browser, path):
    with clock.at(MONDAY + timedelta(minutes=16)):
        answer = browser.get(path)

    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/account/confirmation/")


@pytest.mark.parametrize(
    "path", ["/account/tokens/", "/account/erasure", "/account/two-factor/codes", "/account/two-factor/removal", "/account/email/"]
)
def test_dangerous_acts_do_nothing_before_the_password_is_given_again(browser, alice, path):
    with clock.at(MONDAY + timedelta(minutes=16)):
        answer = browser.post(path, data={"name": "x", "email": "new@example.org"})

    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/account/confirmation/")
    assert db.session.scalars(select(ApiToken)).all() == []
    assert db.session.get(User, alice.id).person.erased_at is None


def test_a_token_is_shown_once_and_only_its_hash_is_kept(browser, alice, both_engines):
    page = browser.post("/account/tokens/", data={"name": "Room display", "scopes": ["read", "bookings:write"]})

    token = db.session.scalars(select(ApiToken)).one()
    secret = page.text.partition('data-copy="')[2][:32]
    assert page.status_code == 201
    assert (token.name, token.scopes, token.secret_hash) == ("Room display", ["bookings:write", "read"], crypto.hash_token(secret))
    later = browser.get("/account/tokens/").text
    assert "Room display" in later
    assert secret not in later


def test_a_withdrawn_token_opens_nothing(browser, alice):
    secret = actions.create_token(alice, by=alice, now=MONDAY)
    assert queries.token_by_secret(secret, MONDAY).user == alice
    uid = db.session.scalars(select(ApiToken.uid)).one()

    browser.post(f"/account/tokens/{uid}/withdrawal")

    assert queries.token_by_secret(secret, MONDAY) is None


def test_a_token_ends_with_its_day_in_its_owners_zone(browser, alice):
    make.changed(alice, timezone="Pacific/Auckland")
    browser.post("/account/tokens/", data={"name": "x", "expires_on": "2027-03-05"})

    assert db.session.scalars(select(ApiToken.expires_at)).one().isoformat() == "2027-03-05T11:00:00+00:00"


def test_an_expired_token_and_one_of_a_closed_account_open_nothing(alice):
    ends = MONDAY + timedelta(days=1)
    secret = actions.create_token(alice, by=alice, now=MONDAY, expires_at=ends)

    assert queries.token_by_secret(secret, ends - timedelta(seconds=1)) is not None
    assert queries.token_by_secret(secret, ends) is None
    make.changed(alice, disabled_at=MONDAY)
    assert queries.token_by_secret(secret, MONDAY) is None


def test_nobody_withdraws_somebody_elses_token(app, alice, monday):
    bob = make.user("Bob Durand")
    actions.create_token(alice, by=alice, now=MONDAY)
    uid = db.session.scalars(select(ApiToken.uid)).one()

    assert sign_in(app.test_client(), bob).post(f"/account/tokens/{uid}/withdrawal").status_code == 404
    assert db.session.scalars(select(ApiToken.revoked_at)).one() is None


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"scopes": ["everything"]}, ["scope-unknown"]),
        ({"expires_at": MONDAY}, ["expiry-past"]),
        ({"scopes": ["x"], "expires_at": MONDAY}, ["scope-unknown", "expiry-past"]),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(alice, facts, codes):
    with pytest.raises(Refused) as refused:
        actions.create_token(alice, by=alice, now=MONDAY, **facts)

    assert refused.value.codes == codes


def test_there_is_an_end_to_tokens(alice):
    for _each in range(50):
        actions.create_token(alice, by=alice, now=MONDAY)

    with pytest.raises(Refused) as refused:
        actions.create_token(alice, by=alice, now=MONDAY)
    assert refused.value.codes == ["too-many-tokens"]
