"""What is measured: one request each, with its aim in multiples of the bare request."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from benchmarks.large import EVENT_DAY, SLUG, SMALL

numbers = itertools.count(1)


@dataclass(frozen=True)
class Call:
    """One HTTP request."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Case:
    """A kind of request: `make(secrets)` gives the next one. `revalidate` sends the ETag of a first answer along. `cold`: each
    is the first of its kind that a new process with empty caches answers, after this small one that loads the code."""

    name: str
    aim: float
    make: Callable[[Mapping[str, str]], Call]
    expect: int = 200
    revalidate: bool = False
    times: int = 200
    cold: str = ""


def get(path: str, *, bearer: bool = False, signed_in: bool = False) -> Callable[[Mapping[str, str]], Call]:
    def make(secrets: Mapping[str, str]) -> Call:
        headers = {"Accept-Encoding": "gzip"}
        if bearer:
            headers["Authorization"] = f"Bearer {secrets['token']}"
        if signed_in:
            headers["Cookie"] = secrets["cookie"]
        return Call("GET", path, headers)

    return make


def post_json(path: str, body: Callable[[int], dict[str, object]], *, bearer: bool = True) -> Callable[[Mapping[str, str]], Call]:
    def make(secrets: Mapping[str, str]) -> Call:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {secrets['token']}"} if bearer else {})
        return Call("POST", path, headers, json.dumps(body(next(numbers))).encode())

    return make


def post_form(path: str, fields: Callable[[int], dict[str, str]], who: str) -> Callable[[Mapping[str, str]], Call]:
    """A form as a browser sends it: with the session's cookie and its token. `who`: the session's name in the secrets."""

    def make(secrets: Mapping[str, str]) -> Call:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": secrets[who]}
        told = fields(next(numbers)) | {"csrf_token": secrets[f"{who}_token"]}
        return Call("POST", path, headers, urlencode(told).encode())

    return make


def booking(number: int) -> dict[str, object]:
    """Half an hour that nobody else has: rooms and days differ."""
    day, room = divmod(number, 200)
    date = f"2028-{2 + day % 11:02d}-{1 + day // 11 % 28:02d}"
    return {
        "room": f"room-{room}",
        "title": f"Benchmark {number}",
        "starts_at": f"{date}T12:00+01:00",
        "ends_at": f"{date}T12:30+01:00",
        "status": "confirmed",
        "organisation": "organisation-0",
    }


def registration(number: int) -> dict[str, object]:
    return {
        "email": f"bench{number}@example.org",
        "given_name": "Bench",
        "family_name": f"Number {number}",
        "country": "FR",
        "language": "en",
        "timezone": "Europe/Paris",
        "answers": {},
        "consents": [],
    }


def registration_form(number: int) -> dict[str, str]:
    told = {name: str(value) for name, value in registration(number).items() if name not in {"answers", "consents"}}
    return told | {"email": f"form{number}@example.org", "nonce": f"form-{number}"}


def scan(secrets: Mapping[str, str]) -> Call:
    """A ticket at the door, as the page's script sends it: the answer is JSON."""
    codes = secrets["codes"].split()
    made = post_form(DOOR, lambda number: {"code": codes[(number * 7) % len(codes)], "nonce": f"scan-{number}"}, "cookie")(secrets)
    return Call(made.method, made.path, {**made.headers, "Accept": "application/json"}, made.body)


def check_in(secrets: Mapping[str, str]) -> Call:
    number = next(numbers)
    codes = secrets["codes"].split()
    body = {"code": codes[number % len(codes)], "nonce": f"nonce-{number}"}
    return Call(
        "POST",
        f"/api/v1/events/{SLUG}/check-ins",
        {"Content-Type": "application/json", "Authorization": f"Bearer {secrets['token']}"},
        json.dumps(body).encode(),
    )


def first_search(_secrets: Mapping[str, str]) -> Call:
    """A search that nobody has asked before: day, hour and people differ."""
    number = next(numbers)
    day, hour = date(2027, 3, 1) + timedelta(days=number % 200), 8 + number // 200 % 10
    told = {"date": day.isoformat(), "from": f"{hour:02d}:00", "to": f"{hour + 2:02d}:00", "people": str(10 + number % 37), "layout": "theatre"}
    return Call("GET", f"/rooms/?{urlencode(told)}", {"Accept-Encoding": "gzip"})


def first_page(_secrets: Mapping[str, str]) -> Call:
    """A page of sessions that nobody has asked for before: where it begins, and more or fewer on it, fifty as the mean."""
    number = next(numbers)
    told = {"per_page": 30 + number % 41, "page": 1 + number // 41 % 7} | ({"version": "published"} if number // 287 % 2 else {})
    return Call("GET", f"/api/v1/events/{SLUG}/sessions?{urlencode(told)}", {"Accept-Language": f"en;q=0.{number}"})


def first_talk(_secrets: Mapping[str, str]) -> Call:
    """A talk's page in a language, one after the other."""
    number = next(numbers)
    return Call("GET", f"/events/{SLUG}/sessions/T{number % 500:05d}/?lang={('en', 'fr')[number // 500 % 2]}", {"Accept-Encoding": "gzip"})


DAY = EVENT_DAY.isoformat()
SEARCH = urlencode({"date": "2027-03-02", "from": "09:00", "to": "12:00", "people": "40", "layout": "theatre"})
FEED, SCHEDULE = f"/calendar/events/{SLUG}.ics", f"/events/{SLUG}/schedule/?day=all"
REGISTER, PEOPLE, DOOR = f"/events/{SLUG}/register/", f"/manage/events/{SLUG}/registrations/", f"/manage/events/{SLUG}/door/"
CASES = (
    Case("event feed, 304", 3, get(FEED), 304, revalidate=True, times=1000),
    Case("schedule page, 304", 3, get(SCHEDULE), 304, revalidate=True, times=1000),
    Case("event feed of 500 talks, warm", 5, get(FEED), times=500),
    Case("schedule page of 500 talks, warm", 5, get(SCHEDULE), times=500),
    Case("event feed of 500 talks, cold", 100, get(FEED), times=5, cold=f"/calendar/events/{SMALL}.ics"),
    Case("schedule page of 500 talks, cold", 100, get(SCHEDULE), times=5, cold=f"/events/{SMALL}/schedule/?day=all"),
    Case("room feed of the event, warm", 5, get(f"/calendar/events/{SLUG}/rooms/hall-0.ics"), times=500),
    Case("event page", 8, get(f"/events/{SLUG}/"), times=500),
    Case("talk page", 8, get(f"/events/{SLUG}/sessions/T00001/"), times=500),
    Case("talk page, a first question", 20, first_talk),
    Case("event page, signed in", 20, get(f"/events/{SLUG}/", signed_in=True)),
    Case("room search", 20, get(f"/rooms/?{SEARCH}")),
    Case("room search, a first question", 20, first_search),
    Case("a day of the diary", 20, get(f"/diary/?date={DAY}", signed_in=True)),
    Case("a day of the diary, data", 20, get(f"/diary/events.json?start={DAY}T00:00:00%2B02:00&end={DAY}T23:59:00%2B02:00", signed_in=True)),
    Case("registration form", 20, get(REGISTER)),
    Case("organiser's list of 50 registrations", 20, get(PEOPLE, signed_in=True)),
    Case("the door's page", 20, get(DOOR, signed_in=True)),
    Case("API: 50 rooms", 20, get("/api/v1/rooms?per_page=50")),
    Case("API: 50 sessions", 20, get(f"/api/v1/events/{SLUG}/sessions?per_page=50")),
    Case("API: 50 sessions, a first question", 20, first_page),
    Case("API: 50 registrations", 20, get(f"/api/v1/events/{SLUG}/registrations?per_page=50", bearer=True)),
    Case("a booking", 20, post_json("/api/v1/bookings", booking), 201),
    Case("a registration", 20, post_json(f"/api/v1/events/{SLUG}/registrations", registration, bearer=False), 201),
    Case("a registration, by the page", 20, post_form(REGISTER, registration_form, "stranger"), 303),
    Case("a check-in", 20, check_in, 201, times=300),
    Case("a scan at the door's page", 20, scan, times=300),
)
