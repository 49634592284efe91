"""Whoever watches the centre from outside sees what is so: health, orderly ends, and a log that names nobody."""

import json
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select, text

from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import clock, jobs, outbox
from conference.kernel.database import db, transaction
from conference.kernel.mail import Delivery, Letter, Mail, post
from conference.people.actions import create_token
from tests import make
from tests.fixtures.servers import wait_until
from tests.storms.browser import Browser

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(mailbox):
    return {"MAIL_URL": mailbox.url, "METRICS_TOKEN": "open sesame"}


@transaction
def time_passes(how_long):
    """The last signs of life are so much older."""
    for beat in db.session.scalars(select(jobs.Heartbeat)):
        beat.beat_at -= how_long


@transaction
def write(count):
    for number in range(count):
        post(Mail(to=f"reader{number}@example.org", locale="en", subject="Hello", text="Hello\n", about="booking:1"))


def test_health_tells_whether_a_worker_lives(app, serve, start_worker, both_engines):
    url = serve(workers=1).url + "/api/v1/health"

    def worker_is(state):
        answer = requests.get(url, timeout=10)
        assert answer.status_code == 200
        return answer.json() == {"status": "ok" if state == "running" else "degraded", "database": "ok", "worker": state}

    assert worker_is("silent")
    first = start_worker()
    wait_until(lambda: worker_is("running"), why="a worker is there")
    assert first.stop() == 0
    assert worker_is("silent")  # it said good-bye

    second = start_worker()
    wait_until(lambda: worker_is("running"), why="another one is there")
    second.kill()
    assert worker_is("running")
    time_passes(jobs.SILENT_AFTER + timedelta(seconds=1))
    assert worker_is("silent")
    start_worker()
    wait_until(lambda: worker_is("running"), why="and a third")


def test_a_worker_that_is_told_to_end_finishes_the_letters_that_it_has_begun(app, start_worker, mailbox, both_engines):
    mailbox.delay_s = 1.5
    write(3)
    worker = start_worker()

    def on_its_way():
        db.session.rollback()
        return db.session.scalar(select(Letter.id).where(Letter.leased_until.is_not(None)))

    wait_until(on_its_way, why="a letter is on its way")
    assert worker.stop() == 0

    db.session.rollback()
    left = db.session.scalars(outbox.letters(Delivery.SENT)).all()
    assert sorted(mailbox.ids) == sorted(letter.message_id for letter in left)
    assert left
    assert on_its_way() is None
    assert jobs.last_beat() is None


def test_a_request_that_dies_is_told_without_its_secrets_and_without_names(app, serve, start_worker):
    """The log of a real server: of a sign-in, a registration, private links and tokens, and of a request that ends in a crash."""
    centre, now = make.centre(open_always=True), clock.now()
    make.event(of=centre.institute, places=9, registration_open=True, starts_on=now.date(), ends_on=now.date())
    secrets = {"token": create_token(centre.ada, by=centre.ada, now=now), "link": make_link(centre.alice, Purpose.AGENDA, by=centre.alice, now=now)}
    db.session.rollback()
    server, worker = serve(workers=1), start_worker()
    guest = {"email": "yuki.tanaka@example.org", "given_name": "Yukiko", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}
    said = requests.post(server.url + "/api/v1/events/congress/registrations", json=guest, timeout=20).json()
    secrets["manage"], secrets["code"] = said["manage_url"].rstrip("/").rpartition("/")[2], said["code"]
    ask = Browser(server.url)
    assert ask.post("/login", email=centre.alice.email, password=make.PASSWORD).status_code == 303
    secrets["cookie"] = ask.http.cookies["session"]
    for path in (f"/registrations/{secrets['manage']}/", f"/calendar/private/{secrets['link']}.ics"):
        assert ask.get(path).status_code == 200
    assert requests.get(server.url + "/api/v1/me", headers={"Authorization": f"Bearer {secrets['token']}"}, timeout=20).status_code == 200
    db.session.rollback()
    db.session.execute(text("DROP TABLE claim"))  # what a search for a room reads
    db.session.commit()

    search = {"date": f"{now + timedelta(days=30):%Y-%m-%d}", "from": "09:00", "to": "10:00", "token": secrets["link"], "name": "Yukiko"}
    dead = requests.get(server.url + "/rooms/", params=search, headers={"Authorization": f"Bearer {secrets['token']}"}, timeout=20)
    wait_until(lambda: "job done" in worker.log.read_text(), why="the worker has written the letter")

    assert dead.status_code == 500
    log = server.log.read_text() + worker.log.read_text()
    lines = [json.loads(line) for line in log.splitlines()]  # nothing but JSON, the traceback too
    crash = [line for line in lines if "error" in line and line.get("request_id") == dead.headers["X-Request-Id"]]
    assert [line["level"] for line in crash] == ["error"]
    assert any("booking" in place for place in crash[0]["error"]["at"])
    known = [*secrets.values(), make.PASSWORD, "Yukiko", "yuki.tanaka", centre.alice.email, "127.0.0.1", "Alice"]
    assert [word for word in known if word in log] == []
    assert requests.get(server.url + "/metrics", timeout=10).status_code == 404
    seen = requests.get(server.url + "/metrics", headers={"Authorization": "Bearer open sesame"}, timeout=10).text
    assert "centre_crashes_total 1.0" in seen
    assert [word for word in known if word in seen] == []
