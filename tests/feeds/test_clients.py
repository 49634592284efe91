"""The field's own judges over a real server: check_feed.py on every kind of calendar with FOSDEM 2026 in it, and vdirsyncer with khal."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from conference.booking.actions import book_room
from conference.feeds.actions import make_link
from conference.feeds.frab_read import read_file
from conference.feeds.imports import import_schedule
from conference.feeds.rules import Purpose
from conference.kernel.history import SYSTEM
from conference.kernel.span import Span
from conference.programme.actions import cancel_session, place_session, publish_timetable
from tests.feeds.checker import check_feed
from tests.feeds.scene import congress, move, session

pytestmark = pytest.mark.slow
REAL = datetime.now(UTC).replace(microsecond=0)  # these programs look at the real clock
YESTERDAY = REAL - timedelta(days=1)
FIRST = (REAL + timedelta(days=90)).date()
SECOND = FIRST + timedelta(days=1)

PUBLIC = [
    "centre.ics",
    "events/fosdem-2026.ics",
    "events/fosdem-2026/tracks/main.ics",
    "events/fosdem-2026/rooms/janson.ics",
    "events/fosdem-2026/speakers/2.ics",
    "events/fosdem-2026/sessions/8376.ics",
    "events/congress.ics",
    "events/congress/sessions/MORN.ics",
]
VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/cal"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[feed]]
path = {folder}/cal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Paris
default_timezone = Europe/Paris
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture
def scene(app, shared):
    import_schedule(read_file(shared / "data/frab/fosdem-2026.xml"), slug="fosdem-2026", by=SYSTEM, now=YESTERDAY)
    return congress(now=YESTERDAY, first=FIRST)


def test_the_checker_finds_nothing_on_any_calendar_with_fosdem_in_it(scene, serve, shared):
    server = serve(workers=2)
    for path in PUBLIC:
        check_feed(shared, f"{server.url}/calendar/{path}", "--stable", "--wait", "0.2")
    alice, seminar = scene.centre.alice, scene.centre.seminar
    start = (REAL + timedelta(days=7)).replace(hour=9, minute=0, second=0)
    book_room(
        room=seminar,
        span=Span(start, start + timedelta(hours=1)),
        title="Board; meeting, \\ one",
        organisation=scene.centre.institute,
        by=alice,
        now=REAL,
        rrule="FREQ=WEEKLY;COUNT=30",
    )
    bookings, duties = (make_link(alice, purpose, by=alice, now=REAL) for purpose in (Purpose.BOOKINGS, Purpose.DUTIES))
    diary = make_link(scene.centre.vera, Purpose.ROOM, room=seminar, detailed=True, by=alice, now=REAL)
    for path in (f"private/{bookings}.ics", f"private/{duties}.ics", f"rooms/seminar-1.ics?token={diary}"):
        check_feed(shared, f"{server.url}/calendar/{path}", "--stable", "--wait", "0.2", "--private")


def test_the_checker_finds_nothing_after_a_talk_moved_and_one_was_cancelled(scene, server, shared, tmp_path):
    parts = ("tracks/ethics", "rooms/marquee", "rooms/auditorium", "speakers/ANN", "sessions/ETHI")
    paths = ["events/congress.ics", *(f"events/congress/{part}.ics" for part in parts)]
    for path in paths:
        (tmp_path / path.replace("/", "-")).write_bytes(requests.get(f"{server.url}/calendar/{path}", timeout=30).content)
    move(scene.event, "ETHI", by=scene.centre.alice, now=REAL - timedelta(minutes=5))
    place_session(session("MORN"), span=session("MORN").span, room=scene.marquee, by=scene.centre.alice, now=REAL - timedelta(minutes=4))
    cancel_session(session("OPEN"), by=scene.centre.alice, now=REAL - timedelta(minutes=4))
    publish_timetable(scene.event, by=scene.centre.alice, now=REAL - timedelta(minutes=4))
    for path in paths:
        check_feed(shared, f"{server.url}/calendar/{path}", "--previous", str(tmp_path / path.replace("/", "-")))


def test_after_a_changed_fosdem_file_the_checker_finds_nothing(scene, server, shared, tmp_path):
    url = f"{server.url}/calendar/events/fosdem-2026.ics"
    (tmp_path / "before.ics").write_bytes(requests.get(url, timeout=30).content)
    file = (shared / "data/frab/fosdem-2026.xml").read_text()
    (tmp_path / "changed.xml").write_text(file.replace("T09:30:00+01:00", "T09:35:00+01:00"))
    done = import_schedule(read_file(tmp_path / "changed.xml"), slug="fosdem-2026", by=SYSTEM, now=REAL)
    assert done.difference.counts()["moved"] > 5 and done.difference.counts()["added"] == 0
    check_feed(shared, url, "--stable", "--wait", "0.2", "--previous", str(tmp_path / "before.ics"))


class Subscriber:
    """A person's vdirsyncer and khal, with their files in a folder of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.environment = folder, {"HOME": str(folder), "PATH": str(Path(sys.executable).parent), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        (folder / "cal").mkdir()
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url))
        (folder / "khal.conf").write_text(KHAL.format(folder=folder))
        self.run("vdirsyncer", "--config", str(folder / "vdirsyncer.conf"), "discover", answers="y\n" * 5)

    def run(self, program: str, *arguments: str, answers: str = "") -> str:
        command = [str(Path(sys.executable).parent / program), *arguments]
        done = subprocess.run(command, env=self.environment, input=answers, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def sees(self) -> list[str]:
        """What stands in their calendar in the days of the congress."""
        self.run("vdirsyncer", "--config", str(self.folder / "vdirsyncer.conf"), "sync")
        form = "{start-date} {start-time}-{end-time} {title} [{location}]"
        listed = self.run("khal", "-c", str(self.folder / "khal.conf"), "list", FIRST.isoformat(), "3d", "--format", form, "--day-format", "")
        return [line for line in listed.splitlines() if line.strip()]


def test_a_subscriber_sees_a_move_after_the_next_sync(scene, server, tmp_path):
    assert shutil.which("vdirsyncer", path=str(Path(sys.executable).parent)), "needs vdirsyncer and khal: pip install -r requirements-dev.txt"
    subscriber = Subscriber(tmp_path, f"{server.url}/calendar/events/congress.ics")
    before = subscriber.sees()
    assert f"{SECOND} 09:00-10:00 L’éthique [Marquee]" in before and len(before) == 4
    move(scene.event, "ETHI", by=scene.centre.alice, now=REAL - timedelta(minutes=5))
    after = subscriber.sees()
    assert f"{SECOND} 11:00-12:00 L’éthique [Marquee]" in after and len(after) == 4
    assert set(before) - set(after) == {f"{SECOND} 09:00-10:00 L’éthique [Marquee]"}
