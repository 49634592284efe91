"""The browser modules on pages written as their first lines ask, under the product's own Content-Security-Policy, no server behind."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route

from conference.kernel.web import CSP

ROOT = Path(__file__).parents[2]
SITE = "http://look.test"
HEAD = '<!doctype html><html lang="en" dir="ltr"><head><title>t</title>{}</head><body>{}<div id="live" aria-live="polite"></div></body></html>'
SHEETS = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in ("tokens", "base", "parts", "schedule", "diary", "door"))
TOKEN = '<meta name="csrf-token" content="token">'


@pytest.fixture
def visit(browser):
    """Open a page with this body and these answers: `visit(body, module, {path: answer(request fields) → (status, facts)}, now=…)`."""
    contexts, complaints = [], []

    def open_one(body: str, module: str, answers: dict[str, Callable] | None = None, head: str = "", now: str = "", **options: object) -> Page:
        context = browser.new_context(reduced_motion="reduce", **{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        script = f'<script type="module" src="/static/js/{module}.js"></script>'

        def serve(route: Route) -> None:
            path = urlsplit(route.request.url).path
            if path in (answers or {}):
                fields = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
                status, facts = answers[path](fields)
                route.fulfill(status=status, json=facts)
            elif path.startswith("/static/"):
                route.fulfill(path=ROOT / path.lstrip("/"))
            else:
                html = HEAD.format(TOKEN + SHEETS + head + script, body)
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CSP})

        context.route("**/*", serve)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if now:
            page.clock.set_fixed_time(now)
        page.goto(SITE + "/page")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def slot(code: str, title: str, track: str, start: str = "2027-03-01T08:00:00Z", end: str = "2027-03-01T09:00:00Z") -> str:
    return (
        f'<li class="slot track-1" data-start="{start}" data-end="{end}" data-track="{track}" data-room="a" data-code="{code}">'
        f'<p class="slot-time"><time datetime="{start}">09:00–10:00</time></p><h3 class="slot-title"><a href="/{code}">{title}</a></h3>'
        f'<p class="slot-chips"><span class="chip slot-room">Hall A</span></p></li>'
    )


SCHEDULE = f"""<section data-schedule="days" data-star-add="Keep" data-star-remove="Let go" data-starred="%s kept" data-found="%s sessions"
  data-found-one="1 session">
<div class="now-next" data-now-next data-now="Now" data-next="Next, %s" hidden></div>
<form data-schedule-filters><select name="track"><option value="">All</option><option>x</option><option>y</option></select>
<label data-needs-js hidden><input type="checkbox" name="starred" value="1">Kept</label><button>Show</button></form>
<button data-zone-toggle data-zone="Asia/Tokyo" data-venue-zone="Europe/Paris" data-own="Tokyo time" data-venue="Paris time" hidden></button>
<div class="schedule-frame"><ol class="schedule-list">{slot("A", "Alpha", "x")}{slot("B", "Beta", "y")}</ol></div></section>"""


def seen(page: Page) -> list[str]:
    return page.locator(".slot:visible .slot-title").all_inner_texts()


def test_a_schedule_is_filtered_at_once_and_the_address_follows(visit):
    page = visit(SCHEDULE, "schedule")

    page.select_option("[name=track]", "y")
    page.wait_for_url("**/page?track=y")

    assert seen(page) == ["Beta"]


def test_a_star_is_kept_for_the_next_visit(visit):
    page = visit(SCHEDULE, "schedule")

    page.get_by_role("button", name="Keep: Alpha").click()
    page.reload()
    page.check("[name=starred]")
    page.wait_for_url("**starred=1")

    assert seen(page) == ["Alpha"]


def test_the_reader_s_own_zone_is_one_click_away(visit):
    page = visit(SCHEDULE, "schedule", timezone_id="Asia/Tokyo")

    page.get_by_role("button", name="Tokyo time").click()

    assert page.locator(".slot-time").first.inner_text() == "17:00–18:00"
    assert page.locator("[data-zone-toggle]").inner_text() == "Paris time"


def test_now_and_next_are_on_top(visit):
    later = slot("B", "Beta", "y", "2027-03-01T09:30:00Z", "2027-03-01T10:00:00Z")

    page = visit(SCHEDULE.replace(slot("B", "Beta", "y"), later), "schedule", now="2027-03-01T08:30:00Z")

    assert page.locator("[data-now-next] h2").all_inner_texts() == ["Now", "Next, 10:30"]
    assert page.locator("[data-now-next] li").all_inner_texts() == ["Hall A: Alpha", "Hall A: Beta"]


CHECK_IN = """<form data-checkin method="post" action="/scan" data-waiting="%s waiting" data-kept="Kept" data-failed="Not sent: %s">
<label for="code">Code</label><input id="code" name="code"><button>Check in</button></form>
<div data-checkin-result role="status"></div><p data-checkin-queue hidden></p><ol data-checkin-log></ol>"""


def test_scans_without_a_line_wait_and_are_sent_once_each_in_order(visit):
    taken: list[tuple[str, str]] = []

    def scan(fields: dict[str, str]) -> tuple[int, dict]:
        taken.append((fields["code"], fields["nonce"]))
        return 200, {"result": "admitted", "result_label": "Welcome", "name": fields["code"]}

    page = visit(CHECK_IN, "checkin", {"/scan": scan})
    page.context.set_offline(True)
    page.context.route("**/scan", lambda route: route.abort("internetdisconnected"))
    for code in ("one", "two"):
        page.fill("#code", code)
        page.keyboard.press("Enter")
    page.get_by_text("2 waiting").wait_for()
    page.context.unroute("**/scan")
    page.context.set_offline(False)
    page.get_by_text("2 waiting").wait_for(state="hidden")

    assert [code for code, _nonce in taken] == ["one", "two"]
    assert len({nonce for _code, nonce in taken}) == 2
    assert page.evaluate("localStorage.getItem('checkins:/scan')") == "[]"


DOOR = """<main data-door data-zone="Europe/Paris" data-free="Free" data-free-until="Free until %s" data-busy-until="Until %s"
 data-offline="Old since %s">
<p data-door-clock></p><p data-door-now></p><p data-door-status></p><p data-door-offline hidden></p>
<ol data-door-day><li data-start="2027-03-01T08:00:00Z" data-end="2027-03-01T09:00:00Z" data-title="Alpha">Alpha</li></ol></main>"""


@pytest.mark.parametrize(
    ("instant", "expected"),
    [("2027-03-01T07:00:00Z", ["08:00", "Free", "Free until 09:00", "free"]), ("2027-03-01T08:30:00Z", ["09:30", "Alpha", "Until 10:00", "busy"])],
)
def test_a_door_tells_what_is_on_in_the_room_s_zone(visit, instant: str, expected: list[str]):
    page = visit(DOOR, "door", now=instant, timezone_id="America/New_York")

    told = [page.locator(f"[data-door-{part}]").inner_text() for part in ("clock", "now", "status")]

    assert [*told, page.locator("[data-door]").get_attribute("data-state")] == expected


VENDOR = "/static/vendor/event-calendar/event-calendar.min"
EVENT_CALENDAR = f'<link rel="stylesheet" href="{VENDOR}.css"><script src="{VENDOR}.js"></script>'
DIARY = """<div data-diary-note aria-live="polite"></div><div data-diary data-source="/day" data-date="2027-03-01" data-day="Monday, 1 March 2027" data-offset="+01:00"
 data-book="/bookings/new" data-book-label="Book %room, %time" data-undo="Undo" data-failed="Failed."></div>"""
ROOMS = [{"id": "a", "name": "Hall A", "note": "120", "url": "/rooms/a/"}, {"id": "b", "name": "Hall B", "note": "80", "url": "/rooms/b/"}]
BAR = {
    "id": "1", "room": "a", "rooms": ["a"], "start": "2027-03-01T09:00", "end": "2027-03-01T11:00", "setup": 30, "teardown": 0, "title": "Days",
    "organisation": "Institute", "state": "confirmed", "state_label": "Confirmed", "label": "Hall A, 09:00–11:00",
    "url": "/bookings/1/", "move": "/move",
}  # fmt: skip


def day(_fields: dict[str, str]) -> tuple[int, dict]:
    return 200, {"opens": "08:00", "closes": "20:00", "rooms": ROOMS, "bars": [BAR], "shut": []}


def slot_width(page: Page) -> int:
    """How wide half an hour is: it follows the width of the page."""
    page.locator(".bar-link").wait_for()
    return page.evaluate("parseInt(getComputedStyle(document.querySelector('.ec-main')).getPropertyValue('--ec-slot-width'))")


def drag(page: Page, across: int, down: int = 0) -> None:
    box = page.locator(".bar-link").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 15
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2, steps=4)
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata"])
def test_a_dragged_bar_sends_the_venue_s_wall_clock_from_any_zone_and_can_be_undone(visit, zone: str):
    sent: list[dict[str, str]] = []

    def move(fields: dict[str, str]) -> tuple[int, dict]:
        sent.append(fields)
        return 200, {"message": "Moved."}

    page = visit(DIARY, "diary", {"/day": day, "/move": move}, head=EVENT_CALENDAR, timezone_id=zone)
    drag(page, across=2 * slot_width(page))
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").wait_for(state="hidden")

    assert [(each["room"], each["starts_at"], each["ends_at"], each["csrf_token"]) for each in sent] == [
        ("a", "2027-03-01T10:00", "2027-03-01T12:00", "token"),
        ("a", "2027-03-01T09:00", "2027-03-01T11:00", "token"),
    ]
    assert page.url == SITE + "/page"


def test_a_refused_move_goes_back_and_says_why(visit):
    page = visit(DIARY, "diary", {"/day": day, "/move": lambda fields: (409, {"detail": "Hall B is taken."})}, head=EVENT_CALENDAR)
    page.locator(".bar-link").wait_for()
    before = page.locator(".bar-link").bounding_box()

    drag(page, across=0, down=54)
    page.get_by_text("Hall B is taken.").wait_for()

    assert page.locator(".bar-link").bounding_box() == before


def test_a_hall_of_which_a_part_is_shown_stays_the_hall_until_its_bar_changes_its_row(visit):
    sent: list[str] = []

    def move(fields: dict[str, str]) -> tuple[int, dict]:
        sent.append(fields["room"])
        return 200, {"message": f"Moved {len(sent)}."}

    def filtered(_fields: dict[str, str]) -> tuple[int, dict]:
        return 200, {"opens": "08:00", "closes": "20:00", "rooms": ROOMS, "bars": [{**BAR, "room": "hall"}], "shut": []}

    page = visit(DIARY, "diary", {"/day": filtered, "/move": move}, head=EVENT_CALENDAR)
    drag(page, across=2 * slot_width(page))
    page.get_by_text("Moved 1.").wait_for()
    for number, key in enumerate(("Shift+ArrowRight", "+", "Shift+ArrowDown"), start=2):
        page.locator(".bar-link").focus()
        page.keyboard.press(key)
        page.get_by_text(f"Moved {number}.").wait_for()
    drag(page, across=0, down=54)
    page.get_by_text("Moved 5.").wait_for()

    assert sent == ["hall", "hall", "hall", "b", "b"]


def test_why_a_room_is_closed_is_written_on_the_picture_and_closed_hours_are_only_shaded(visit):
    def shut(_fields: dict[str, str]) -> tuple[int, dict]:
        hours = [("New floor", True, "09:00", "12:00"), ("Closed", False, "12:00", "20:00")]
        rows = [{"rooms": ["a"], "label": label, "closure": closure, "start": f"2027-03-01T{start}", "end": f"2027-03-01T{end}"}
                for label, closure, start, end in hours]  # fmt: skip
        return 200, {"opens": "08:00", "closes": "20:00", "rooms": ROOMS, "bars": [], "shut": rows}

    page = visit(DIARY, "diary", {"/day": shut}, head=EVENT_CALENDAR)
    page.locator(".shut-label").first.wait_for(state="attached")
    clipped = "each => [each.textContent, getComputedStyle(each).clipPath]"

    assert [each.evaluate(clipped) for each in page.locator(".shut-label").all()] == [["New floor", "none"], ["Closed", "inset(50%)"]]


def test_a_bar_is_a_link_that_tells_everything_and_opens_on_a_click(visit):
    page = visit(DIARY, "diary", {"/day": day}, head=EVENT_CALENDAR)
    link = page.get_by_role("link", name=re.compile("Days.*Institute.*Confirmed.*Hall A, 09:00–11:00"))

    link.click()

    page.wait_for_url("**/bookings/1/")


def test_an_empty_stretch_drawn_with_the_pointer_opens_the_booking_form(visit):
    page = visit(DIARY, "diary", {"/day": day}, head=EVENT_CALENDAR, timezone_id="Asia/Kolkata")
    slot = slot_width(page)
    box = page.locator(".bar-link").bounding_box()
    page.mouse.move(box["x"] + box["width"] + slot + 2, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 3 * slot - 4, box["y"] + 15, steps=6)
    page.mouse.up()
    page.wait_for_url("**/bookings/new?**")

    query = parse_qs(urlsplit(page.url).query)

    assert (query["room"], query["day"], query["starts"], query["ends"]) == (["a"], ["2027-03-01"], ["11:30"], ["12:30"])


def test_the_browser_s_zone_becomes_a_cookie_once(visit):
    page = visit("", "app", head='<script src="/static/js/zone.js"></script>', timezone_id="Asia/Tokyo")

    assert [(each["name"], each["value"]) for each in page.context.cookies()] == [("zone", "Asia/Tokyo")]


def test_a_chosen_scheme_is_kept(visit):
    button = '<button data-theme-switch data-to-dark="Dark colours" data-to-light="Light colours" hidden><i></i><span></span></button>'
    page = visit(button, "app", head='<script src="/static/js/theme.js"></script>', color_scheme="light")

    page.get_by_role("button", name="Dark colours").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Light colours").is_visible()
