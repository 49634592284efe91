"""Everything by keyboard alone, and a focus that is never lost: booking, registering, keeping a session, opening menus, searching."""

import re

import pytest
from playwright.sync_api import Page, expect

from conference.booking.models import Booking
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.span import wall_span
from conference.kernel.words import Words
from conference.programme.actions import add_session, publish_timetable
from conference.registration.models import Registration
from tests import make

pytestmark = pytest.mark.slow
FOCUSED = """() => { const it = document.activeElement; const named = it.getAttribute('aria-label')
  || (it.labels && it.labels[0] && it.labels[0].innerText) || it.innerText || it.value || ''; return [it.tagName, named.replace(/\\s+/g, ' ').trim()]; }"""


@pytest.fixture
def centre(app):
    place = make.centre()
    soon = clock.now().date().replace(day=15)
    place.day = soon.replace(year=soon.year + 1)
    event = make.event("congress", place.institute, starts_on=place.day, ends_on=place.day, registration_open=True)
    nine = wall_span(place.day, make.time(9), make.time(10), make.PARIS)
    add_session(event, title=Words({"en": "The keynote"}), span=nine, by=place.alice, now=clock.now())
    publish_timetable(event, by=place.alice, now=clock.now())
    db.session.rollback()
    return place


def tab_to(page: Page, name: str, *, key: str = "Tab", at_most: int = 100) -> None:
    """Press Tab until what has this name has the focus, as somebody without a mouse does; its ring must be seen."""
    seen = []
    for _turn in range(at_most):
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
        if re.match(rf"{name}\b", seen[-1][1]):
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none", f"no ring around {name}"
            return
    raise AssertionError(f"the keyboard does not reach {name!r}: {seen}")


def sign_in(page: Page, account) -> None:
    page.goto("/login")
    tab_to(page, "E-mail address")
    page.keyboard.type(account.email)
    tab_to(page, "Password")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def test_the_first_tab_leads_past_the_signs_to_the_content(centre, page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == ["A", "Skip to the content"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.getElementById('main').contains(document.activeElement)")


def test_a_room_is_searched_and_booked_and_the_focus_stays_where_one_was(centre, page):
    sign_in(page, centre.alice)
    page.goto(f"/rooms/?date={centre.day}&from=09:00&to=11:00")
    tab_to(page, "People")
    page.keyboard.type("20")
    tab_to(page, "Show free rooms")
    page.evaluate("() => { window.same = true; }")
    page.keyboard.press("Enter")
    page.wait_for_url("**people=20**")
    expect(page.locator("#live")).to_have_text(re.compile(r"\d rooms are free"))
    assert page.evaluate("() => window.same"), "only a part of the page was replaced"
    assert page.evaluate(FOCUSED)[1] == "Show free rooms"
    tab_to(page, "Book Seminar 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/new**")
    tab_to(page, "Title")
    page.keyboard.type("Journal club")
    tab_to(page, "Book Seminar 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Journal club")
    expect(page.locator("#live")).to_have_text("Booked.")
    db.session.rollback()
    assert db.session.scalars(db.select(Booking.title)).all() == ["Journal club"]


def test_menus_open_and_close_and_give_the_focus_back(centre, page):
    sign_in(page, centre.vera)
    tab_to(page, "Manage")
    page.keyboard.press("Enter")
    tab_to(page, "Rooms", at_most=3)
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == ["SUMMARY", "Manage"]
    assert page.locator("details.drop[open]").count() == 0


def test_somebody_registers(centre, context):
    page = context(locale="en-GB", timezone_id="Europe/London", width=360).new_page()
    page.goto("/events/congress/")
    tab_to(page, "Register")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/")
    tab_to(page, "Given name")
    page.keyboard.press("Enter")  # too early: the summary of what is missing takes the focus, and leads to the fields
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "Given name", at_most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.name") == "given_name"
    page.keyboard.type("Ada")
    tab_to(page, "E-mail address")
    page.keyboard.type("ada@example.net")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registrations/**")
    db.session.rollback()
    assert db.session.scalars(db.select(Registration.given_name)).all() == ["Ada"]


def test_a_session_is_kept_with_its_star(centre, page):
    page.goto("/events/congress/schedule/?view=list")
    star = page.locator(".slot [aria-pressed]").first
    name = star.evaluate("it => (it.getAttribute('aria-label') || it.innerText).trim()")
    tab_to(page, re.escape(name))
    page.keyboard.press("Space")
    assert star.get_attribute("aria-pressed") == "true"
    assert star.evaluate("it => it === document.activeElement")


def test_mistakes_are_summed_up_in_the_pages_language_and_half_a_date_is_not_lost(centre, context):
    page = context(locale="en", java_script_enabled=True).new_page()
    sign_in(page, centre.alice)
    page.goto(f"/bookings/new?room=hall-a&day={centre.day}&starts=09:00&ends=11:00&lang=fr")
    page.get_by_role("button", name="Réserver").first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#title")
    page.locator("#day").focus()
    page.keyboard.press("Backspace")
    page.locator("#title").fill("Club")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "day"


def test_what_fails_while_a_part_is_fetched_is_said(centre, context):
    page = context(locale="en").new_page()
    page.goto("/rooms/")
    page.route("**/rooms/?**", lambda route: route.abort())
    tab_to(page, "Show free rooms")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The centre did not answer")
    assert page.evaluate(FOCUSED)[1] == "Show free rooms"
