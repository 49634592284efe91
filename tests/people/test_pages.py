"""Every page of accounts in both languages: it comes out, with one heading, and every form on it has its label."""

import re

import pytest

from conference.people import actions
from tests import make
from tests.make import MONDAY

PAGES = [
    "/account/", "/account/password/", "/account/email/", "/account/confirmation/", "/account/logins/", "/account/tokens/",
    "/account/two-factor/", "/account/data/",
    "/manage/centre/people/", "/manage/centre/people/invitation", "/manage/centre/organisations/",
    "/manage/centre/organisations/new", "/manage/centre/organisations/institute/",
    "/manage/centre/history/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_people(office, ada, path, language):
    make.organisation()
    actions.create_token(ada, name="Display", scopes=["read"], by=ada, now=MONDAY)

    answer = office.get(path, query_string={"lang": language})

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert f'<html lang="{language}"' in answer.text
    assert_labelled(answer.text)


@pytest.mark.parametrize("path", ["/login", "/password-reset/"])
def test_a_page_for_strangers(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert_labelled(answer.text)


def assert_labelled(page):
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*(?:type="hidden"| hidden))[^>]* id="([^"]+)"', page)
    assert [name for name in fields if f'for="{name}"' not in page] == []


def test_the_person_page_shows_roles_and_history(office, ada, alice):
    actions.grant_role(alice, make.Role.DOOR, organisation=None, by=ada, now=MONDAY)

    page = office.get(f"/manage/centre/people/{alice.uid}/").text

    assert "door staff, the whole centre" in page
    assert "role given" in page


def test_organisers_are_told_that_people_are_not_theirs(browser):
    make.organisation()

    assert [browser.get(path).status_code for path in PAGES[8:]] == [403, 403, 403, 403, 404, 403]


def test_a_closed_door_tells_nothing_of_what_is_behind(browser, ada):
    assert browser.get(f"/manage/centre/people/{ada.uid}/").status_code == browser.get("/manage/centre/people/nobody/").status_code == 404
