"""The ways that people really go: booking by keyboard alone, being refused and helped, registering without JavaScript."""

import re

import pytest

from conference.booking.models import Booking
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.span import wall_span
from conference.registration.models import Registration
from tests import make

pytestmark = pytest.mark.slow


@pytest.fixture
def centre(app):
    place = make.centre()
    soon = (clock.now().date()).replace(day=15)
    place.day = soon.replace(year=soon.year + 1)
    place.event = make.event("congress", place.institute, starts_on=place.day, ends_on=place.day, registration_open=True, places=1)
    db.session.rollback()
    return place


def sign_in(page, account):
    page.goto("/login")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def tab_to(page, name, *, at_most=80):
    """Press Tab until the thing of this name has the focus, as somebody without a mouse does."""
    for _turn in range(at_most):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => (document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()")
        if re.match(rf"{name}\b", focused):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def search(page, centre, people=20):
    page.goto(f"/rooms/?date={centre.day}&from=09:00&to=11:00&people={people}")


def test_a_room_is_found_and_booked_by_keyboard_alone(centre, page):
    sign_in(page, centre.alice)
    search(page, centre)
    tab_to(page, "Book")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/new**")
    page.get_by_label("Title", exact=False).first.focus()
    page.keyboard.type("Journal club")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/bookings/" in url and "/new" not in url)
    assert "Journal club" in page.locator("h1").inner_text()
    db.session.rollback()
    booking = db.session.scalars(db.select(Booking)).one()
    assert (booking.title, booking.occurrences[0].span) == ("Journal club", wall_span(centre.day, *times(), make.PARIS))


def times():
    return make.time(9), make.time(11)


def test_the_second_one_is_refused_with_the_reason_and_three_ways_out_one_click_away(centre, context):
    # a refusal is answered 409 and the browser's console calls that an error: no complaint about the page
    page = context(locale="en").new_page()
    span = wall_span(centre.day, *times(), make.PARIS)
    make_booking(centre.hall_b, span, centre.alice, centre.institute)
    sign_in(page, centre.bob)
    page.goto(f"/bookings/new?room=hall&day={centre.day}&starts=10:00&ends=12:00&attendance=20")
    page.get_by_label("Title", exact=False).first.fill("Assembly")
    page.get_by_role("button", name="Book Hall").click()
    refusal = page.get_by_role("alert").first
    assert "taken" in refusal.inner_text()
    assert page.get_by_label("Title", exact=False).first.input_value() == "Assembly"
    ways_out = page.locator(".alternatives a")
    assert ways_out.count() == 3
    ways_out.first.click()
    page.wait_for_url("**/bookings/new**")


def make_booking(room, span, by, organisation):
    from conference.booking.actions import book_room

    return book_room(room=room, span=span, title="Taken", organisation=organisation, by=by, now=clock.now())


def test_somebody_registers_looks_and_cancels_without_javascript(centre, context):
    page = context(locale="fr-FR", timezone_id="Asia/Tokyo", java_script_enabled=False, width=360).new_page()
    page.goto("/events/congress/register/?lang=en")
    page.get_by_role("button", name="Register").click()
    assert page.locator(".error-summary a").count() == 2  # name and address; country, language and zone came from the browser
    page.get_by_label("Given name").fill("幸子")
    page.get_by_label("Family name").fill("田村")
    page.get_by_label("E-mail").fill("sachiko@example.org")
    page.get_by_label("Country").select_option("JP")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/registrations/**")
    assert "田村" in page.locator("main").inner_text()
    page.get_by_role("button", name="Cancel my registration").click()
    assert "cancelled" in page.locator("main").inner_text().lower()
    db.session.rollback()
    assert [each.state for each in db.session.scalars(db.select(Registration))] == ["cancelled"]
