"""On a phone a page begins with what it is about: its filters wait behind a button, and no view is offered that it cannot show."""

import pytest
from playwright.sync_api import expect

from conference.kernel.database import db
from tests.feeds.scene import congress

SCHEDULE = "/events/congress/schedule/"


@pytest.fixture
def scene(app):
    made = congress()
    db.session.rollback()
    return made


def test_the_schedules_filters_wait_behind_a_button_and_are_open_when_one_is_set(scene, open_page):
    page = open_page(width=375, locale="en")
    page.goto(SCHEDULE)
    expect(page.locator("#q")).to_be_hidden()
    page.get_by_text("Find sessions").click()
    expect(page.locator("#q")).to_be_visible()

    page.goto(f"{SCHEDULE}?room=marquee")
    expect(page.locator("#room")).to_be_visible()


def test_a_wide_screen_shows_them_without_a_button(scene, open_page):
    page = open_page(width=1280, locale="en")
    page.goto(SCHEDULE)
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator(".narrow-fold > summary")).to_be_hidden()
