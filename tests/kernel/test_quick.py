"""The quick way gives what the long way would give, for as long as no stamp has risen, and to nobody who carries a log-in."""

import logging
import sqlite3
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event as sqlalchemy_event

from conference.kernel import clock, quick
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import add_session, change_event, publish_timetable
from tests import make

FEED = "/calendar/events/congress.ics"
pytestmark = pytest.mark.usefixtures("both_engines")


@pytest.fixture
def stage(app):
    place = make.centre()
    place.event = make.event("congress", place.institute)
    place.talk = add_session(
        place.event, title=Words({"en": "First"}), span=make.span("2027-03-01", "09:00", "10:00"), by=place.alice, now=make.MONDAY
    )
    publish_timetable(place.event, by=place.alice, now=make.MONDAY)
    return place


@pytest.fixture
def stranger(app):
    return app.test_client(use_cookies=False)


@pytest.fixture
def statements(app):
    """SQL statements of the long way; the quick way's own connection is not among them."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    yield said
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", [FEED, "/events/congress/", "/events/congress/schedule/", "/"])
def test_the_third_answer_is_the_first_one_without_waking_the_application(stage, stranger, statements, path):
    with clock.at(make.MONDAY):  # before then the stage's last change lies ahead, and Last-Modified never does
        first, _second = stranger.get(path), stranger.get(path)
        statements.clear()
        third = stranger.get(path)
    assert statements == []
    assert (third.status_code, third.data) == (first.status_code, first.data)
    changing = {"X-Request-Id", "Date"}
    assert {k: v for k, v in third.headers if k not in changing} == {k: v for k, v in first.headers if k not in changing}


def test_whoever_has_the_answer_is_told_304(stage, stranger, statements):
    first, _second = stranger.get(FEED), stranger.get(FEED)
    etag = first.headers["ETag"]
    statements.clear()
    answer = stranger.get(FEED, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in answer.headers
    assert statements == []


def test_a_calendar_that_never_asks_for_the_whole_is_told_304_as_quickly(stage, app, stranger, statements):
    first = app.test_client(use_cookies=False).get(FEED, headers={"Accept-Encoding": "gzip"})
    asking = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    long = [stranger.get(FEED, headers=asking) for _ in range(2)][-1]
    statements.clear()
    quick = stranger.get(FEED, headers=asking)
    assert (quick.status_code, quick.data, statements) == (304, b"", [])
    changing = {"X-Request-Id", "Date"}
    assert {k: v for k, v in quick.headers if k not in changing} == {k: v for k, v in long.headers if k not in changing}
    whole = stranger.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert (whole.status_code, whole.data) == (200, first.data)


def test_a_published_change_is_seen_at_once(stage, stranger):
    before = [stranger.get(FEED).data for _ in range(3)]
    add_session(stage.event, title=Words({"en": "Second"}), span=make.span("2027-03-01", "11:00", "12:00"), by=stage.alice, now=make.MONDAY)
    assert stranger.get(FEED).data == before[0]
    publish_timetable(stage.event, by=stage.alice, now=make.MONDAY)
    assert b"Second" in stranger.get(FEED).data


def test_an_event_that_becomes_private_is_gone_at_once(stage, stranger):
    assert [stranger.get(path).status_code for path in (FEED, "/events/congress/") for _ in range(3)] == [200] * 6
    change_event(stage.event, visibility="private", by=stage.alice, now=make.MONDAY)
    assert [stranger.get(path).status_code for path in (FEED, "/events/congress/")] == [404, 404]


def test_somebody_signed_in_takes_the_long_way(stage, app, statements):
    client = make.sign_in(app.test_client(), stage.alice)
    for _ in range(3):
        client.get("/")
    statements.clear()
    assert "Sign out" in client.get("/").text
    assert statements != []


def test_a_token_takes_the_long_way(stage, stranger, statements):
    for _ in range(3):
        stranger.get(FEED, headers={"Authorization": "Bearer nothing"})
    assert statements != []


def test_languages_do_not_share_an_answer(stage, stranger):
    english = [stranger.get("/", headers={"Accept-Language": "en"}).text for _ in range(3)]
    french = [stranger.get("/", headers={"Accept-Language": "fr"}).text for _ in range(3)]
    assert '<html lang="en"' in english[2]
    assert '<html lang="fr"' in french[2]


def test_what_changes_with_the_hour_is_asked_anew_after_a_minute(stage, stranger, statements):
    with clock.at(make.MONDAY):
        for _ in range(3):
            stranger.get("/")
    statements.clear()
    with clock.at(make.MONDAY + timedelta(minutes=2)):
        stranger.get("/")
    assert statements != []


def test_quick_answers_are_counted_and_written_like_all_others(stage, stranger, caplog):
    with caplog.at_level(logging.INFO, logger="conference.kernel.telemetry"):
        for _ in range(3):
            stranger.get(FEED)
    assert [(record.route, record.status) for record in caplog.records if record.getMessage() == "request"] == [
        ("/calendar/events/<slug>.ics", 200)
    ] * 3


def test_a_new_edition_of_the_program_gives_nothing_out_that_an_older_one_kept(stage, app):
    first = app.test_client().get("/events/congress/")
    app.extensions["edition"] = "the next one"
    again = app.test_client().get("/events/congress/", headers={"If-None-Match": first.headers["ETag"], "Cookie": "fresh=1"})
    assert (again.status_code, again.headers["ETag"] != first.headers["ETag"]) == (200, True)


def test_a_database_that_does_not_answer_the_quick_way_is_the_long_ways_to_tell(app, stage, stranger, monkeypatch):
    for _each in range(3):
        stranger.get(FEED)

    def away(_reader, _engine):
        raise (sqlite3 if db.engine.dialect.name == "sqlite" else psycopg).OperationalError("gone")

    monkeypatch.setattr(quick.Reader, "__init__", away)
    [first] = {stranger.get(FEED).status_code for _each in range(2)}
    app.wsgi_app.readers.reader = None  # as a new thread
    assert (first, stranger.get(FEED).status_code) == (200, 200)
