"""Several organisers press the button at once."""

import threading
from collections import Counter

import pytest

from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.programme.actions import publish_timetable
from conference.programme.models import Event, PublishedSession, Release
from tests.make import hours
from tests.programme.conftest import LATER, talk

pytestmark = pytest.mark.slow


def test_a_draft_is_published_once_whoever_presses_first(both_engines, app, congress):
    for number in range(3):
        talk(congress, span=hours(number))
    event_id, start, outcomes = congress.id, threading.Barrier(6), []
    db.session.rollback()

    def press():
        with app.app_context():
            event = db.session.get_one(Event, event_id)
            start.wait()
            try:
                publish_timetable(event, by="system", now=LATER)
                outcomes.append("published")
            except Refused as refused:
                outcomes.extend(refused.codes)

    threads = [threading.Thread(target=press) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(outcomes) == {"published": 1, "nothing-to-publish": 5}
    assert (db.session.query(Release).count(), [row.sequence for row in db.session.query(PublishedSession)]) == (1, [0, 0, 0])
