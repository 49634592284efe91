"""Registering from Tokyo without JavaScript, in both languages, on a phone; and the door with a phone that loses its line."""

from datetime import timedelta

import pytest

from conference.kernel import clock
from conference.kernel.database import db
from conference.registration.models import CheckIn, Registration
from conference.registration.tickets import qr
from tests import make
from tests.fixtures.servers import wait_until
from tests.registration.cast import category, consent_text, enrol


@pytest.fixture
def house(app):
    house = make.centre()
    today = clock.now().date()
    house.event = make.event("congress", house.institute, registration_open=True, starts_on=today, ends_on=today + timedelta(days=1))
    category(house.event, "student"), category(house.event, "press", needs_approval=True)
    consent_text(house.event, "privacy", required=True), consent_text(house.event, "photos")
    return house


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_somebody_in_tokyo_registers_without_javascript_on_a_phone(house, context, locale):
    page = context(locale=locale, width=360, java_script_enabled=False, color_scheme="dark").new_page()
    page.goto("/events/congress/register/")
    page.fill("[name=given_name]", "太郎")
    page.fill("[name=family_name]", "山田")
    page.fill("[name=email]", "not an address")
    page.fill("[name=timezone]", "Asia/Tokyo")
    page.select_option("[name=country]", "JP")
    page.select_option("[name=language]", "ja")
    page.click("main form [type=submit]")
    assert page.locator(".error-summary").count() == 1
    assert page.input_value("[name=given_name]") == "太郎"
    assert page.input_value("[name=country]") == "JP"
    page.fill("[name=email]", "taro@example.org")
    page.check("[name=category][value=student]")
    page.check("[name=consents][value=privacy]")
    page.click("main form [type=submit]")

    assert "/registrations/" in page.url
    db.session.rollback()
    made = db.session.query(Registration).one()
    assert (made.name, made.state, made.timezone, made.country) == ("山田 太郎", "confirmed", "Asia/Tokyo", "JP")
    page.wait_for_load_state("networkidle")
    assert page.locator(f"img[alt$='{made.code.upper()}']").evaluate("image => image.complete && image.naturalHeight > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_the_first_page_that_somebody_opens_knows_their_zone(house, context):
    browser = context(locale="fr-CA", timezone_id="America/Toronto")
    page = browser.new_page()
    page.goto("/events/congress/register/")
    page.wait_for_function("document.querySelector('[name=timezone]').value === 'America/Toronto'")
    assert page.input_value("[name=country]") == "CA"


def test_no_page_of_registration_puts_a_barrier_up(house, context, axe):
    secret = enrol(house.event, "Ana", category="student", consents=["privacy", "photos"], now=clock.now()).secret
    for settings in ({"locale": "en"}, {"locale": "fr", "width": 360, "color_scheme": "dark"}):
        page = context(**settings).new_page()
        for path in (
            "/events/congress/register/",
            "/events/congress/register/link/",
            *(f"/registrations/{secret}/{part}" for part in ("", "change/", "erasure/")),
        ):
            page.goto(path)
            assert axe(page) == [], f"{path} {settings}"


CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const draw = () => {
    pen.fillStyle = "#ddd"; pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#fff"; pen.fillRect(140, 60, 360, 360);
    pen.fillStyle = "#000";
    const side = 300 / window.ticket.length;
    window.ticket.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(170 + x * side, 90 + y * side, side + 0.5, side + 0.5)));
  };
  setInterval(draw, 100);
  return canvas.captureStream(10);
};
"""


def test_the_camera_reads_a_ticket_where_the_browser_cannot_itself_and_a_slip_is_undone(house, context):
    code = enrol(house.event, "Ana", category="student", consents=["privacy"], now=clock.now()).registration.code
    page = context(width=360, locale="en").new_page()
    sign_in_at_the_door(page, house)
    page.evaluate(CAMERA)
    page.evaluate("rows => { window.ticket = rows }", [[bool(dark) for dark in row] for row in qr(code).matrix])
    page.evaluate("delete globalThis.BarcodeDetector")

    page.click("[data-checkin-camera]")
    page.wait_for_selector(".scan-name:has-text('Ana')")
    page.click("[data-checkin-camera]")
    assert page.locator("[data-checkin-video]").is_hidden()
    page.click("[data-checkin-result] button")

    page.wait_for_selector(".flash:has-text('Taken back')")
    db.session.rollback()
    scan = db.session.query(CheckIn).one()
    assert (scan.result.value, scan.undone_at is None) == ("admitted", False)


def test_without_a_line_the_camera_reads_all_the_same_and_the_scan_waits(house, context):
    code = enrol(house.event, "Ana", category="student", consents=["privacy"], now=clock.now()).registration.code
    phone = context(width=360, locale="en")
    phone.add_init_script("delete globalThis.BarcodeDetector")
    page = phone.new_page()
    with page.expect_response("**/vendor/qr/index.js*"):  # the reader comes with the page
        sign_in_at_the_door(page, house)
    page.wait_for_load_state("networkidle")
    page.evaluate(CAMERA)
    page.evaluate("rows => { window.ticket = rows }", [[bool(dark) for dark in row] for row in qr(code).matrix])
    phone.set_offline(True)

    page.click("[data-checkin-camera]")

    page.wait_for_selector("[data-checkin-queue]:not([hidden])")


@pytest.mark.parametrize("broken", ["reader", "camera"])
def test_a_camera_that_does_not_work_says_so_and_is_off(house, context, broken):
    phone = context(width=360, locale="en")
    phone.add_init_script("delete globalThis.BarcodeDetector")
    if broken == "reader":
        phone.route("**/vendor/qr/**", lambda route: route.abort())
    page = phone.new_page()
    sign_in_at_the_door(page, house)
    page.evaluate(
        """broken => { window.streams = []; navigator.mediaDevices.getUserMedia = async () => {
          const stream = document.createElement("canvas").captureStream(10);
          window.streams.push(stream);
          if (broken === "camera") document.querySelector("video").play = async () => { throw new Error("no picture"); };
          return stream; } }""",
        broken,
    )

    page.click("[data-checkin-camera]")

    page.wait_for_selector("[data-checkin-result]:has-text('The camera does not work here.')")
    assert page.evaluate("streams.flatMap(each => each.getTracks()).filter(each => each.readyState === 'live').length") == 0
    assert page.locator("[data-checkin-camera]").inner_text() == "Scan with the camera"
    assert page.locator("[data-checkin-video]").is_hidden()


def sign_in_at_the_door(page, house) -> None:
    page.goto("/login")
    page.fill("[name=email]", house.dora.email)
    page.fill("[name=password]", make.PASSWORD)
    page.click("main form [type=submit]")
    page.goto("/manage/events/congress/door/")


def test_a_phone_at_the_door_keeps_scans_while_it_has_no_line(house, context):
    ana, ben = (enrol(house.event, name, category="student", consents=["privacy"], now=clock.now()).registration.code for name in ("Ana", "Ben"))
    phone = context(width=360, locale="en")
    page = phone.new_page()
    sign_in_at_the_door(page, house)

    for code, said in ((ana, "Welcome"), (ana, "Already in"), ("nobody", "Unknown ticket")):
        page.fill("[name=code]", code)
        page.press("[name=code]", "Enter")
        page.wait_for_selector(f".scan-result:has-text('{said}')")
    phone.set_offline(True)
    page.fill("[name=code]", ben)
    page.press("[name=code]", "Enter")
    page.wait_for_selector("[data-checkin-queue]:not([hidden])")
    phone.set_offline(False)

    page.wait_for_selector(".scan-name:has-text('Ben')", timeout=20_000)
    wait_until(lambda: page.locator("[data-checkin-queue]").is_hidden(), why="nothing waits any more")
    db.session.rollback()
    assert [scan.result.value for scan in db.session.query(CheckIn).order_by(CheckIn.id)] == ["admitted", "already_in", "unknown", "admitted"]
