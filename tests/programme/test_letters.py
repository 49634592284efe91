"""Letters about a release: to those whose own sessions are new, moved or cancelled, in their language; to nobody else."""

import re

import pytest
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.mail import Mail, post
from conference.people import actions as people
from conference.people.models import Person
from conference.programme.actions import cancel_session, change_session, place_session, publish_timetable, write_speaker
from conference.programme.rules import Visibility
from tests import make
from tests.fixtures.letters import written
from tests.make import db, hours
from tests.programme.conftest import BY, LATER, SPEAKER


@pytest.fixture
def grace(programme):
    """Grace has an address but no log-in, and reads French; Ada Lovelace, who chairs, has none."""
    event = programme.event
    write_speaker(event, programme.grace, email="Grace@Example.net", name="Grace Hopper", **BY)
    make.changed(programme.grace.person, language="fr", timezone="Asia/Tokyo")
    return programme


def letters():
    db.session.rollback()
    return written(LATER)


def room(programme):
    return programme.event.rooms[0]


def test_a_moved_talk_is_told_with_both_times_in_the_readers_language_and_zone(grace, both_engines):
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    publish_timetable(grace.event, tell=True, **BY)

    (letter,) = letters()
    assert (letter.recipient, letter.locale, letter.subject) == ("grace@example.net", "fr", "Déplacé : Compilers (The Congress)")
    assert "lundi 1 mars 2027, 14:00–15:00 (Paris)" in letter.text
    assert "auparavant\u00a0: lundi 1 mars 2027, 09:00–10:00 (Paris), Marquee" in letter.text
    assert "22:00" in letter.text  # in Tokyo
    assert "http://localhost/events/congress/sessions/KEY001/" in letter.text
    assert '<s>lundi 1 mars 2027, <span style="white-space:nowrap">09:00–10:00</span> (Paris), Marquee</s>' in letter.html


def test_another_address_takes_the_letters_of_this_speaker_along_and_no_others(grace, both_engines):
    """The same address may wait for a ticket of another event: that is none of the programme's."""
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    publish_timetable(grace.event, tell=True, **BY)
    letters()
    post(Mail(to="grace@example.net", locale="en", subject="Your ticket", text="Come in", html="", about="registration:other"))
    db.session.commit()
    assert [each.about for each in letters()] == [f"speaker:{grace.grace.uid}", "registration:other"]

    write_speaker(grace.event, grace.grace, email="hopper@example.org", name="Grace Hopper", **BY)

    assert [each.about for each in letters()] == ["registration:other"]
    assert db.session.scalars(select(Person).where(Person.email == "grace@example.net")).all() == []


def test_one_letter_tells_all_that_changes_for_somebody(grace):
    cancel_session(grace.keynote, **BY)
    place_session(grace.block, span=hours(6, 2), room=room(grace), **BY)
    publish_timetable(grace.event, tell=True, **BY)

    (letter,) = letters()
    assert letter.subject == "The Congress : ce qui change pour vous"
    assert [line for line in letter.text.splitlines() if line.startswith(("Déplacé", "Annulé"))] == ["Déplacé : The mill", "Annulé : Compilers"]


def test_another_text_is_no_reason_for_a_letter_and_silence_is_kept_when_asked(grace):
    change_session(grace.keynote, abstract="Anew", **BY)
    publish_timetable(grace.event, tell=True, **BY)
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    publish_timetable(grace.event, **BY)

    assert letters() == []


def test_the_page_says_who_is_told_and_who_cannot_be_and_the_box_decides(grace, client):
    make.sign_in(client, grace.alice)
    place_session(grace.block, span=hours(6, 2), room=room(grace), **BY)

    page = client.get("/manage/events/congress/publish/").text
    assert "1 person whose sessions are new, moved or cancelled gets a letter" in page
    assert re.search(r"1 person has no e-mail address here.*Ada Lovelace", page, re.DOTALL)
    assert '<input checked class="form-check-input" id="tell"' in page or re.search(r'<input[^>]*checked[^>]*id="tell"|id="tell"[^>]*checked', page)

    assert client.post("/manage/events/congress/publish/", data={"comment": ""}).status_code == 303
    assert letters() == []
    place_session(grace.block, span=hours(8, 2), room=room(grace), **BY)
    assert client.post("/manage/events/congress/publish/", data={"comment": "", "tell": "y"}).status_code == 303
    assert [letter.recipient for letter in letters()] == ["grace@example.net"]


def test_nothing_is_posted_by_a_release_that_is_refused_or_only_tried(grace, client):
    token = people.create_token(grace.alice, by=grace.alice, now=LATER)
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    path, headers = "/api/v1/events/congress/releases", {"Authorization": f"Bearer {token}"}

    with clock.at(LATER):
        assert client.post(f"{path}?dry_run=true", json={}, headers=headers).status_code == 201
        assert letters() == []
        assert client.post(path, json={}, headers=headers).status_code == 201
        assert len(letters()) == 1
        place_session(grace.keynote, span=hours(6), room=room(grace), **BY)
        assert client.post(path, json={"tell_speakers": False}, headers=headers).status_code == 201
        assert client.post(path, json={}, headers=headers).status_code == 409
    assert len(letters()) == 1


def test_an_address_alone_is_forgotten_with_its_letters_when_no_programme_names_it(grace, client):
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    publish_timetable(grace.event, tell=True, **BY)
    make.sign_in(client, grace.alice)

    assert client.post("/manage/events/congress/speakers/GRACE1/", data=SPEAKER).status_code == 303

    assert letters() == []
    assert db.session.scalars(select(Person).where(Person.email == "grace@example.net")).all() == []


def test_whoever_is_invited_by_the_address_keeps_their_programme(grace):
    user = people.invite("grace@example.net", role=make.Role.DOOR, organisation=None, language="en", by=grace.ada, now=LATER)
    assert user.person_id == grace.grace.person_id


def test_an_address_of_a_log_in_is_that_log_in(grace):
    write_speaker(grace.event, grace.grace, email="BOB@example.org", name="Grace Hopper", **BY)
    assert grace.grace.person_id == grace.bob.person_id


def test_letters_about_a_private_event_whose_pages_are_closed_are_not_ticked_beforehand(grace, client):
    make.changed(grace.event, visibility=Visibility.PRIVATE)
    place_session(grace.keynote, span=hours(5), room=room(grace), **BY)
    page = make.sign_in(client, grace.alice).get("/manage/events/congress/publish/").text
    box = re.search(r'<input[^>]*id="tell"[^>]*>', page)[0]
    assert "checked" not in box
