"""A calendar that was told something after the backup was made is never told that this is still so after the restore."""

from datetime import datetime, timedelta

import pytest

from conference.kernel import backup
from conference.kernel.clock import at
from conference.kernel.database import db
from conference.programme.models import Event
from tests.feeds.scene import NOW, congress, move

FEED = "/calendar/events/congress.ics"
SEQUENCE = "SEQUENCE:"


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


def later(hours):
    return NOW + timedelta(hours=hours)


def move_again(scene, hours, now):
    event = db.session.scalars(db.select(Event).where(Event.slug == "congress")).one()
    move(event, "ETHI", by="system", hours=hours, now=now)


def sequence(calendar):
    """Of the moved session."""
    [item] = [each for each in calendar.split("BEGIN:VEVENT") if "éthique" in each]
    return int(item.partition(SEQUENCE)[2].split()[0])


def test_another_change_after_the_restore_is_no_304_and_a_later_sequence(app, client, both_engines, tmp_path):
    scene = congress()
    kept = client.get(FEED)
    backup.write(tmp_path / "night.backup", now=NOW)
    move_again(scene, 1, later(1))
    lost = client.get(FEED)
    assert sequence(lost.text) == sequence(kept.text) + 1

    with at(later(2)):
        backup.read(tmp_path / "night.backup", force=True)
        back = client.get(FEED, headers={"If-None-Match": lost.headers["ETag"]})
        assert back.status_code == 200
        assert back.text.count(f"\n{SEQUENCE}0") == kept.text.count(f"\n{SEQUENCE}0")  # nothing rings that is as it was
        move_again(scene, 2, later(3))
        again = client.get(FEED, headers={"If-None-Match": lost.headers["ETag"], "If-Modified-Since": lost.headers["Last-Modified"]})
    assert again.status_code == 200
    assert sequence(again.text) > sequence(lost.text)


def test_a_thing_whose_first_change_was_lost_does_not_get_the_same_first_version(app, both_engines, tmp_path):
    congress()
    backup.write(tmp_path / "night.backup", now=NOW)
    stamps = []
    for hours in (1, 2):
        move_again(None, hours, later(hours))
        stamps.append(db.session.execute(db.text("SELECT version FROM stamp WHERE scope LIKE 'timetable:%'")).scalar_one())
        backup.read(tmp_path / "night.backup", force=True)
    assert stamps[0] != stamps[1]
    assert datetime.fromtimestamp(max(stamps) / 2).year < 2100  # the numbers stay small enough for ever
