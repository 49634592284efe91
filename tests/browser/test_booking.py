"""The road of a booking in a real browser: found, booked, refused to another with what is free instead, dragged elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from conference.booking.models import Booking
from conference.kernel.database import db
from tests import make
from tests.make import PARIS, PASSWORD

TOMORROW = datetime.now(UTC).date() + timedelta(days=2)


@pytest.fixture
def centre(app):
    made = make.centre()
    db.session.rollback()
    return made


def signed_in(page: Page, email: str) -> Page:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form:has(input[type=password]) [type=submit]").click()
    page.wait_for_load_state()
    return page


def find(page: Page, day: date, start: str, end: str, people: int) -> None:
    page.goto(f"/rooms/?date={day}&from={start}&to={end}&people={people}")


def bookings() -> list[Booking]:
    db.session.rollback()
    return list(db.session.scalars(select(Booking).order_by(Booking.id)))


def test_from_the_search_to_the_diary_and_the_refusal_of_the_second(open_page, context, centre):
    alice = signed_in(open_page(locale="en", timezone_id="Europe/Paris"), "alice@example.org")
    find(alice, TOMORROW, "10:00", "12:00", 25)
    alice.get_by_role("link", name="Book Seminar 1").click()
    alice.get_by_role("textbox", name="Title", exact=True).fill("Journal club")
    alice.get_by_role("button", name="Book Seminar 1").click()
    expect(alice.get_by_role("heading", level=1)).to_have_text("Journal club")

    # the refusal is a 409, which a browser calls an error in its console: a page that is not listened to
    bob = signed_in(context(locale="en", timezone_id="Europe/Paris", java_script_enabled=False).new_page(), "bob@example.org")
    bob.goto(f"/bookings/new?room=seminar-1&day={TOMORROW}&starts=11:00&ends=13:00&attendance=20")
    bob.get_by_role("textbox", name="Title", exact=True).fill("Ward round")
    bob.get_by_role("button", name="Book Seminar 1").click()
    expect(bob.get_by_text("Seminar 1 is taken at that time.").first).to_be_visible()
    assert "Journal club" not in bob.content()
    instead = bob.locator(".alternatives a")
    expect(instead).to_have_count(3)
    instead.nth(1).click()
    expect(bob.get_by_role("textbox", name="Title", exact=True)).to_have_value("Ward round")
    bob.get_by_role("button", name="Book Hall a").click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("Ward round")

    assert [(each.title, each.room.slug) for each in bookings()] == [("Journal club", "seminar-1"), ("Ward round", "hall-a")]


def test_a_bar_of_the_real_diary_is_dragged_to_another_hour_and_back(open_page, centre):
    page = signed_in(open_page(locale="en", timezone_id="America/Los_Angeles"), "alice@example.org")
    page.goto(f"/bookings/new?room=seminar-1&day={TOMORROW}&starts=10:00&ends=12:00")
    page.get_by_role("textbox", name="Title", exact=True).fill("Journal club")
    page.get_by_role("button", name="Book Seminar 1").click()
    page.goto(f"/diary/?date={TOMORROW}")
    bar = page.locator(".bar-link")
    bar.wait_for()
    width = page.evaluate("parseInt(getComputedStyle(document.querySelector('.ec-main')).getPropertyValue('--ec-slot-width'))")
    box = bar.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 15
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + width, y, steps=4)
    page.mouse.move(x + 2 * width, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("Journal club is now in Seminar 1, 11:00–13:00.")).to_be_visible()
    assert [each.span for each in bookings()[0].occurrences] == [make.span(str(TOMORROW), "11:00", "13:00")]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Journal club is now in Seminar 1, 10:00–12:00.")).to_be_visible()
    assert [each.span for each in bookings()[0].occurrences] == [make.span(str(TOMORROW), "10:00", "12:00")]


def test_a_drag_onto_a_taken_hour_says_why_and_goes_back(context, centre):
    page = signed_in(context(locale="en", timezone_id=PARIS).new_page(), "alice@example.org")
    for start, end, title in (("10:00", "11:00", "First"), ("11:00", "12:00", "Second")):
        page.goto(f"/bookings/new?room=seminar-1&day={TOMORROW}&starts={start}&ends={end}")
        page.get_by_role("textbox", name="Title", exact=True).fill(title)
        page.get_by_role("button", name="Book Seminar 1").click()
    page.goto(f"/diary/?date={TOMORROW}")
    first = page.get_by_role("link", name="First").first
    first.wait_for()
    width = page.evaluate("parseInt(getComputedStyle(document.querySelector('.ec-main')).getPropertyValue('--ec-slot-width'))")
    box = first.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + width, box["y"] + 15, steps=6)
    page.mouse.up()
    expect(page.get_by_text("Seminar 1 is taken at that time.").first).to_be_visible()
    assert [each.occurrences[0].span for each in bookings()] == [make.span(str(TOMORROW), *each) for each in (("10:00", "11:00"), ("11:00", "12:00"))]
