"""What a page that reads from right to left does with what reads the other way: hours, addresses, texts in another language."""

import pytest

from conference.booking.actions import book_room
from conference.kernel.database import db, transaction
from conference.kernel.words import Words
from tests import make

EDGES = """() => ['h1', 'p.lead'].map(selector => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    return Math.round(range.getBoundingClientRect().right); })"""

INSET = """() => {
    const title = document.querySelector('.bar-title'), bar = title.closest('.bar'), edge = bar.querySelector('.bar-before');
    return (edge ? edge.getBoundingClientRect().left : bar.getBoundingClientRect().right) - title.getBoundingClientRect().right; }"""


@pytest.fixture
def settings():
    return {"LOCALES": ["en", "fr", "ar"]}


@pytest.fixture
def centre(app):
    made = make.centre()

    @transaction
    def describe():
        made.hall.description = Words({"en": "Three halls in one."})
        make.saved(made.hall)

    describe()
    span = make.span("2027-03-01", "09:00", "10:00")
    book_room(room=made.hall_a, span=span, title="A long name of a meeting", organisation=made.institute, by=made.alice, now=make.MONDAY)
    db.session.rollback()
    return made


def test_a_text_in_another_language_stands_in_line(centre, open_page):
    page = open_page(locale="ar")
    page.goto("/rooms/hall/?lang=ar")

    lead = page.locator("p.lead")
    assert (page.locator("html").get_attribute("dir"), lead.get_attribute("lang"), lead.get_attribute("dir")) == ("rtl", "en", "ltr")
    heading, text = page.evaluate(EDGES)
    assert abs(heading - text) <= 2


def test_hours_addresses_and_names_keep_their_order(centre, open_page):
    page = open_page(locale="ar")
    page.goto("/login?lang=ar")
    page.fill("input[name=email]", centre.ada.email)
    page.fill("input[type=password]", make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)

    page.goto("/manage/centre/hours/")
    hours = page.locator("main input[type=text]").first
    assert (hours.input_value(), hours.get_attribute("dir")) == ("07:00–22:00", "ltr")
    page.goto("/manage/centre/settings/")
    assert page.get_by_label("Name in English").get_attribute("dir") == "auto"
    page.goto("/diary/?date=2027-03-01")
    title = page.locator(".bar-title").first
    title.wait_for()
    assert (title.get_attribute("dir"), page.locator(".bar-organisation").first.get_attribute("dir")) == ("auto", "auto")
    assert 5 <= page.evaluate(INSET) <= 9
