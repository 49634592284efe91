"""The database is lost while the centre is in full use: an administrator brings last night's file back, with the commands of
docs/deploy.md, and everything that was answered before the backup began is there, and calendars never notice."""

import re
import subprocess
import sys
import urllib.parse
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import requests
from sqlalchemy import select
from sqlalchemy.engine import make_url

from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import backup, clock
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.people.actions import create_token
from conference.programme.actions import add_material, add_session, add_speaker, publish_timetable, set_photo
from conference.programme.models import Session
from conference.programme.rules import Part
from tests import make
from tests.fixtures import ROOT
from tests.fixtures.servers import environment_of, wait_until
from tests.storms import post
from tests.storms.afterwards import PLACES, nothing_half_there, there_exactly_once
from tests.storms.crowd import FIRST, Call, Crowd

pytestmark = pytest.mark.slow
VERSIONS = re.compile(rb"^(?:UID|SEQUENCE|DTSTAMP)[:;].*", re.MULTILINE)


@pytest.fixture
def database_url(request, both_engines, tmp_path):
    """As on a new machine: not a single table."""
    return request.getfixturevalue("empty_postgres") if both_engines == "postgresql" else f"sqlite:///{tmp_path / 'centre.db'}"


@pytest.fixture
def settings(mailbox):
    return {"MAIL_URL": mailbox.url}


@pytest.fixture
def stage(app):
    """A token, and the addresses of what is read before and after: calendars, a photo, slides."""
    backup.migrate()
    centre, now = make.centre(open_always=True), clock.now()
    by = {"by": centre.ada, "now": now}
    event = make.event(of=centre.institute, places=PLACES, registration_open=True, starts_on=now.date(), ends_on=now.date())
    grace = add_speaker(event, name="Grace Hopper", code="GRACE", **by)
    add_session(
        event, title=Words({"en": "Compilers"}), code="KEY001", room=event.rooms[0], span=make.hours(0), speakers=[(grace, Part.SPEAKER)], **by
    )
    publish_timetable(event, **by)
    change = db.session.scalars(select(Session)).one()
    photo = set_photo(grace, make.picture(), **by).uid
    slides = add_material(change, title="Slides", content=make.pdf(), file_name="slides.pdf", **by).uid
    private = make_link(centre.ada, Purpose.BOOKINGS, **by)
    token = create_token(centre.ada, **by)
    feeds = ["/calendar/events/congress.ics", "/calendar/events/congress/speakers/GRACE.ics", "/calendar/centre.ics", "/events/congress/schedule.xml"]
    db.session.rollback()
    return token, feeds, [f"/files/photos/{photo}.jpg", f"/files/materials/{slides}"], f"/calendar/private/{private}.ics"


def command(app, *words: str) -> str:
    """What an administrator types."""
    run = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    done = subprocess.run(run, cwd=ROOT, env=environment_of(app), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def lose(app) -> None:
    """The file is gone (what SQLite keeps beside it may still lie there); or the whole schema."""
    db.session.remove()
    db.engine.dispose()
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.drivername == "sqlite":
        Path(url.database).unlink()
    else:
        with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


def test_a_lost_database_comes_back_from_a_backup_of_the_running_centre(app, stage, serve, start_worker, mailbox, tmp_path, both_engines):
    token, feeds, files, private = stage
    server, worker, file = serve(workers=2), start_worker(), tmp_path / "night.backup"
    for number in (1, 2, 3):
        book(server.url, token, f"Kept {number}", days=number)
    before = {path: requests.get(server.url + path, timeout=30) for path in (*feeds, *files, private)}
    assert {answer.status_code for answer in before.values()} == {200}

    crowd = Crowd(server.url, token, seed=1).start()
    wait_until(lambda: crowd.answered() >= 60, why="the storm rages")
    answered = [call for call in list(crowd.calls) if call.answer is not None]
    command(app, "backup", str(file))
    during = crowd.answered()
    wait_until(lambda: crowd.answered() >= during + 10, why="the storm goes on")
    server.kill()
    worker.kill()
    crowd.end()
    assert during > sum(call.made for call in answered)  # it did not wait for the backup
    lose(app)

    assert "back from" in command(app, "restore", str(file))

    there_exactly_once(answered)
    nothing_half_there()
    server = serve(workers=2, port=urllib.parse.urlsplit(server.url).port)
    start_worker()
    calendars_never_notice(server.url, before, feeds, files)
    mine = VERSIONS.findall(items(requests.get(server.url + private, timeout=30)))
    assert set(VERSIONS.findall(items(before[private]))) <= set(mine)
    life_goes_on(server.url, token)
    post.each_is_owed_or_written_once()
    left = len(mailbox.ids)
    wait_until(lambda: len(mailbox.ids) > left, why="letters leave again")


def book(url, token, title, days):
    """A call that is answered 201, on a day before the storm's."""
    at = f"{FIRST - timedelta(days=days)}T"
    body = {"room": "hall", "title": title, "status": "confirmed", "starts_at": f"{at}09:00+02:00", "ends_at": f"{at}10:00+02:00"}
    made(Call("booking", "/bookings", body, key=title.replace(" ", "-")), url, token)


def made(call, url, token):
    call.send(url, token, requests.Session())
    assert call.made, call


def calendars_never_notice(url, before, feeds, files):
    """Every item is in the version it had. No calendar hears 304, for who knows what it was told since the backup; files are as
    they were, and known by their contents."""
    for path in feeds:
        old, new = before[path], requests.get(url + path, headers={"If-None-Match": before[path].headers["ETag"]}, timeout=30)
        assert (new.status_code, VERSIONS.findall(items(new))) == (200, VERSIONS.findall(items(old))), path
        assert requests.get(url + path, headers={"If-None-Match": new.headers["ETag"]}, timeout=30).status_code == 304, path
    for path in files:
        assert requests.get(url + path, headers={"If-None-Match": before[path].headers["ETag"]}, timeout=30).status_code == 304, path


def items(answer):
    """What comes after the calendar's own head, which tells when the whole was last changed."""
    return answer.content[answer.content.find(b"BEGIN:VEVENT") :]


def life_goes_on(url, token):
    """New numbers follow the old ones."""
    book(url, token, "Afterwards", days=4)
    guest = {"email": "late@example.org", "given_name": "Late", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}
    made(Call("registration", "/events/congress/registrations", guest, key="late"), url, token)
