"""FOSDEM 2026 on both engines: in under twenty seconds, out as it was, and again without a change."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from conference.feeds.exports import programme_of
from conference.feeds.frab_read import read, read_file
from conference.feeds.frab_write_json import write_json
from conference.feeds.frab_write_xml import write_xml
from conference.feeds.imports import import_schedule
from conference.kernel.database import db
from conference.kernel.history import SYSTEM
from conference.programme.models import Event, EventRoom, PublishedSession, Speaker, Track

pytestmark = pytest.mark.slow
NOW = datetime(2026, 1, 10, tzinfo=UTC)


def test_fosdem_is_brought_in_whole_and_fast(app, both_engines, shared):
    began = time.process_time()  # our own seconds: whoever else is on the machine must not fail this
    given = read_file(shared / "data/frab/fosdem-2026.xml")
    import_schedule(given, slug="fosdem-2026", by=SYSTEM, now=NOW)
    assert time.process_time() - began < 10
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in (PublishedSession, EventRoom, Speaker, Track)] == [
        883,
        30,
        927,
        62,
    ]
    event = db.session.scalars(select(Event)).one()
    kept = programme_of(event, page_of=str)
    assert kept == given and read(write_json(kept)) == given and read(write_xml(kept)) == given
    assert not import_schedule(given, slug="fosdem-2026", by=SYSTEM, now=NOW)
