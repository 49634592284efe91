"""A new password and the tokens for programs: who is asked, what is chosen beforehand, what becomes of them."""

import re

import pytest

from conference.kernel.history import history_of
from conference.people import actions
from tests.make import MONDAY, PASSWORD, db
from tests.people.test_links import NEW, reset_path

CHANGE = "/account/password/"


@pytest.fixture
def token(alice):
    return actions.create_token(alice, name="import", by=alice, now=MONDAY)


def goes_on(client, token):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def box(page):
    """Whether the box is there, and ticked."""
    found = re.search(r'<input[^>]*name="tokens_too"[^>]*>', page)
    return (found is not None, found is not None and "checked" in found.group())


def test_whoever_changes_their_password_may_withdraw_their_tokens_with_it(browser, alice, token):
    assert box(browser.get(CHANGE).text) == (True, False)  # one's own choice, one's own programs: they go on unless told otherwise
    browser.post(CHANGE, data={"current": PASSWORD, "password": NEW})
    assert goes_on(browser, token)

    browser.post(CHANGE, data={"current": NEW, "password": PASSWORD + " again", "tokens_too": "y"})
    assert not goes_on(browser, token)
    assert [each.action for each in db.session.scalars(history_of(alice.actor))].count("token_withdrawn") == 1


def test_by_a_link_from_a_letter_they_go_unless_one_says_otherwise(client, alice, token, letters, monday):
    path = reset_path(client, letters)
    assert box(client.get(path).text) == (True, True)
    client.post(path, data={"password": NEW})
    assert goes_on(client, token)

    client.post(reset_path(client, letters), data={"password": PASSWORD + " again", "tokens_too": "y"})
    assert not goes_on(client, token)


def test_a_refused_password_withdraws_nothing(browser, token):
    browser.post(CHANGE, data={"current": "not it", "password": NEW, "tokens_too": "y"})
    browser.post(CHANGE, data={"current": PASSWORD, "password": "short", "tokens_too": "y"})

    assert goes_on(browser, token)


def test_whoever_has_no_token_is_not_asked(browser, alice, client, letters):
    withdrawn = actions.create_token(alice, name="old", by=alice, now=MONDAY)
    assert actions.revoke_tokens(alice, by=alice, now=MONDAY) == 1

    assert not goes_on(browser, withdrawn)
    assert (box(browser.get(CHANGE).text), box(client.get(reset_path(client, letters)).text)) == ((False, False), (False, False))


def test_the_list_of_browsers_says_what_signing_out_leaves(browser):
    page = browser.get("/account/logins/").text

    assert "Programs with a token and calendars with a private address go on" in page
