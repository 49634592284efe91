"""Whatever the schedule says of time agrees with itself: the sentence on top, the hours at the side, the slots, the chips, the day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from conference.kernel.database import db
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.actions import add_session, publish_timetable
from tests import make
from tests.make import MONDAY

SCHEDULE = "/events/congress/schedule/?day=2027-03-01"
PARIS = ZoneInfo("Europe/Paris")
IN_PARIS = "Times are those of Paris."


@pytest.fixture
def scene(app):
    """A full Monday of ten minutes each in one room, 09:00 to 14:20, and one session on Tuesday."""
    event = make.event()
    by = {"room": event.rooms[0], "by": "system", "now": MONDAY}
    begins = make.paris("2027-03-01", "09:00")
    for number in range(32):
        start = begins + timedelta(minutes=10 * number)
        add_session(event, title=Words(f"Talk {number}"), code=f"TALK{number:02}", span=Span(start, start + timedelta(minutes=10)), **by)
    add_session(event, title=Words("Second day"), code="SECOND", span=make.span("2027-03-02", "09:00", "10:00"), **by)
    publish_timetable(event, by="system", now=MONDAY)
    db.session.rollback()


def told(page, what):
    """(instant, text) of every time of this kind."""
    found = page.locator(what).evaluate_all("all => all.map(each => [each.dateTime, each.textContent])")
    return [(datetime.fromisoformat(instant), text) for instant, text in found]


def agrees(page, what, zone, day="2027-03-01"):
    """Every one of them shows the clock of the zone, with the day of the week where it is another than the heading's."""
    for instant, text in told(page, what):
        local = instant.astimezone(zone)
        mark = "" if local.date().isoformat() == day else f"{local:%a} "
        assert text.partition("–")[0] == f"{mark}{local:%H:%M}", (what, text)
    return len(told(page, what))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Africa/Cairo", "America/Los_Angeles"])
def test_sentence_hours_slots_and_chips_go_with_the_clock(scene, open_page, zone):
    own, city = ZoneInfo(zone), zone.partition("/")[2].replace("_", " ")
    for width in (1280, 360):
        page = open_page(locale="en", timezone_id=zone, width=width)
        page.goto(SCHEDULE, wait_until="networkidle")
        said = page.locator("[data-zone-said]")
        assert said.inner_text() == f"{IN_PARIS} Beside them the time in {city}."
        whole = [agrees(page, what, PARIS) for what in (".slot-time time", ".schedule-hour time", ".hours time")]
        assert whole == [32, 6, 6]

        page.get_by_role("button", name=f"Show {city} time").click()
        assert said.inner_text() == f"Times are those of {city}, days those of Paris; another day stands with its time."
        assert [agrees(page, what, own) for what in (".slot-time time", ".schedule-hour time", ".hours time")] == whole
        assert page.locator("[data-own-time]:visible").count() == 0

        page.goto(SCHEDULE.replace("03-01", "03-02"), wait_until="networkidle")  # the choice is kept, and so is what is said of it
        assert said.inner_text().startswith(f"Times are those of {city},")
        assert agrees(page, ".slot-time time", own, "2027-03-02") == 1

        page.get_by_role("button", name="Show Paris time").click()
        assert said.inner_text().startswith(IN_PARIS)
        assert agrees(page, ".slot-time time", PARIS, "2027-03-02") == 1


@pytest.mark.parametrize("java_script_enabled", [True, False])
@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_said_to_stand_beside_can_be_seen(scene, open_page, java_script_enabled, width):
    """On the grid the hours at the side tell both clocks, on a phone every slot does; with script and without."""
    page = open_page(locale="en", timezone_id="Pacific/Auckland", width=width, java_script_enabled=java_script_enabled)
    page.goto(f"{SCHEDULE}&tz=Pacific/Auckland", wait_until="networkidle")
    at_the_side = page.locator(".schedule-hour [data-own-time]:visible" if width == 1280 else ".slot [data-own-time]:visible")
    expect(at_the_side.first).to_have_text("21:00" if width == 1280 else "21:00–21:10")
    assert at_the_side.count() == (6 if width == 1280 else 32)
    if width == 1280:
        assert at_the_side.all_inner_texts() == ["21:00", "22:00", "23:00", "Tue 00:00", "Tue 01:00", "Tue 02:00"]


def test_the_hour_that_comes_twice_is_marked_by_the_browser_as_by_the_server(app, open_page):
    event = make.event(starts_on=datetime(2027, 10, 31).date(), ends_on=datetime(2027, 10, 31).date(), timezone="Asia/Kolkata")
    start = datetime(2027, 10, 31, 5, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    add_session(
        event, title=Words("Early"), code="EARLY1", span=Span(start, start + timedelta(minutes=105)), room=event.rooms[0], by="system", now=MONDAY
    )
    publish_timetable(event, by="system", now=MONDAY)
    db.session.rollback()
    page = open_page(locale="en", timezone_id="Europe/Paris")
    page.goto("/events/congress/schedule/?day=all&tz=Europe/Paris", wait_until="networkidle")
    twice = "02:00 (UTC+2)–02:45 (UTC+1)"
    assert page.locator(".slot-time [data-own-time]").first.text_content() == twice
    page.get_by_role("button", name="Show Paris time").click()
    assert page.locator(".slot-time time").first.text_content() == twice
