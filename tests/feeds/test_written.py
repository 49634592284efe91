"""Sessions of which nothing was touched are not made again; and whatever is touched is seen: by session, event, centre, program."""

import pytest
from flask import current_app

from conference.feeds import calendars, queries
from conference.feeds.actions import erase
from conference.feeds.models import Fragment
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.models import PublishedSession, Speaker
from conference.venue.models import Venue
from tests.feeds.scene import NOW, congress, move


@pytest.fixture
def scene(app, both_engines):
    return congress()


def made():
    """The congress's calendar, made anew."""
    db.session.expire_all()
    return calendars.event_feed(queries.event_mark("congress"), NOW).make()


def forget():
    """As before any item knew what it was made from."""
    db.session.execute(db.update(Fragment).values(source=""))
    db.session.commit()


def test_what_was_not_touched_is_not_read(scene, monkeypatch):
    first = made()
    monkeypatch.setattr(queries, "published_rows", None)
    assert made() == first


def test_only_what_was_touched_is_read(scene, monkeypatch):
    made()
    move(scene.event, "ETHI", by=scene.centre.alice)
    read, asked = [], queries.published_rows

    def listening(*wanted):
        rows = asked(*wanted)
        read.extend(row.code for row in rows)
        return rows

    monkeypatch.setattr(queries, "published_rows", listening)
    assert b"DTSTART;TZID=Europe/Paris:20270302T110000" in made()
    assert read == ["ETHI"]


CHANGES = {
    "the place of the event": lambda event: setattr(event, "place_name", "Elsewhere"),
    "its languages": lambda event: setattr(event, "languages", ["fr", "en"]),
    "its address": lambda event: setattr(event, "slug", "congress-2027"),
    "its zone": lambda event: setattr(event, "timezone", "Asia/Kolkata"),
    "that it was called off": lambda event: setattr(event, "cancelled_at", NOW),
    "the centre's name": lambda _event: setattr(db.session.get_one(Venue, 1), "name", Words("Another house")),
    "the centre's address": lambda _event: setattr(db.session.get_one(Venue, 1), "address", "1, rue Neuve"),
    "where the site is": lambda _event: current_app.config.update(BASE_URL="https://elsewhere.example"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_an_item_tells_is_seen_when_it_changes(scene, change, monkeypatch):
    monkeypatch.setattr(calendars, "venue", lambda: db.session.get_one(Venue, 1))  # as it stands now, whatever is kept
    monkeypatch.setitem(current_app.config, "BASE_URL", current_app.config["BASE_URL"])
    before = made()
    change(scene.event)
    db.session.commit()
    slug, frame = scene.event.slug, queries.event_mark(scene.event.slug)
    seen = calendars.event_feed(frame, NOW).make()
    forget()
    assert seen == calendars.event_feed(queries.event_mark(slug), NOW).make() != before


def test_another_edition_of_the_program_looks_at_everything_again(scene, monkeypatch):
    first, asked, read = made(), queries.published_rows, []
    monkeypatch.setattr(queries, "published_rows", lambda *wanted: read.append(wanted) or asked(*wanted))
    monkeypatch.setitem(current_app.extensions, "edition", "another")
    assert made() == first and len(read) == 1
    assert made() == first and len(read) == 1  # and knows it from then on


def test_who_was_erased_is_not_given_out_because_nothing_else_was_touched(scene):
    """Published sessions keep a digest of their own: the erasure empties both what was written and what it was made from."""
    scene.bo.person = None
    db.session.commit()
    assert "Ångström".encode() in made()
    ann = db.session.scalars(db.select(Speaker).where(Speaker.code == "ANN")).one()
    ann.person = scene.centre.bob.person
    for row in db.session.scalars(db.select(PublishedSession)):
        row.facts = {**row.facts, "people": []}
    erase(scene.centre.bob.person, NOW)
    db.session.commit()
    assert "Ångström".encode() not in made()
