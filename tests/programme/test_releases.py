"""The draft becomes public: what a release says, and what it leaves alone."""

from datetime import timedelta

import pytest

from conference.kernel.objection import Refused
from conference.kernel.stamps import stamp
from conference.kernel.words import Words
from conference.programme import queries_draft
from conference.programme.actions import (
    add_session,
    add_speaker,
    add_track,
    cancel_session,
    change_event_room,
    change_session,
    place_session,
)  # fmt: skip
from conference.programme.facts import SessionFacts
from conference.programme.models import PublishedSession
from conference.programme.rules import Part, SessionKind, SessionState
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.conftest import LATER, publish, talk


def rows(event):
    return db.session.query(PublishedSession).filter_by(event_id=event.id).order_by(PublishedSession.code).all()


def counts(release):
    return {kind: len(lines) for kind, lines in release.difference.items()}


def test_the_first_release_adds_everything_that_has_its_time(both_engines, congress):
    speaker = add_speaker(congress, name="Grace Hopper", affiliation="The Institute", by="system", now=MONDAY)
    track = add_track(congress, name=Words("Machines"), by="system", now=MONDAY)
    opening = talk(congress, code="OPEN01", track=track, speakers=[(speaker, Part.SPEAKER)], abstract="All **about** it")
    add_session(congress, title=Words("Not placed yet"), by="system", now=MONDAY)

    release = publish(congress)

    [row] = rows(congress)
    assert (release.number, counts(release)) == (1, {"added": 1, "moved": 0, "changed": 0, "cancelled": 0})
    assert (row.uid, row.code, row.sequence, row.cancelled, row.changed_at, row.room_slug, row.track_slug, row.speaker_codes) == (
        opening.uid, "OPEN01", 0, False, MONDAY, "marquee", "machines", [speaker.code],
    )  # fmt: skip
    facts = SessionFacts.from_json(row.facts)
    assert facts.to_json() == row.facts
    assert [(each.name, each.affiliation, each.part) for each in facts.people] == [("Grace Hopper", "The Institute", Part.SPEAKER)]
    assert "abstract" not in row.card


def test_publishing_twice_is_refused_and_changes_nothing(both_engines, congress):
    talk(congress)
    publish(congress)
    before = stamp(congress.scope)

    with pytest.raises(Refused) as refused:
        publish(congress, LATER)

    assert refused.value.codes == ["nothing-to-publish"]
    assert stamp(congress.scope) == before
    assert len(congress.releases) == 1


def test_a_moved_session_gets_the_next_sequence_and_a_later_instant(both_engines, congress):
    first, second = talk(congress, "First", code="A1"), talk(congress, "Second", hours(2), code="B2")
    publish(congress)

    place_session(first, span=hours(4), room=congress.rooms[0], by="system", now=MONDAY)
    release = publish(congress, MONDAY)  # in the very same second

    moved, unmoved = rows(congress)
    assert counts(release) == {"added": 0, "moved": 1, "changed": 0, "cancelled": 0}
    assert (moved.sequence, moved.changed_at, moved.span) == (1, MONDAY + timedelta(seconds=1), hours(4))
    assert (unmoved.uid, unmoved.sequence, unmoved.changed_at) == (second.uid, 0, MONDAY)


def test_moved_and_moved_back_before_publishing_is_no_change(congress):
    opening = talk(congress)
    publish(congress)
    for span in (hours(3), hours(0)):
        place_session(opening, span=span, room=congress.rooms[0], by="system", now=LATER)

    assert len(queries_draft.preview(congress)) == 0


def test_a_new_title_is_a_change_and_says_so(congress):
    opening = talk(congress)
    publish(congress)
    change_session(opening, title=Words("Welcome"), by="system", now=LATER)

    [line] = queries_draft.preview(congress).changed

    assert (line.title, line.fields) == (Words("Welcome"), ("title",))


def test_a_renamed_room_changes_every_session_in_it(congress):
    talk(congress, code="A1")
    publish(congress)
    change_event_room(congress.rooms[0], name=Words("Big tent"), by="system", now=LATER)

    assert counts(publish(congress, LATER)) == {"added": 0, "moved": 0, "changed": 1, "cancelled": 0}


@pytest.mark.parametrize("take_off", ["cancel", "unplace"])
def test_what_is_taken_off_stays_as_cancelled_and_may_come_back(both_engines, congress, take_off):
    opening = talk(congress)
    publish(congress)
    if take_off == "cancel":
        cancel_session(opening, by="system", now=LATER)
    else:
        place_session(opening, span=None, room=None, by="system", now=LATER)
    release = publish(congress, LATER)
    [row] = rows(congress)
    assert counts(release) == {"added": 0, "moved": 0, "changed": 0, "cancelled": 1}
    assert (row.cancelled, row.sequence, row.changed_at) == (True, 1, LATER)
    assert len(queries_draft.preview(congress)) == 0

    change_session(opening, state=SessionState.CONFIRMED, span=hours(0), room=congress.rooms[0], by="system", now=LATER)
    publish(congress, LATER)

    [row] = rows(congress)
    assert (row.cancelled, row.sequence, row.changed_at) == (False, 2, LATER + timedelta(seconds=1))


def test_a_release_touches_the_event_the_centre_and_the_speakers(congress):
    person = make.user("Grace Hopper").person
    speaker = add_speaker(congress, name="Grace Hopper", person=person, by="system", now=MONDAY)
    talk(congress, speakers=[(speaker, Part.CHAIR)])

    publish(congress, LATER)

    assert [make.raised(scope, LATER) for scope in (congress.scope, "centre", f"person:{person.id}")] == [1, 1, 1]


def test_the_talks_of_a_cancelled_block_are_not_published(congress):
    block = talk(congress, "Block", hours(0, 3), kind=SessionKind.SESSION)
    talk(congress, "Talk", hours(1), part_of=block)
    publish(congress)
    assert [row.part_of_code for row in sorted(rows(congress), key=lambda row: row.has_parts)] == [block.code, None]

    cancel_session(block, by="system", now=LATER)

    assert counts(publish(congress, LATER)) == {"added": 0, "moved": 0, "changed": 0, "cancelled": 2}


def test_a_session_of_another_event_is_left_alone(congress):
    other = make.event("other", congress.organisation)
    talk(other)
    publish(other)
    talk(congress)

    publish(congress, LATER)

    assert [row.sequence for row in rows(other)] == [0]
