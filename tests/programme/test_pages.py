"""The public pages: what everybody reads of a programme, and what nobody may."""

import re

import pytest

from conference.kernel.words import Words
from conference.programme.actions import add_session, cancel_event, cancel_session, change_event, change_session, place_session, publish_timetable
from conference.programme.rules import Visibility
from tests import make
from tests.make import MONDAY, hours
from tests.programme.conftest import LATER, publish, talk

PAGES = ["", "schedule/", "schedule/?view=list", "speakers/", "changes/", "sessions/KEY001/", "sessions/BLOCK1/", "speakers/GRACE1/"]


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[-3000:]
    return answer.text


def test_each_page_answers_with_one_heading_and_a_304_after_it(programme, client):
    for page in PAGES:
        answer = client.get(f"/events/congress/{page}")

        assert (answer.status_code, answer.text.count("<h1>")) == (200, 1), page
        assert client.get(f"/events/congress/{page}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304, page


@pytest.mark.parametrize(("who", "status"), [("nobody", 404), ("bob", 404), ("dora", 404), ("alice", 200), ("vera", 200)])
def test_a_private_event_is_there_for_its_organisers_and_staff_only(programme, client, who, status):
    change_event(programme.event, visibility=Visibility.PRIVATE, by="system", now=LATER)
    if who != "nobody":
        make.sign_in(client, getattr(programme, who))

    assert {page: client.get(f"/events/congress/{page}").status_code for page in PAGES} == dict.fromkeys(PAGES, status)


def test_an_unlisted_event_is_found_by_its_address_only(programme, client):
    change_event(programme.event, visibility=Visibility.UNLISTED, by="system", now=LATER)

    assert "The Congress" not in read(client, "/events/")
    assert '<meta name="robots" content="noindex">' in read(client, "/events/congress/")


def test_nothing_of_the_draft_is_public(programme, client):
    add_session(programme.event, title=Words("Secret plans"), code="SECRET", span=hours(4), room=programme.event.rooms[0], by="system", now=LATER)
    change_session(programme.keynote, title=Words("Secret compilers"), abstract="secret", by="system", now=LATER)
    place_session(programme.block, span=hours(6, 2), room=programme.event.rooms[0], by="system", now=LATER)

    for page in PAGES:
        assert "ecret" not in read(client, f"/events/congress/{page}"), page
    assert client.get("/events/congress/sessions/SECRET/").status_code == 404
    assert 'data-code="BLOCK1"' in read(client, "/events/congress/schedule/")


def test_a_release_is_seen_at_once(programme, client):
    before = client.get("/events/congress/schedule/")
    change_session(programme.keynote, title=Words("Interpreters"), by="system", now=LATER)
    publish(programme.event, LATER)

    after = client.get("/events/congress/schedule/", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert "Interpreters" in after.text and "Compilers" not in after.text


def test_the_schedule_places_slots_by_room_and_five_minutes(programme, client):
    page = read(client, "/events/congress/schedule/")

    classes = dict(re.findall(r'<li id="s-\w+" class="(slot [^"]*)"[^>]* data-code="(\w+)"', page))
    assert {code: names for names, code in classes.items()} == {
        "KEY001": "slot track-1 column-1 row-start-0 row-span-12",
        "BLOCK1": "slot slot-session column-1 row-start-12 row-span-24",
        "PART01": "slot in-session column-1 row-start-12 row-span-12",
    }
    assert 'style="' not in page


def test_the_reader_in_tokyo_sees_both_clocks(programme, client):
    page = read(client, "/events/congress/schedule/?tz=Asia/Tokyo&lang=fr")

    assert '<time datetime="2027-03-01T08:00:00+00:00">09:00–10:00</time> <span class="when-own" data-own-time>17:00–18:00</span>' in page


def test_a_time_on_another_day_for_the_reader_says_the_day(programme, client):
    assert "lun. 1 mars, 22:00–23:00" not in read(client, "/events/congress/schedule/?tz=Pacific/Honolulu&lang=fr")
    assert "dim. 28 févr., 22:00–23:00" in read(client, "/events/congress/schedule/?tz=Pacific/Honolulu&lang=fr")


NARROWED = {
    "track=machines": ["KEY001"],
    "room=marquee": ["KEY001", "BLOCK1", "PART01"],
    "q=mill": ["BLOCK1", "PART01"],
    "q=lovelace": ["BLOCK1"],
    "day=2027-03-01": ["KEY001", "BLOCK1", "PART01"],
    "day=2027-03-02": [],
    "day=nonsense&view=nonsense": ["KEY001", "BLOCK1", "PART01"],
    "track=%3Cscript%3E": [],
}


def test_the_schedule_is_narrowed_by_its_address(programme, client):
    pages = {query: read(client, f"/events/congress/schedule/?{query}") for query in NARROWED}

    assert {query: re.findall(r'data-code="(\w+)"', page) for query, page in pages.items()} == NARROWED
    assert "<script>" not in pages["track=%3Cscript%3E"].split("</head>")[1]


def test_what_people_wrote_is_escaped(house, client):
    talk(house.event, '<b>"&', code="EVIL01", abstract="<p>Hi<script>alert(1)</script></p>", language="en")
    publish(house.event)

    for page in ("schedule/", "schedule/?view=list", "sessions/EVIL01/", "changes/"):
        text = read(client, f"/events/congress/{page}")
        assert "<b>" not in text and "alert(1)" not in text, page
        assert "&lt;b&gt;&#34;&amp;" in text, page


def test_a_session_page_shows_people_text_and_block(programme, client):
    keynote, part = read(client, "/events/congress/sessions/KEY001/"), read(client, "/events/congress/sessions/PART01/")

    assert "Grace Hopper" in keynote and "Navy" in keynote and "All <strong>about</strong> it" in keynote
    assert 'href="/events/congress/sessions/BLOCK1/"' in part
    assert "The mill" in read(client, "/events/congress/sessions/BLOCK1/")


def test_a_speaker_page_shows_biography_and_sessions(programme, client):
    page = read(client, "/events/congress/speakers/GRACE1/")

    assert "She <em>found</em> the bug." in page
    assert "Compilers" in page and "The mill" in page and "Engines" not in page


def test_a_cancelled_session_stays_and_says_so(programme, client):
    cancel_session(programme.keynote, by="system", now=LATER)
    publish(programme.event, LATER)

    assert "slot-cancelled" in read(client, "/events/congress/schedule/")
    assert "This session is cancelled" in read(client, "/events/congress/sessions/KEY001/")
    assert "Cancelled" in read(client, "/events/congress/changes/")
    assert read(client, "/events/congress/speakers/").count("Grace Hopper") == 1


def test_a_cancelled_event_says_so(programme, client):
    cancel_event(programme.event, by="system", now=LATER)

    assert "This event is cancelled" in read(client, "/events/congress/")
    assert "This event is cancelled" in read(client, "/events/congress/schedule/")


def test_an_event_without_a_release_says_that_it_will_come(house, client):
    for page in ("", "schedule/", "speakers/", "changes/"):
        assert client.get(f"/events/congress/{page}").status_code == 200
    assert "The programme is not published yet" in read(client, "/events/congress/schedule/")


def test_events_are_listed_by_when_they_are(house, client):
    from datetime import timedelta

    from conference.kernel import clock

    with clock.at(MONDAY):
        assert "On now" in read(client, "/events/")
    with clock.at(MONDAY - timedelta(days=90)):
        assert "March 2027" in read(client, "/events/")
    with clock.at(MONDAY + timedelta(days=90)):
        assert "The Congress" not in read(client, "/events/")
        assert "The Congress" in read(client, "/events/?when=past")


def test_titles_come_in_the_readers_language_with_their_own_marked(house, client):
    add_session(house.event, title=Words({"en": "Only English"}), code="EN0001", span=hours(0), by="system", now=MONDAY)
    add_session(house.event, title=Words({"en": "Bread", "fr": "Le pain"}), code="BOTH01", span=hours(2), by="system", now=MONDAY)
    publish_timetable(house.event, by="system", now=MONDAY)

    page = read(client, "/events/congress/schedule/?lang=fr")

    assert '<a href="/events/congress/sessions/EN0001/" lang="en">Only English</a>' in page
    assert '<a href="/events/congress/sessions/BOTH01/">Le pain</a>' in page


@pytest.mark.parametrize(("language", "told"), [("en", ["1 session", "1 day", "1 room"]), ("fr", ["1 séance", "1 jour", "1 salle"])])
def test_one_of_a_kind_is_counted_in_the_singular(house, client, language, told):
    talk(house.event, "Compilers", hours(0))
    publish(house.event)

    page = client.get("/events/congress/", headers={"Accept-Language": language}).text

    numbers = re.search(r'<div class="stat-row">.*?<p>', page, re.S)[0]
    assert [" ".join(each.split()) for each in re.findall(r"1\s*[^\d<]*", re.sub(r"<[^>]*>", " ", numbers))] == told
