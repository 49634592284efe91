"""Written items on both engines: versions rise with content only, and many readers of a cold calendar get the same bytes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta

import pytest
import requests

from conference.feeds.entries import Days, Entry, Organiser, State
from conference.feeds.ical import EMITTER
from conference.feeds.ledger import digest_of, fragments
from conference.feeds.models import Fragment
from conference.kernel.database import db
from conference.kernel.span import Span
from tests.feeds.scene import congress, move

START = datetime(2027, 3, 1, 8, tzinfo=UTC)
CHANGED = datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(uid="a@centre", **more):
    facts = {"uid": uid, "sequence": 0, "changed_at": CHANGED, "when": Span(START, START + timedelta(hours=1)), "title": "Talk"}
    return Entry(**{**facts, **more})


def version(uid="a@centre", flavour=""):
    row = db.session.get_one(Fragment, (uid, flavour))
    return row.sequence, row.changed_at, row.created_at


def test_the_digest_is_that_of_the_whole_item_as_it_always_was():
    """An item whose digest changed with our writing of it would move in every calendar in the world."""
    full = entry(
        when=Days(START.date(), START.date()),
        categories=("One", "Two"),
        geo=(48.85, 2.35),
        organiser=Organiser("Ada", "ada@centre.example"),
        state=State.CANCELLED,
    )
    for each in (entry(), full):
        bare = replace(each, sequence=0, changed_at=datetime.min.replace(tzinfo=UTC), created_at=None)
        assert digest_of(each) == hashlib.sha256(f"{EMITTER}{astuple(bare)!r}".encode()).hexdigest()


def test_an_item_that_says_the_same_keeps_its_version(app, both_engines):
    [first] = fragments([entry()], flavour="", now=NOW)
    [again] = fragments([entry(sequence=5, changed_at=CHANGED + timedelta(days=1))], flavour="", now=NOW)
    assert again == first and version() == (0, CHANGED, CHANGED)


def test_another_content_is_a_later_version_whatever_its_row_says(app, both_engines):
    fragments([entry()], flavour="", now=NOW)
    fragments([entry(location="Elsewhere")], flavour="", now=NOW)
    assert version() == (1, NOW, CHANGED)
    fragments([entry(location="Back")], flavour="", now=NOW)
    assert version() == (2, NOW + timedelta(seconds=1), CHANGED)
    later = NOW + timedelta(days=1)
    fragments([entry(location="Again", sequence=9, changed_at=later)], flavour="", now=later)
    assert version() == (9, later, CHANGED)


def test_flavours_of_an_item_have_versions_of_their_own(app):
    fragments([entry()], flavour="", now=NOW)
    fragments([entry(title="Taken")], flavour="busy", now=NOW)
    assert version() == version(flavour="busy") == (0, CHANGED, CHANGED)


def test_a_thousand_items_are_written_and_read_in_their_order(app, both_engines):
    items = [entry(f"{number:04}@centre", title=f"Talk {number}") for number in range(1000, 0, -1)]
    first = fragments(items, flavour="", now=NOW)
    assert [b"Talk %d\r" % number in body for number, body in zip(range(1000, 0, -1), first, strict=True)] == [True] * 1000
    assert fragments([replace(each, sequence=3) for each in items], flavour="", now=NOW) == first


@pytest.mark.slow
def test_twelve_readers_of_a_cold_calendar_get_the_same_bytes(app, both_engines, serve):
    real = datetime.now(UTC).replace(microsecond=0)
    scene = congress(now=real - timedelta(days=1), first=(real + timedelta(days=90)).date())
    server = serve(workers=3)
    url = f"{server.url}/calendar/events/congress.ics"
    for round_ in range(3):
        with ThreadPoolExecutor(12) as readers:
            answers = list(readers.map(lambda _each: requests.get(url, timeout=60), range(12)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        move(scene.event, "ETHI", by=scene.centre.alice, now=real - timedelta(hours=3 - round_))
