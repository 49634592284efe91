"""Scripts, headers and formulas planted in every text that people fill come out as text: on pages, in letters, feeds, files."""

import csv
import io
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from lxml import etree
from sqlalchemy import select

from conference.booking.actions import cancel_booking
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.envelope import envelope
from conference.kernel.mail import Letter
from conference.kernel.owed import write_letters
from tests import make
from tests.attack.cast import two_houses
from tests.make import MONDAY, sign_in
from tests.registration.cast import enrol

PLANTED = "=1+1\"'><script>alert(1)</script><img src=x onerror=alert(2)><a href=javascript:alert(3)>{{7*7}}</a>"
MARKDOWN = (
    "<p>a</p><script>alert(1)</script> [x](javascript:alert(1)) ![y](http://evil.example/z.png) <img src=x onerror=alert(2)>"
    "<svg/onload=alert(3)><iframe src=//evil.example></iframe><style>*{display:none}</style><a href='java&#10;script:alert(4)' style='x'>z</a>"
)


class Walker(HTMLParser):
    """Collects whatever in a page could run, load or dress itself from elsewhere."""

    def __init__(self, allow_style=False):
        super().__init__()
        self.bad, self.allow_style = [], allow_style

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name, value in given.items():
            text = re.sub(r"[\s\x00-\x1f]", "", value or "").lower()
            if name.startswith("on") or (name == "style" and not self.allow_style) or text.startswith(("javascript:", "vbscript:", "data:text")):
                self.bad.append((tag, name, value))
            if name in {"src", "href", "action", "formaction", "poster"} and "evil.example" in text:
                self.bad.append((tag, name, value))
        if (tag == "script" and not (given.get("src") or "").startswith("/static/")) and given.get("type") != "application/json":
            self.bad.append((tag, "inline", given))
        if (
            tag in {"iframe", "object", "embed", "base", "svg/onload"}
            or (tag == "style" and not self.allow_style)
            or (tag == "img" and given.get("src") == "x")
        ):
            self.bad.append((tag, "element", given))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)


def harm_in(page, **more):
    walker = Walker(**more)
    walker.feed(page)
    walker.close()
    return walker.bad


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        planted = two_houses(PLANTED)
        make.changed(planted.ours.event, description={"en": MARKDOWN}, website="javascript:alert(1)")
        make.changed(planted.institute, name={"en": PLANTED})
        make.changed(planted.seminar, name={"en": PLANTED})
        yield planted


def addresses(app, house):
    """Every GET address of the application that the cast has something to show at."""
    known = {"slug": None, "uid": None, "code": None, "track": "track", "secret": house.ours.guest.secret, "name": "guest", "purpose": "privacy"}
    slugs = {"programme": "ours", "registration": "ours", "feeds": "ours", "venue": "seminar-1"}
    uids = {"booking": house.ours.booking.uid, "registration": house.ours.guest.registration.uid, "people": house.alice.uid}
    for rule in app.url_map.iter_rules():
        area = rule.endpoint.partition(".")[0]
        if "GET" not in rule.methods or area in {"static", "telemetry"} or area.startswith("api") or "recovery" in rule.endpoint:
            continue
        values = dict(known, slug=slugs.get(area, "institute"), uid=uids.get(area, ""), code="SPEAK1" if "speaker" in rule.endpoint else "TALK01")
        values |= {
            "room": "seminar-1" if rule.endpoint == "feeds.room" else "marquee",
            "token": "x",
            "filename": "x",
            "location": "",
            "number": 1,
            "id": "x",
        }
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, {name: values.get(name, "x") for name in rule.arguments})
        yield rule.endpoint, address


@pytest.mark.parametrize("who", ["stranger", "ada"])
def test_no_page_carries_what_was_planted(app, house, client, who):
    if who != "stranger":
        sign_in(client, getattr(house, who))
    shown, extra = 0, [("search", "/search/?q=" + PLANTED.replace(" ", "+")), ("search", "/search/?q=script"), ("list", "/events/ours/schedule/?view=list"),
                       ("next", '/login?next=/"><script>alert(1)</script>'), ("lost", '/nowhere/"><script>alert(1)</script>/')]  # fmt: skip
    for endpoint, address in [*addresses(app, house), *extra]:
        answer = client.get(address)
        if not answer.content_type.startswith("text/html"):
            continue
        assert harm_in(answer.text) == [], (endpoint, address)
        assert "<b>49</b>" not in answer.text and ">49<" not in answer.text, endpoint
        shown += "&lt;script&gt;alert(1)" in answer.text
    assert shown >= (8 if who == "stranger" else 20), shown


def test_no_letter_carries_it_and_no_header_breaks(house):
    enrol(house.ours.event, "Eve", email="eve@example.org", family_name="x\r\nBcc: all@example.org"[:20].replace("\r\n", " "), category="guest")
    cancel_booking(house.ours.booking, by=house.vera, now=MONDAY)
    write_letters(MONDAY)
    letters = db.session.scalars(select(Letter)).all()

    assert len(letters) >= 3
    for letter in letters:
        assert harm_in(letter.html, allow_style=True) == [], letter.subject
        assert "http://localhost" in letter.text or "http" not in letter.text
        sent = message_from_bytes(envelope(letter).as_bytes(policy=policy.SMTP), policy=policy.default)
        assert sent["Bcc"] is None and len(sent.get_all("To")) == 1 and "\n" not in sent["Subject"]


def test_a_subject_with_a_line_break_is_one_line(house, client):
    make.changed(house.ours.event, title={"en": "Hello\r\nBcc: all@example.org\r\n\r\nBody"})
    enrol(house.ours.event, "Eve", email="eve@example.org", category="guest")
    write_letters(MONDAY)
    (letter,) = db.session.scalars(select(Letter).where(Letter.recipient == "eve@example.org"))

    sent = message_from_bytes(envelope(letter).as_bytes(policy=policy.SMTP), policy=policy.default)
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Your ticket: Hello" and sent.get_all("To") == ["eve@example.org"]


def test_names_with_line_breaks_are_refused_at_the_form_and_by_the_api(house, client):
    form = {
        "given_name": "Eve\r\nBcc: a@b.example",
        "email": "eve@example.org",
        "country": "JP",
        "language": "fr",
        "timezone": "Asia/Tokyo",
        "category": "guest",
    }
    assert client.post("/events/ours/register/", data=form).status_code == 422
    assert client.post("/api/v1/events/ours/registrations", json=form).status_code == 422
    assert (
        client.post(
            "/api/v1/events/ours/registrations", json=form | {"given_name": "Eve", "email": "eve@example.org\r\nBcc: a@b.example"}
        ).status_code
        == 422
    )


@pytest.mark.parametrize("address", ["/calendar/events/ours.ics", "/calendar/centre.ics", "/calendar/events/ours/sessions/TALK01.ics"])
def test_feeds_carry_text_and_no_new_lines_of_their_own(house, client, address):
    make.changed(house.theirs.event, title={"en": "T\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT"})
    feed = client.get(address).text
    unfolded = feed.replace("\r\n ", "")

    assert not re.search(r"^(ATTENDEE|ORGANIZER|ATTACH)", unfolded, re.MULTILINE)
    assert len(re.findall("^BEGIN:VEVENT\r$", unfolded, re.MULTILINE)) == len(re.findall("^END:VEVENT\r$", unfolded, re.MULTILINE))
    for line in re.findall(r"^X-ALT-DESC[^:]*:(.*)$", unfolded, re.MULTILINE):
        assert harm_in(line) == []
    assert not re.search(r"^(URL|CONFERENCE)[^:]*:\s*javascript", unfolded, re.MULTILINE | re.IGNORECASE)


def test_schedule_files_are_well_formed_and_carry_no_script(house, client):
    xml = client.get("/events/ours/schedule.xml")
    root = etree.fromstring(xml.data)
    assert root.findtext(".//event/title") == PLANTED
    assert root.xpath("//script | //img | //iframe") == []
    said = client.get("/events/ours/schedule.json")
    assert said.content_type.startswith("application/json") and said.headers["X-Content-Type-Options"] == "nosniff"


def test_no_cell_of_the_export_is_a_formula(house, client):
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "=1;=2", "＝1+1"):
        enrol(house.ours.event, name, email=f"x{abs(hash(name))}@example.org", category="guest", answers={"=q": "\t=1", "list": ["=a", "b"]})
    sign_in(client, house.alice)
    answer = client.get("/manage/events/ours/registrations/registrations.csv")

    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 8
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))] == []
    with_semicolons = [cell for row in csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";") for cell in row]
    assert [cell for cell in with_semicolons if cell.startswith(("=", "+", "@"))] == []  # how spreadsheets of half of Europe read it
