"""The reader's own zone stands beside the event's from the first view on, and nobody's page is asked for again for nothing."""

import pytest
from playwright.sync_api import expect

from conference.kernel.database import db
from tests import make
from tests.feeds.scene import congress

TALK = "/events/congress/sessions/ETHI/"


@pytest.fixture
def scene(app):
    made = congress()
    db.session.rollback()
    return made


def visits(page):
    """The pages that are asked for, one after the other."""
    asked = []
    page.on("request", lambda request: asked.append(request.method) if request.is_navigation_request() else None)
    return asked


@pytest.mark.parametrize("path", [TALK, "/events/congress/schedule/", "/events/congress/schedule/?view=list"])
def test_a_reader_from_elsewhere_sees_their_own_time_at_once(scene, open_page, path):
    page = open_page(locale="en", timezone_id="Asia/Kolkata")
    asked = visits(page)

    page.goto(path)
    expect(page.locator("main .when-own, main [data-own-time]").first).to_be_attached()

    assert page.evaluate("document.documentElement.dataset.zone") in {"Asia/Kolkata", "Asia/Calcutta"}
    page.goto("/events/congress/")
    assert asked == ["GET", "GET", "GET"]  # twice the first page, once the second


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Berlin"])
def test_where_the_clocks_agree_the_page_is_asked_for_once(scene, open_page, zone):
    page = open_page(locale="en", timezone_id=zone)
    asked = visits(page)

    page.goto(TALK, wait_until="networkidle")

    assert (asked, page.locator(".when-own").count()) == (["GET"], 0)
    assert [each["value"] for each in page.context.cookies() if each["name"] == "zone"] == [zone]


def test_a_zone_that_was_asked_for_and_a_form_that_was_sent_stay_as_they_are(scene, context):
    page = context(locale="en", timezone_id="Asia/Tokyo").new_page()
    asked = visits(page)
    page.goto(f"{TALK}?tz=America/Sao_Paulo", wait_until="networkidle")
    assert (asked, "in Sao Paulo" in page.locator("main").inner_text()) == (["GET"], True)

    page.context.clear_cookies(name="zone")
    page.goto("/login")
    page.get_by_label("E-mail").fill(make.user("Eve Else").email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.context.clear_cookies(name="zone")
    asked.clear()
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("networkidle")
    assert asked == ["POST"]


def test_a_reader_whose_browser_keeps_nothing_is_not_sent_round_in_circles(scene, open_page):
    page = open_page(locale="en", timezone_id="Asia/Tokyo")
    page.add_init_script("Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} })")
    asked = visits(page)

    page.goto(TALK, wait_until="networkidle")

    assert (asked, page.locator("h1").is_visible()) == (["GET"], True)
