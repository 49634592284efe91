"""A search whose answer comes in place: the page around it follows, and the way back leads to a page that works."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.make import db


@pytest.fixture
def found(app, page):
    """The list of rooms, narrowed in place to those for ten people."""
    make.centre()
    db.session.rollback()
    page.goto("/rooms/?date=2030-03-04&from=09:00&to=11:00")
    page.fill("[name=people]", "10")
    page.locator("main form.filters [type=submit]").click()
    page.wait_for_url("**people=10**")
    return page


def test_the_other_language_is_asked_for_what_was_found(found):
    link = found.locator(".nav-wide a[hreflang=fr]")
    expect(link).to_have_attribute("href", re.compile(r"people=10\b.*&lang=fr$"))
    link.click()
    expect(found.locator("html")).to_have_attribute("lang", "fr")
    expect(found.locator("[name=people]")).to_have_value("10")


def test_the_way_back_leads_to_a_page_that_works(found):
    found.go_back()
    found.wait_for_url(lambda url: "people=10" not in url)
    expect(found.locator("[name=people]")).to_have_value("")
    switch = found.locator(".nav-wide [data-theme-switch]")
    expect(switch).to_be_visible()
    before = found.evaluate("document.documentElement.dataset.theme")
    switch.click()
    assert found.evaluate("document.documentElement.dataset.theme") != before
