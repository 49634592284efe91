"""What another site could make a browser send, frame, plant or learn: nothing."""

import re

import pytest
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.mail import Letter
from conference.people.actions import answer_link_requests
from config import cookies
from tests import make
from tests.attack.cast import two_houses
from tests.make import MONDAY

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def settings():
    return {"WTF_CSRF_ENABLED": True}


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


@pytest.fixture
def signed_in(client, house):
    token = TOKEN.search(client.get("/login").text).group(1)
    answer = client.post("/login", data={"email": house.ada.email, "password": make.PASSWORD, "csrf_token": token})
    assert answer.status_code == 303
    return client


def changes():
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) for table in (Change, Letter)]


@pytest.mark.parametrize("token", [None, "", "forged", "IjAwIg.aaaaaa.bbbbbbbbbb"])
def test_no_form_is_taken_without_its_token(app, house, signed_in, token):
    """Every route that takes POST, the API's apart: those mean nothing by cookies."""
    before = changes()
    known = {"slug": "ours", "uid": house.ours.booking.uid, "code": "TALK01", "secret": house.ours.guest.secret, "room": "marquee", "name": "guest"}
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.rule.startswith("/api/"):
            continue
        values = {name: known.get(name, 1 if converter.__class__.__name__ == "Number" else "x") for name, converter in rule._converters.items()}
        address = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        answer = signed_in.post(address, data={} if token is None else {"csrf_token": token})
        assert answer.status_code in {400, 404, 422}, (rule.endpoint, answer.status_code)
    assert changes() == before


def test_a_cookie_writes_nothing_through_the_api(house, signed_in):
    body = {"slug": "x", "title": "X", "starts_on": "2027-03-03", "ends_on": "2027-03-03"}
    assert signed_in.post("/api/v1/events", json=body).status_code == 401
    preflight = signed_in.options("/api/v1/events", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Methods" not in preflight.headers and "Access-Control-Allow-Credentials" not in preflight.headers


def test_every_answer_carries_its_headers_and_nothing_personal_is_public(app, house, signed_in, client):
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.endpoint == "static":
            continue
        answer = signed_in.get(rule.rule)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, rule
        assert (answer.headers["X-Frame-Options"], answer.headers["X-Content-Type-Options"]) == ("DENY", "nosniff"), rule
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, rule
        if rule.rule.startswith(("/account", "/manage", "/bookings", "/diary")) or answer.content_type.startswith("text/html"):
            assert "public" not in answer.headers["Cache-Control"], rule
    own = client.get(f"/registrations/{house.ours.guest.secret}/")
    assert (own.headers["Cache-Control"], own.headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert "noindex" in own.headers["X-Robots-Tag"]


def test_a_wrong_host_gets_into_no_page_and_no_letter(house, client):
    """A forged Host is neither kept in a cached page nor written into a letter's link."""
    for headers in (
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"},
    ):
        for address in ("/", "/events/", "/events/ours/", "/events/ours/schedule/", "/calendar/events/ours.ics", "/api/v1/events", "/calendar/"):
            client.get(address, headers=headers)
            assert "evil.example" not in client.get(address).text, address
    elsewhere = {"base_url": "http://evil.example"}
    token = TOKEN.search(client.get("/password-reset/", **elsewhere).text).group(1)
    assert client.post("/password-reset/", data={"email": house.alice.email, "csrf_token": token}, **elsewhere).status_code == 303
    answer_link_requests(MONDAY)
    letters = db.session.scalars(select(Letter).where(Letter.recipient == house.alice.email)).all()
    assert [letter for letter in letters if "evil.example" in letter.text + letter.html] == []
    assert [re.findall("http://[^ \n]*/", letter.text)[-1:] for letter in letters if "assword" in letter.subject] == [
        ["http://localhost/password-reset/"]
    ]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    said = client.get("/login").headers.getlist("Set-Cookie")
    assert said and all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in said)


class TestInProduction:
    @pytest.fixture
    def settings(self):
        return {"APP_ENV": "production", **cookies(secure=True)}

    def test_the_sessions_cookie_is_bound_to_this_host_and_to_tls(self, client):
        answer = client.get("/login?lang=fr", base_url="https://localhost")

        ((name, *marks),) = [said.split("; ") for said in answer.headers.getlist("Set-Cookie")]
        assert name.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(marks) and not any(mark.startswith("Domain") for mark in marks)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
