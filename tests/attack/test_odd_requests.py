"""Requests that no browser sends: each has an answer that says what is wrong, none is an accident of ours."""

import itertools
import json

import pytest

from conference.kernel import clock
from tests.attack.cast import two_houses
from tests.make import MONDAY, sign_in

GUEST = {"email": "yuki@example.org", "given_name": "Yuki", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo", "category": "guest"}
BOOKING = {"room": "seminar-1", "title": "T", "starts_at": "2027-03-03T09:00+01:00", "ends_at": "2027-03-03T10:00+01:00", "status": "confirmed"}
PATHS = (
    "/events/", "/search/?q={}", "/events/{}/", "/rooms/{}/", "/rooms/?date={}", "/rooms/?people={}", "/calendar/events/{}.ics", "/calendar/private/{}.ics",
    "/registrations/{}/", "/events/ours/sessions/{}/", "/events/ours/schedule/?tz={}", "/events/ours/schedule/?lang={}", "/events/ours/schedule/?day={}",
    "/events/ours/schedule/?room={}", "/login?next={}", "/password-reset/{}", "/invitations/{}", "/static/{}", "/rooms/{}/display/",
    "/calendar/rooms/seminar-1.ics?token={}", "/api/v1/events/{}", "/api/v1/rooms?page={}", "/api/v1/availability?starts_at={}&ends_at={}",
    "/diary/?date={}", "/diary/events.json?start={}&end={}", "/bookings/?page={}", "/bookings/{}/", "/manage/centre/letters/?page={}",
    "/manage/centre/history/?page={}", "/manage/centre/people/?page={}&q={}", "/manage/events/{}/", "/manage/events/ours/registrations/?page={}&q={}",
)  # fmt: skip
ODD = (
    "%00", "a%00b", "%ff%fe", "%ed%a0%80", "..%2f..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "%0d%0aSet-Cookie:%20a=b", "9" * 40, "-1", "1e999", "NaN",
    "'%20OR%201=1--", "%F0%9F%92%A9" * 50, "x" * 3000, "0001-01-01", "9999-12-31", "0001-01-01T00:00%2B14:00", "9999-12-31T23:59-14:00", "{{7*7}}", "%25",
)  # fmt: skip
FIELDS = ("given_name", "family_name", "email", "affiliation", "country", "language", "timezone", "category", "answers", "consents")
TEXTS = ("a\x00b", "\ud800", "\x1b[31m", "\u202e", "x" * 200_000, "", " ", "\u0000")
BODIES = (
    b"[" * 100_000, b'{"a":' * 50_000, b'{"places":' + b"9" * 6000 + b"}", b'{"places": 1e999}', b'{"places": NaN}', b"\xff\xfe", b"null", b'"text"', b"[]",
    b'{"slug": {"$gt": ""}}', b'{"title": {"en": ["x"]}}', b'{"starts_on": "0000-00-00"}', b'{"places": 99999999999999999999}', b"\x00", b'{"slug": "\\u0000"}',
)  # fmt: skip


@pytest.fixture
def settings():
    return {"PROPAGATE_EXCEPTIONS": False}  # an accident is an answer with 500 here, so that one test tells of all


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


def test_an_odd_address_is_answered(house, client, both_engines):
    sign_in(client, house.ada)
    wrong = []
    for path, odd in itertools.product(PATHS, ODD):
        answer = client.get(path.replace("{}", odd))
        fits = answer.status_code in {200, 302, 303, 304, 308, 400, 403, 404, 422}
        if not fits or "Set-Cookie: a" in str(answer.headers) or b"root:" in answer.data or b">49<" in answer.data:
            wrong.append((path, odd[:30], answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("path", ["/", "/events/ours/", "/login", "/bookings/", "/api/v1/events", "/registrations/x/", "/static/css/tokens.css"])
def test_an_unusual_method_is_refused(house, client, path):
    for method in ("TRACE", "CONNECT", "PROPFIND", "PUT", "DEBUG", "x" * 100):
        assert client.open(path, method=method).status_code in {400, 401, 404, 405}, method


def test_a_method_cannot_be_smuggled_in_by_a_header_or_field(house, client):
    sign_in(client, house.alice)
    address = f"/bookings/{house.ours.booking.uid}/cancellation"
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-HTTP-Method": "POST"}, {"X-Method-Override": "POST"}):
        assert client.get(address + "?_method=POST", headers=headers).status_code == 405


def test_an_odd_text_in_a_registration_is_told_or_kept(house, client, both_engines):
    wrong = []
    for number, (field, text) in enumerate(itertools.product(FIELDS, TEXTS)):
        mail = {"email": f"guest{number}@example.org"}  # one mailbox is not written to so often
        value = {"answers": {text or "q": text}, "consents": [text]}.get(field, text)
        answer = client.post("/api/v1/events/ours/registrations", data=json.dumps(GUEST | mail | {field: value}), content_type="application/json")
        page = client.post("/events/ours/register/", data={**GUEST, **mail, field: text.encode("utf-8", "surrogatepass")})
        if answer.status_code not in {201, 400, 422} or page.status_code not in {303, 400, 422}:
            wrong.append((field, ascii(text[:10]), answer.status_code, page.status_code))
    assert wrong == []


def test_an_odd_text_in_a_booking_is_told_or_kept(house, client, both_engines):
    headers, wrong = {"Authorization": f"Bearer {house.ours.token}"}, []
    for field, text in itertools.product(["title", "note", "room", "recurrence", "organisation", "event", "starts_at"], TEXTS):
        answer = client.post("/api/v1/bookings", data=json.dumps(BOOKING | {field: text}), content_type="application/json", headers=headers)
        if answer.status_code not in {201, 400, 409, 422}:
            wrong.append((field, ascii(text[:10]), answer.status_code))
    assert wrong == []


def test_a_body_that_is_no_honest_json_is_told_so(house, client, both_engines):
    headers, wrong = {"Authorization": f"Bearer {house.ours.token}"}, []
    calls = (("POST", "/events"), ("PATCH", "/events/ours"), ("POST", "/bookings"), ("POST", "/events/ours/registrations"))
    for body, (method, path) in itertools.product(BODIES, calls):
        answer = client.open(f"/api/v1{path}", method=method, data=body, content_type="application/json", headers=headers)
        if answer.status_code not in {400, 422} or answer.content_type != "application/problem+json":
            wrong.append((method, path, ascii(body[:24]), answer.status_code))
    assert wrong == []


def test_what_is_too_large_is_refused_unread(house, client):
    large = "x" * (10 * 1024 * 1024)
    assert (
        client.post("/api/v1/events/ours/registrations", data=json.dumps(GUEST | {"given_name": large}), content_type="application/json").status_code
        == 413
    )
    assert client.post("/events/ours/register/", data=GUEST | {"given_name": large}).status_code == 413
    assert client.post("/events/ours/register/", data=GUEST | {"given_name": large[: 2 * 1024 * 1024]}).status_code == 422
    assert client.post("/login", data={"email": "a@b.c", "password": "x" * 900_000}).status_code == 422
    sign_in(client, house.ada)
    file = f'--b\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\n\r\n{large}\r\n--b--\r\n'
    assert client.post("/manage/centre/settings/", data=file, content_type="multipart/form-data; boundary=b").status_code == 413
    assert client.post("/login", data={f"field{number}": "x" for number in range(2000)}, content_type="multipart/form-data").status_code == 413


def test_numbers_in_addresses_that_no_table_holds(house, client, both_engines):
    sign_in(client, house.ada)
    huge = 10**30
    secret = house.ours.guest.secret
    for path in (f"/manage/events/ours/team/{huge}/removal", f"/manage/events/ours/door/scans/{huge}/undo", f"/registrations/{secret}/consents/{huge}/withdrawal",
                 f"/manage/centre/people/{house.bob.uid}/roles/{huge}/withdrawal"):  # fmt: skip
        assert client.post(path).status_code in {303, 404}, path


def test_instants_at_the_ends_of_time(house, client, both_engines):
    headers = {"Authorization": f"Bearer {house.ours.token}"}
    for start, end in (("0001-01-01T00:00+14:00", "0001-01-01T01:00+14:00"), ("9999-12-31T22:00-12:00", "9999-12-31T23:00-12:00"),
                       ("2027-03-03T09:00+01:00", "9999-12-31T23:00-12:00"), ("2027-02-30T09:00+01:00", "2027-03-03T09:00+01:00")):  # fmt: skip
        body = BOOKING | {"starts_at": start, "ends_at": end}
        answer = client.post("/api/v1/bookings", data=json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code in {409, 422}, answer.text
