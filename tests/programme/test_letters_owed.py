"""What a release owes to those on the programme, and what the worker makes of it."""

import pytest
from sqlalchemy import Engine, event, select

from conference.kernel.database import db
from conference.kernel.owed import LetterOwed
from conference.people.erasure import erase_person
from conference.people.models import Person
from conference.programme.actions import add_session, add_speaker, cancel_event, cancel_session, place_session, publish_timetable, write_speaker
from conference.programme.models import Part
from conference.programme.rules import Visibility
from tests import make
from tests.fixtures.letters import written
from tests.make import hours
from tests.programme.conftest import LATER

BY = {"by": "system", "now": LATER}


@pytest.fixture
def grace(programme):
    write_speaker(programme.event, programme.grace, email="grace@example.net", name="Grace Hopper", **BY)
    return programme


def move(grace, start, *, tell=True):
    place_session(grace.keynote, span=hours(start), room=grace.event.rooms[0], **BY)
    publish_timetable(grace.event, tell=tell, **BY)


def test_two_releases_nobody_was_told_of_come_as_one_letter(grace, both_engines):
    move(grace, 5)
    move(grace, 6)
    (letter,) = written(LATER)
    assert "16:00–17:00 (Paris)" not in letter.text.partition("before")[2]
    assert "15:00–16:00 (Paris)" in letter.text and "14:00–15:00" not in letter.text


def test_what_was_corrected_in_silence_is_told_right_and_what_came_back_not_at_all(grace):
    move(grace, 5)
    move(grace, 6, tell=False)
    assert len(db.session.scalars(select(LetterOwed)).all()) == 1
    move(grace, 0, tell=False)
    assert db.session.scalars(select(LetterOwed)).all() == []
    move(grace, 5, tell=False)
    assert written(LATER) == []


def test_of_a_cancelled_event_only_what_is_cancelled_is_told(grace):
    place_session(grace.block, span=hours(8, 2), room=grace.event.rooms[0], **BY)
    cancel_session(grace.keynote, **BY)
    publish_timetable(grace.event, tell=True, **BY)
    cancel_event(grace.event, **BY)
    (letter,) = written(LATER)
    assert letter.subject == "Cancelled: Compilers (The Congress)"


def test_whoever_is_erased_is_owed_nothing(grace, both_engines):
    move(grace, 5)
    erase_person(db.session.scalars(select(Person).where(Person.email == "grace@example.net")).one(), by=grace.ada, now=LATER)
    assert (db.session.scalars(select(LetterOwed)).all(), written(LATER)) == ([], [])


def test_a_private_events_letter_has_links_only_for_those_who_may_open_them(grace):
    make.changed(grace.event, visibility=Visibility.PRIVATE)
    move(grace, 5)
    (letter,) = written(LATER)
    assert "http" not in letter.text and "/events/congress/" not in letter.html
    assert "this letter has no links" in letter.text and "this letter has no links" in letter.html

    write_speaker(grace.event, grace.grace, email="alice@example.org", name="Grace Hopper", **BY)  # an organiser of the event
    move(grace, 6)
    mine = written(LATER)[-1]
    assert "http://localhost/events/congress/sessions/KEY001/" in mine.text and "sign in to open them" in mine.text


def test_a_release_of_three_hundred_speakers_writes_no_letter_itself(grace, both_engines):
    said = []

    def note(_connection, _cursor, statement, parameters, _context, many):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    counts = []
    for size in (3, 300):
        for number in range(size):
            person = make.saved(Person(given_name="P", family_name=f"{size}-{number}", email=f"p{size}-{number}@example.org", created_at=LATER))
            speaker = add_speaker(grace.event, name=f"P {size}-{number}", person=person, **BY)
            add_session(grace.event, title={"en": f"Talk {number}"}, span=hours(number % 8), speakers=[(speaker, Part.SPEAKER)], **BY)
        said.clear()
        event.listen(Engine, "before_cursor_execute", note)
        publish_timetable(grace.event, tell=True, **BY)
        event.remove(Engine, "before_cursor_execute", note)
        counts.append(len([each for each in said if "letter" in each]))
        assert not any("INTO letter " in each for each in said)
        assert len(written(LATER)) == (3 if size == 3 else 303)
    assert counts[0] == 2
    assert counts[1] <= 4  # the same insert, in as many pieces as the driver takes it
