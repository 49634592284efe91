"""Every page that stands for a calendar offers it in three ways: to subscribe to, as a link to copy, as a file."""

import pytest
from playwright.sync_api import expect

from conference.kernel.database import db
from tests import make
from tests.feeds.scene import congress

pytestmark = pytest.mark.slow
CONGRESS = "/calendar/events/congress"
PAGES = {
    "/events/": "/calendar/centre.ics",
    "/events/congress/": f"{CONGRESS}.ics",
    "/events/congress/schedule/": f"{CONGRESS}.ics",
    "/events/congress/schedule/?track=ethics": f"{CONGRESS}/tracks/ethics.ics",
    "/events/congress/schedule/?room=marquee": f"{CONGRESS}/rooms/marquee.ics",
    "/events/congress/sessions/ETHI/": f"{CONGRESS}/sessions/ETHI.ics",
    "/events/congress/speakers/ANN/": f"{CONGRESS}/speakers/ANN.ics",
}


@pytest.fixture
def scene(app):
    made = congress()
    db.session.rollback()
    return made


def offered(page, address):
    """Try the three ways that the page offers this calendar in."""
    feed = page.locator(".feed", has=page.locator(f"code:text-is('{address}')"))
    feed.evaluate("part => { const fold = part.closest('details'); if (fold) fold.open = true; }")
    assert feed.locator("a[href^='webcal:']").get_attribute("href") == address.replace("http://", "webcal://")

    feed.get_by_role("button").click()
    expect(page.locator("#live")).to_have_text("Copied")  # told to those who do not see the button
    assert feed.get_by_role("button").inner_text().startswith("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == address

    with page.expect_download() as loading:
        feed.locator("a[download]").click()
    assert loading.value.suggested_filename.endswith(".ics")
    assert loading.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_every_page_offers_its_calendar_in_three_ways(scene, open_page, server):
    page = open_page(locale="en", permissions=["clipboard-read", "clipboard-write"])
    for path, calendar in PAGES.items():
        page.goto(path)
        offered(page, server.url + calendar)


def test_a_private_link_is_offered_once_when_it_is_made(scene, open_page, server):
    page = open_page(locale="en", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/login")
    page.get_by_label("E-mail").fill(scene.centre.alice.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/account/feeds/")
    page.get_by_role("button", name="Make the link").first.click()

    address = page.locator(".feed code").inner_text()
    assert address.startswith(f"{server.url}/calendar/private/")
    offered(page, address)
    assert page.locator(".feed a[href*='calendar.google.com']").count() == 0  # somebody else's machine would keep the secret
    page.goto("/account/feeds/")
    assert page.locator(".feed").count() == 0
