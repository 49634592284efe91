"""The road of a booking in a real browser: found, booked, refused to another with what is free instead, dragged elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from conference.booking.actions import book_room
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


def booked(centre, *wishes: tuple[str, str, str], by="alice") -> None:
    """Seminar 1 on that day, for these (from, until, title)."""
    whose = {"alice": (centre.alice, centre.institute), "bob": (centre.bob, centre.hospital)}[by]
    for start, end, title in wishes:
        span = make.span(str(TOMORROW), start, end)
        book_room(room=centre.seminar, span=span, title=title, by=whose[0], organisation=whose[1], now=datetime.now(UTC))
    db.session.commit()


def diary(page: Page) -> Page:
    page.goto(f"/diary/?date={TOMORROW}")
    page.locator("[data-bar]").first.wait_for()
    return page


def slot(page: Page) -> int:
    """How wide half an hour is."""
    return page.evaluate("parseInt(getComputedStyle(document.querySelector('.ec-main')).getPropertyValue('--ec-slot-width'))")


def drag(page: Page, x: float, y: float, across: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y, steps=4)
    page.mouse.move(x + across, y, steps=4)
    page.mouse.up()


def spans() -> list:
    return [each.occurrences[0].span for each in bookings()]


def test_a_drag_onto_a_taken_hour_says_why_goes_back_and_offers_what_is_free(context, centre):
    booked(centre, ("10:00", "11:00", "First"), ("11:00", "12:00", "Second"))
    page = diary(signed_in(context(locale="en", timezone_id=PARIS).new_page(), "alice@example.org"))
    box = page.get_by_role("link", name="First").first.bounding_box()
    drag(page, box["x"] + 20, box["y"] + 15, slot(page))
    note = page.locator("[data-diary-note]")
    expect(note.get_by_text("Seminar 1 is taken at that time.")).to_have_count(1)
    assert spans() == [make.span(str(TOMORROW), *each) for each in (("10:00", "11:00"), ("11:00", "12:00"))]

    expect(note.get_by_role("button")).to_have_count(3)
    offered = note.get_by_role("button").first.inner_text()
    note.get_by_role("button").first.click()
    expect(note.get_by_text("First is now in")).to_be_visible()
    moved = bookings()[0]
    assert (moved.room.slug, spans()[0] != make.span(str(TOMORROW), "10:00", "11:00")) == ("seminar-1", True), offered
    note.get_by_role("button", name="Undo").click()
    expect(note.get_by_text("First is now in Seminar 1, 10:00–11:00.")).to_be_visible()


def test_the_end_of_a_bar_is_drawn_out(open_page, centre):
    booked(centre, ("10:00", "12:00", "Journal club"))
    page = diary(signed_in(open_page(locale="en", timezone_id="Asia/Tokyo"), "alice@example.org"))
    bar = page.locator("[data-bar]")
    bar.hover()
    edge = page.locator(".ec-event .ec-resizer:not(.ec-start)").bounding_box()
    drag(page, edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2, slot(page))
    expect(page.get_by_text("Journal club is now in Seminar 1, 10:00–12:30.")).to_be_visible()
    assert spans() == [make.span(str(TOMORROW), "10:00", "12:30")]


def test_the_keyboard_moves_and_stretches_a_bar_and_keeps_the_focus(open_page, centre):
    booked(centre, ("10:00", "12:00", "Journal club"))
    page = diary(signed_in(open_page(locale="en", timezone_id="America/Los_Angeles"), "alice@example.org"))
    page.locator("[data-bar]").focus()
    for key, told in (
        ("Shift+ArrowRight", "in Seminar 1, 10:15–12:15."), ("+", "in Seminar 1, 10:15–12:30."), ("-", "in Seminar 1, 10:15–12:15."),
        ("Shift+ArrowUp", "in Auditorium, 10:15–12:15."), ("Shift+ArrowDown", "in Seminar 1, 10:15–12:15."),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(page.get_by_text(f"Journal club is now {told}")).to_be_visible()
        expect(page.locator("[data-bar]:focus").first).to_be_visible()
    assert spans() == [make.span(str(TOMORROW), "10:15", "12:15")]


def test_what_others_booked_says_that_it_is_taken_and_no_more(open_page, centre):
    booked(centre, ("10:00", "12:00", "Ward round"), by="bob")
    page = diary(signed_in(open_page(locale="en", timezone_id=PARIS), "alice@example.org"))
    bar = page.locator("[data-bar]")
    assert (bar.inner_text().split("\n")[0].strip(), bar.evaluate("each => each.tagName")) == ("Private booking", "DIV")
    expect(bar.get_by_text("confirmed")).to_be_visible()
    assert "Ward round" not in page.content()


def test_an_empty_cell_is_a_link_that_says_what_it_does(open_page, centre):
    booked(centre, ("10:00", "12:00", "Journal club"))
    page = diary(signed_in(open_page(locale="en", timezone_id=PARIS), "alice@example.org"))
    cell = page.locator("[data-diary]").get_by_role("link", name="Book Seminar 1, 12:00–22:00")
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/new?**")
    assert (page.locator("#starts").input_value(), page.locator("#ends").input_value()) == ("12:00", "22:00")


def test_on_a_phone_the_next_day_is_a_swipe_away_and_one_room_can_be_looked_at(context, centre):
    booked(centre, ("10:00", "12:00", "Journal club"))
    page = signed_in(context(locale="en", timezone_id=PARIS, width=360, has_touch=True).new_page(), "alice@example.org")
    page.goto(f"/diary/?date={TOMORROW}&room=seminar-1")
    expect(page.locator(".diary-room")).to_have_count(1)
    expect(page.get_by_role("link", name="Picture")).to_be_hidden()  # there is none on a phone
    touch = """([from, to]) => { const at = (x) => [new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 400 })];
      document.body.dispatchEvent(new TouchEvent("touchstart", { touches: at(from), changedTouches: at(from), bubbles: true }));
      document.body.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: at(to), bubbles: true })); }"""
    page.evaluate(touch, [300, 80])
    page.wait_for_url(f"**/diary/?date={TOMORROW + timedelta(days=1)}&room=seminar-1")
    page.evaluate(touch, [80, 300])
    page.wait_for_url(f"**/diary/?date={TOMORROW}&room=seminar-1")
    page.get_by_role("link", name="Remove filter: Seminar 1").click()
    expect(page.locator(".diary-room")).not_to_have_count(1)
