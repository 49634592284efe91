"""Events, sessions, speakers, tracks, rooms: what each action guarantees and refuses."""

import re

import pytest

from conference.kernel.history import history_of
from conference.kernel.stamps import stamp
from conference.kernel.words import Words
from conference.programme.actions import (
    add_event_room,
    add_session,
    add_speaker,
    add_track,
    book_for_event,
    cancel_event,
    cancel_session,
    change_event,
    change_session,
    change_speaker,
    create_event,
    join_booking,
    place_session,
)  # fmt: skip
from conference.programme.models import EventBooking
from conference.programme.rules import Part, SessionKind, SessionState, Visibility
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.conftest import LATER, refused, talk

BY = {"by": "system", "now": MONDAY}


def event(organisation, **more):
    facts = {"slug": "school", "title": Words("School"), "starts_on": MONDAY.date(), "ends_on": MONDAY.date(), "timezone": "Asia/Kathmandu",
             "languages": ["en"], "visibility": Visibility.PRIVATE, **more}  # fmt: skip
    return create_event(organisation=organisation, **facts, **BY)


def test_a_private_event_leaves_the_centres_public_list_alone(app):
    institute = make.organisation()
    private = event(institute)
    assert (make.raised(private.scope), make.raised("centre")) == (1, 0)

    change_event(private, visibility=Visibility.PUBLIC, by="system", now=LATER)
    assert make.raised("centre", LATER) == 1
    change_event(private, visibility=Visibility.PRIVATE, by="system", now=LATER)
    assert make.raised("centre", LATER) == 2


def test_an_address_is_taken_once(both_engines, app):
    institute = make.organisation()
    event(institute)

    assert refused(event, institute) == (409, ["address-taken"])


def test_everything_that_is_wrong_with_an_event_is_said_at_once(app):
    wrong = {
        "slug": "No!",
        "title": Words(),
        "ends_on": MONDAY.date().replace(year=2026),
        "timezone": "Mars",
        "languages": [],
        "places": -1,
        "url": "ftp://x",
    }

    assert refused(event, make.organisation(), **wrong) == (
        422, ["bad-address", "bad-url", "ends-before-it-starts", "negative-places", "no-title", "unknown-language", "unknown-zone"],
    )  # fmt: skip


def test_a_change_that_calendars_show_raises_the_sequence_and_another_does_not(congress):
    change_event(congress, places=10, by="system", now=LATER)
    assert (congress.sequence, congress.changed_at) == (0, LATER)

    change_event(congress, title=Words("New"), by="system", now=LATER)
    assert congress.sequence == 1
    before = stamp(congress.scope)
    change_event(congress, title=Words("New"), by="system", now=LATER)
    assert (congress.sequence, stamp(congress.scope)) == (1, before)


def test_the_history_tells_what_was_changed(congress):
    change_event(congress, title=Words("New"), by="user:x", now=LATER)

    [change] = db.session.scalars(history_of(congress.entity)).all()
    assert (change.actor, change.before, change.after) == ("user:x", {"title": {"en": "The Congress"}}, {"title": {"en": "New"}})


def test_a_cancelled_event_closes_its_registration_once(congress):
    change_event(congress, registration_open=True, by="system", now=MONDAY)
    cancel_event(congress, by="system", now=LATER)

    assert (congress.cancelled_at, congress.registration_open, congress.sequence) == (LATER, False, 1)
    assert refused(cancel_event, congress, by="system", now=LATER) == (409, ["already-cancelled"])


def test_a_session_gets_a_code_of_six_letters_and_digits(congress):
    assert re.fullmatch("[0-9A-Z]{6}", talk(congress).code)


def test_a_code_is_taken_once_per_event(both_engines, congress):
    talk(congress, code="SAME01")
    other = make.event("other", congress.organisation)

    assert refused(talk, congress, code="SAME01") == (409, ["code-taken"])
    assert talk(other, code="SAME01").code == "SAME01"
    assert refused(talk, congress, code="no way") == (422, ["bad-code"])


def test_what_belongs_to_another_event_is_refused(congress):
    other = make.event("other", congress.organisation)
    facts = {
        "room": other.rooms[0], "track": add_track(other, name=Words("T"), **BY), "part_of": talk(other, kind=SessionKind.SESSION),
        "speakers": [(add_speaker(other, name="X", **BY), Part.SPEAKER)],
    }  # fmt: skip

    assert refused(add_session, congress, title=Words("A"), **facts, **BY) == (422, ["of-another-event"] * 4)


def test_blocks_are_one_deep(congress):
    block, part = talk(congress, kind=SessionKind.SESSION), talk(congress)
    change_session(part, part_of=block, **BY)

    assert refused(talk, congress, part_of=part) == (409, ["block-is-a-talk"])
    assert refused(change_session, block, part_of=talk(congress), **BY) == (409, ["has-talks"])
    assert refused(change_session, part, part_of=part, **BY)[0] == 409


def test_a_talk_shares_the_room_of_its_block(congress):
    tent = add_event_room(congress, name=Words("Tent"), **BY)
    block = talk(congress, "Block", hours(0, 3), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block, room=tent)
    assert part.room_id == block.room_id

    assert refused(place_session, part, span=hours(1), room=tent, **BY) == (409, ["in-a-block"])
    place_session(part, span=hours(2), room=congress.rooms[0], **BY)
    change_session(part, part_of=None, **BY)
    place_session(part, span=hours(5), room=tent, **BY)
    assert (part.span, part.room_id) == (hours(5), tent.id)


def test_a_block_that_is_taken_off_its_time_takes_its_talks_off_theirs(congress):
    block = talk(congress, "Block", hours(0, 3), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block)

    place_session(block, span=None, room=None, **BY)

    assert (part.span, part.room_id) == (None, None)


def test_a_longer_block_leaves_its_talks_where_they_are(congress):
    block = talk(congress, "Block", hours(0, 2), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block)

    place_session(block, span=hours(0, 5), room=congress.rooms[0], **BY)

    assert part.span == hours(1)


def test_a_cancelled_block_cancels_its_talks_once(congress):
    block = talk(congress, "Block", hours(0, 2), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block)
    cancel_session(block, by="system", now=LATER)

    assert (block.state, part.state) == (SessionState.CANCELLED, SessionState.CANCELLED)
    assert refused(cancel_session, block, by="system", now=LATER) == (409, ["already-cancelled"])


def test_people_are_replaced_in_order_and_stand_once_per_part(both_engines, congress):
    ann, bea = (add_speaker(congress, name=name, **BY) for name in ("Ann", "Bea"))
    session = talk(congress, speakers=[(ann, Part.SPEAKER), (ann, Part.CHAIR), (ann, Part.SPEAKER)])
    assert [(each.speaker.name, each.part) for each in session.people] == [("Ann", Part.SPEAKER), ("Ann", Part.CHAIR)]

    change_session(session, speakers=[(bea, Part.SPEAKER), (ann, Part.SPEAKER)], **BY)

    db.session.expire_all()
    assert [(each.speaker.name, each.part) for each in session.people] == [("Bea", Part.SPEAKER), ("Ann", Part.SPEAKER)]


def test_an_unknown_field_is_the_programmers_error(congress):
    with pytest.raises(TypeError, match="code"):
        change_session(talk(congress), code="NEW001", **BY)


def test_a_speaker_is_changed_and_a_nameless_one_refused(congress):
    speaker = add_speaker(congress, name=" Ann ", **BY)
    assert speaker.name == "Ann"

    change_speaker(speaker, name="Anna", biography=Words("New"), by="system", now=LATER)

    assert (speaker.name, str(speaker.biography), make.raised(congress.scope, LATER)) == ("Anna", "New", 1)
    assert refused(change_speaker, speaker, name=" ", **BY) == (422, ["no-name"])


def test_addresses_are_made_of_names_in_any_script(congress):
    names = ["Künstliche Intelligenz!", "Künstliche  Intelligenz", "人工知能", "人工"]

    assert [add_track(congress, name=Words(name), **BY).slug for name in names] == [
        "kunstliche-intelligenz",
        "kunstliche-intelligenz-2",
        "track",
        "track-2",
    ]
    assert [track.colour for track in congress.tracks] == [1, 2, 3, 4]


def test_a_booked_room_becomes_one_of_the_events_rooms_once(both_engines, house):
    booked = {"title": "Congress", "by": house.alice, "now": MONDAY}
    first = book_for_event(house.event, room=house.hall_a, span=hours(0), **booked)
    book_for_event(house.event, room=house.hall_a, span=hours(2), **booked)

    assert [room.slug for room in house.event.rooms] == ["marquee", "hall-a"]
    assert db.session.query(EventBooking).count() == 2
    assert refused(join_booking, house.event, first, **BY) == (409, ["already-for-an-event"])
    status, _codes = refused(book_for_event, house.event, room=house.hall_a, span=hours(0), **booked)
    assert (status, db.session.query(EventBooking).count()) == (409, 2)


def test_another_organisations_booking_is_not_joined(house):
    other = make.event("other", house.hospital)
    booking = book_for_event(house.event, room=house.hall_a, span=hours(0), title="Congress", by=house.alice, now=MONDAY)

    assert refused(join_booking, other, booking, **BY) == (409, ["of-another-organisation"])


def test_the_history_tells_of_each_session_that_moved_and_of_no_other(congress):
    tent = add_event_room(congress, name=Words("Tent"), **BY)
    block = talk(congress, "Block", hours(0, 2), kind=SessionKind.SESSION)
    part = talk(congress, "Talk", hours(1), part_of=block)

    place_session(block, span=hours(0, 2), room=tent, by="system", now=LATER)
    place_session(block, span=hours(0, 2), room=tent, by="system", now=LATER)

    told = {each.entity: [(change.action, change.after) for change in db.session.scalars(history_of(each.entity))][:-1] for each in (block, part)}
    assert told == {block.entity: [("change", {"room": tent.id})], part.entity: [("change", {"room": tent.id})]}
    assert (block.changed_at, part.changed_at) == (LATER, LATER)
