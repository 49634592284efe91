"""What the pages cost: statements that do not grow with the programme, and a release of 900 sessions in seconds."""

import time
from contextlib import contextmanager

import pytest
from sqlalchemy import event as happens

from conference.booking.actions import book_room
from conference.kernel.words import Words
from conference.programme.actions import (
    add_material,
    add_session,
    add_speaker,
    add_track,
    book_for_event,
    change_session,
    publish_timetable,
    set_photo,
)
from conference.programme.models import Event, PublishedSession, Session
from conference.programme.rules import Part, SessionKind
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.conftest import LATER, publish

BY = {"by": "system", "now": MONDAY}
MOST = 12  # statements that a page may need
PUBLIC = ["", "schedule/", "schedule/?view=list&q=talk", "speakers/", "changes/", "sessions/T0/", "speakers/P0/"]
MANAGE = [
    "",
    "draft/",
    "draft/T0/",
    "sessions/",
    "sessions/T0/",
    "sessions/T0/materials/",
    "speakers/",
    "speakers/P0/",
    "rooms/",
    "tracks/",
    "team/",
    "publish/",
]


@contextmanager
def counted():
    statements = []

    def note(_connection, _cursor, statement, *_more):
        if statement != "BEGIN":
            statements.append(statement)

    happens.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        happens.remove(db.engine, "before_cursor_execute", note)


def fill(event, number):
    """So many blocks, each with a talk in it, tracks, speakers; published."""
    for n in range(number):
        speaker = add_speaker(event, name=f"Person {n}", code=f"P{n}", **BY)
        track = add_track(event, name=Words(f"Track {n}"), **BY)
        facts = {"track": track, "room": event.rooms[0], "speakers": [(speaker, Part.SPEAKER)]}
        set_photo(speaker, make.picture(), **BY)
        block = add_session(event, title=Words(f"Block {n}"), code=f"B{n}", kind=SessionKind.SESSION, span=hours(2 * n, 2), **facts, **BY)
        talk = add_session(event, title=Words(f"A talk {n}"), code=f"T{n}", part_of=block, span=hours(2 * n), **facts, **BY)
        add_material(talk, url="https://example.org", **BY)
    publish(event)


def costs(client, below, pages):
    """How many statements each page of an event needs."""
    needed = {}
    for page in pages:
        with counted() as statements:
            assert client.get(f"{below}{page}").status_code == 200
        needed[page] = len(statements)
    return needed


@pytest.fixture
def small_and_large(house):
    """Two events of one shape: one of everything, and three."""
    fill(house.event, 1)
    fill(make.event("larger", house.institute), 3)
    larger = db.session.scalars(db.select(Event).where(Event.slug == "larger")).one()
    for event, room, number in ((house.event, house.hall_a, 1), (larger, house.hall_b, 3)):
        for n in range(number):
            book_for_event(event, room=room, span=hours(2 * n), title=f"Congress {n}", by=house.alice, now=MONDAY)
    book_room(room=house.auditorium, span=hours(0), title="To join", organisation=house.institute, by=house.alice, now=MONDAY)
    return house


def test_public_pages_cost_the_same_with_one_and_with_three(small_and_large, client):
    client.get("/events/")  # what a process reads once

    one, three = (costs(client, f"/events/{slug}/", PUBLIC) for slug in ("congress", "larger"))

    assert one == three
    assert max(three.values()) <= MOST, three


def test_manage_pages_cost_the_same_with_one_and_with_three(small_and_large, client):
    make.sign_in(client, small_and_large.alice).get("/manage/events/")

    one, three = (costs(client, f"/manage/events/{slug}/", MANAGE) for slug in ("congress", "larger"))

    assert one == three
    assert max(three.values()) <= MOST, three


@pytest.mark.slow
def test_a_release_of_900_sessions_takes_seconds(both_engines, congress):
    sessions = [
        Session(event_id=congress.id, code=f"T{n}", title=Words(f"Talk {n}"), abstract="All about it. " * 60, starts_at=hours(n % 20).start,
                ends_at=hours(n % 20).end, room_id=congress.rooms[0].id, created_at=MONDAY, changed_at=MONDAY)
        for n in range(900)
    ]  # fmt: skip
    make.saved(*sessions)

    for now, added, changed in ((MONDAY, 900, 0), (LATER, 0, 1)):
        start = time.process_time()
        with counted() as statements:
            release = publish_timetable(congress, by="system", now=now)
        assert time.process_time() - start < 4  # 0.4 s on a quiet machine
        assert (len(release.difference["added"]), len(release.difference["changed"])) == (added, changed)
        assert len(statements) <= 24, statements
        change_session(db.session.query(Session).filter_by(code="T0").one(), title=Words("New"), by="system", now=LATER)

    assert db.session.query(PublishedSession).count() == 900
