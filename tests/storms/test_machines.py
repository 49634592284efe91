"""Two web machines, two workers, one PostgreSQL, one Redis: what is changed on one is so on the other at once."""

import email
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import clock, outbox
from conference.kernel.database import db
from conference.kernel.mail import Delivery
from conference.kernel.owed import LetterOwed
from conference.people.actions import create_token
from tests import make
from tests.fixtures import ROOT
from tests.fixtures.servers import environment_of, wait_until
from tests.storms.browser import Browser

pytestmark = pytest.mark.slow
ADDRESS = "http://centre.example"
SCHOOL = {
    "slug": "school", "title": "School", "starts_on": "2029-03-05", "ends_on": "2029-03-06", "timezone": "Europe/Paris", "languages": ["en"],
    "visibility": "public", "places": 3, "registration_open": True,
}  # fmt: skip
TALK = {
    "code": "BRIDGE",
    "title": "Bridges",
    "kind": "talk",
    "room": "auditorium",
    "starts_at": "2029-03-05T09:00+01:00",
    "ends_at": "2029-03-05T10:00+01:00",
}
GUEST = {"country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}
PUBLIC = ("/calendar/events/school.ics", "/events/school/schedule.xml", "/events/school/schedule/", "/calendar/centre.ics")


class Machines:
    """Two servers that know themselves by one name; a program with a token calls either."""

    def __init__(self, token: str, *urls: str) -> None:
        self.urls, self.token = urls, token

    def call(self, machine: int, method: str, path: str, body: dict | None = None) -> dict:
        answer = requests.request(
            method, f"{self.urls[machine]}/api/v1{path}", json=body, headers={"Authorization": f"Bearer {self.token}"}, timeout=60
        )
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    def read(self, machine: int, path: str, **headers: str) -> requests.Response:
        return requests.get(self.urls[machine] + path, headers=headers, timeout=60)


@pytest.fixture
def cast(app):
    centre = make.centre(open_always=True)
    token = create_token(centre.alice, by=centre.alice, now=clock.now())
    secret = make_link(centre.alice, Purpose.BOOKINGS, by=centre.alice, now=clock.now())
    db.session.rollback()
    return centre, token, f"/calendar/private/{secret}.ics"


@pytest.fixture
def machines(pg_app, cast, serve, redis_server):
    more = {"BASE_URL": ADDRESS, "CACHE_URL": redis_server.url}
    return Machines(cast[1], serve(workers=1, **more).url, serve(workers=1, **more).url)


def test_two_machines_are_one_centre(machines, cast, redis_server, pg_app, tmp_path):
    a_change_published_on_one_is_seen_on_the_other(machines)
    a_room_that_both_are_asked_for_is_given_once(machines, cast)
    a_sign_in_counts_on_both_and_so_does_the_sign_out(machines, cast)
    four_who_come_to_both_for_three_places(machines)
    letters_leave_once(pg_app, tmp_path)
    without_redis_both_go_on(machines, redis_server)


def a_change_published_on_one_is_seen_on_the_other(machines):
    machines.call(0, "POST", "/events", SCHOOL)
    machines.call(0, "POST", "/events/school/sessions", TALK)
    machines.call(0, "POST", "/events/school/releases", {})
    for turn in range(4):
        here, there = turn % 2, 1 - turn % 2
        before = {path: machines.read(there, path) for path in PUBLIC}  # now it is in the cache, too
        assert {answer.status_code for answer in before.values()} == {200}
        machines.call(here, "PATCH", "/events/school/sessions/BRIDGE", {"title": f"Bridges part {turn}"})
        machines.call(here, "POST", "/events/school/releases", {})
        for path in PUBLIC:
            old = before[path].headers["ETag"]
            after = machines.read(there, path, **{"If-None-Match": old})
            assert (after.status_code, f"Bridges part {turn}" in after.text) == (200, path != "/calendar/centre.ics")
            same = machines.read(here, path)
            assert (same.headers["ETag"], same.content) == (after.headers["ETag"], after.content), path
            assert same.headers["ETag"] != old
            assert [machines.read(machine, path, **{"If-None-Match": same.headers["ETag"]}).status_code for machine in (here, there)] == [304, 304]


def a_room_that_both_are_asked_for_is_given_once(machines, cast):
    """Eight at once, four on each; the holder's calendar has it on both machines, and 304 until one of them changes it."""
    span = {"starts_at": "2029-03-07T09:00+01:00", "ends_at": "2029-03-07T10:00+01:00"}
    body = {"room": "hall-a", "title": "Wanted", "status": "confirmed"} | span
    headers = {"Authorization": f"Bearer {machines.token}"}

    def ask(number):
        return requests.post(f"{machines.urls[number % 2]}/api/v1/bookings", json=body, headers=headers, timeout=60)

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(ask, range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    (booking,) = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    here, there = (machines.read(machine, cast[2]) for machine in (0, 1))
    assert (here.content, here.headers["ETag"]) == (there.content, there.headers["ETag"])
    assert "Wanted" in here.text
    known = {"If-None-Match": here.headers["ETag"]}
    assert [machines.read(machine, cast[2], **known).status_code for machine in (0, 1)] == [304, 304]
    machines.call(0, "PATCH", f"/bookings/{booking}", {"title": "Had"})
    after = machines.read(1, cast[2], **known)
    assert (after.status_code, "SUMMARY:Had" in after.text) == (200, True)


def a_sign_in_counts_on_both_and_so_does_the_sign_out(machines, cast):
    browser = Browser(*machines.urls)
    assert browser.post("/login", server=0, email=cast[0].alice.email, password=make.PASSWORD).status_code == 303
    db.session.rollback()
    assert [browser.get("/account/", server=machine).status_code for machine in (0, 1)] == [200, 200]
    kept = dict(browser.http.cookies)

    assert browser.post("/logout", server=1, form="/account/").status_code == 303
    browser.http.cookies.update(kept)
    assert [browser.get("/account/", server=machine).status_code for machine in (0, 1)] == [303, 303]


def four_who_come_to_both_for_three_places(machines):
    said = [machines.call(number % 2, "POST", "/events/school/registrations", GUEST | {"email": f"g{number}@example.org", "given_name": f"G{number}"})
            for number in range(4)]  # fmt: skip
    assert [each["status"] for each in said] == ["confirmed"] * 3 + ["waitlisted"]
    assert all(each["manage_url"].startswith(f"{ADDRESS}/registrations/") for each in said)
    states = {machines.read(machine, each["manage_url"].removeprefix(ADDRESS)).status_code for each in said for machine in (0, 1)}
    assert states == {200}


def letters_leave_once(app, tmp_path: Path):
    """Two workers write and send the registrants' letters: one each, in its own file."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    workers = [subprocess.Popen(command, cwd=ROOT, env=environment_of(app, BASE_URL=ADDRESS), stdout=subprocess.DEVNULL) for _each in range(2)]

    def sent() -> int:
        db.session.rollback()
        counts = outbox.counts()
        unwritten = db.session.scalar(select(func.count()).select_from(LetterOwed))
        return counts[Delivery.SENT] if counts[Delivery.WAITING] == unwritten == 0 else 0

    try:
        wait_until(lambda: sent() >= 4, why="the four letters left")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(20)
    letters = [email.message_from_bytes(path.read_bytes()) for path in (tmp_path / "mail").glob("*.eml")]
    to_guests = sorted(letter["To"] for letter in letters if letter["To"].startswith("g"))
    assert to_guests == [f"g{number}@example.org" for number in range(4)]
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)


def without_redis_both_go_on(machines, redis_server):
    kept = {path: machines.read(0, path).content for path in PUBLIC}
    redis_server.kill()

    for path in PUBLIC:
        assert [machines.read(machine, path).content for machine in (0, 1)] == [kept[path]] * 2
    machines.call(0, "PATCH", "/events/school/sessions/BRIDGE", {"title": "After the cache"})
    machines.call(0, "POST", "/events/school/releases", {})
    assert "After the cache" in machines.read(1, PUBLIC[0]).text
