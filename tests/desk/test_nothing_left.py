"""Somebody who did everything one can do here erases their account: nothing of them is left in a row, a file or a backup."""

import json
import zipfile

import pytest
from sqlalchemy import inspect, select, text

from conference.booking.actions import book_room, cancel_booking
from conference.booking.rules import State
from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import backup, jobs
from conference.kernel.clock import at
from conference.kernel.crypto import opened
from conference.kernel.database import db, empty_log
from conference.kernel.mail import Letter
from conference.kernel.words import Words
from conference.people.actions import create_token
from conference.people.erasure import export_data
from conference.people.models import Role, User
from conference.programme.actions import add_session, add_speaker, add_to_team, place_session, publish_timetable, set_photo
from conference.programme.models import Event
from conference.programme.models_files import Photo
from conference.programme.rules import Part
from conference.registration.actions import check_in
from tests import make
from tests.make import MONDAY, hours, sign_in
from tests.registration.cast import congress, consent_text, enrol

# every word of theirs begins so; the printed name of the programme ("Grace Hopper") and the booking's title are not theirs alone
pytestmark = pytest.mark.slow
MARK = "zxqvw"
BY = {"by": "system", "now": MONDAY}


@pytest.fixture
def house(app):
    with at(MONDAY):
        yield make.centre()


def call(client, user):
    token = create_token(user, name="zxqvwtoken", by=user, now=MONDAY)
    told = {
        "room": "seminar-1",
        "title": "By program",
        "starts_at": "2027-03-02T09:00+01:00",
        "ends_at": "2027-03-02T10:00+01:00",
        "status": "confirmed",
    }
    called = client.post("/api/v1/bookings", json=told, headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "zxqvwkey"})
    assert called.status_code == 201, called.text


def speak(event, user):
    """Their talk is published and moved, and they are told of it."""
    speaker = add_speaker(event, name="Grace Hopper", affiliation="Navy", biography=Words("Zxqvwana wrote it."), **BY)
    make.changed(speaker, person_id=user.person_id, interchange={"file": {"id": "7", "name": "Grace Hopper", "email": user.email}})
    set_photo(speaker, make.picture(), **BY)
    talk = add_session(event, title=Words("Compilers"), span=hours(0), room=event.rooms[0], speakers=[(speaker, Part.SPEAKER)], **BY)
    publish_timetable(event, tell=True, **BY)
    place_session(talk, span=hours(1), room=event.rooms[0], **BY)
    publish_timetable(event, tell=True, **BY)


@pytest.fixture
def somebody(app, house):
    """Signs in, books, speaks, is on a team, registers, is let in, subscribes, calls the API; letters have left and others wait."""
    user = make.user("Zxqvwana Zxqvwperez", Role.ORGANISER, house.institute)
    for each in (user, user.person):
        make.changed(each, email="zxqvwana@old.example")  # where most letters went
    event = congress(of=house.institute)
    consent_text(event, "privacy", required=True)
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = "Zxqvwbrowser"
    sign_in(client, user)
    booked = {"room": house.seminar, "organisation": house.institute, "by": user, "now": MONDAY}
    book_room(span=hours(2), title="Seminar", note="for Zxqvwana", **booked)
    cancel_booking(book_room(span=hours(4), title="Dinner", note="zxqvwnote", state=State.CONFIRMED, **booked), by=user, now=MONDAY)
    call(client, user)
    speak(event, user)
    add_to_team(event, email=user.email, role=Role.REVIEWER, **BY)

    made = enrol(event, "Zxqvwana", family_name="Zxqvwperez", affiliation="Zxqvwlab", answers={"diet": "zxqvwgluten"}, consents=["privacy"])
    check_in(event, code=made.registration.code, nonce="one", by=user, now=MONDAY)
    link = make_link(user, next(iter(Purpose)), by=user, now=MONDAY)
    assert client.get(f"/calendar/private/{link}.ics").status_code == 200
    assert client.get("/calendar/events/congress.ics").status_code == 200

    user_id, event_id = user.id, event.id
    for _turn in range(2):  # what one round writes, the next one sends
        jobs.work(once=True)
    user, event = db.session.get_one(User, user_id), db.session.get_one(Event, event_id)
    for each in (user, user.person):
        make.changed(each, email="zxqvwana@example.org")
    enrol(event, "Zxqvwtwin", email="ZXQVWANA@example.org", consents=["privacy"])  # a letter that is owed
    client.post("/account/email/", data={"email": "zxqvwana@new.example", "password": make.PASSWORD})
    client.post("/password-reset/", data={"email": user.email})
    return client, user, made.secret


def rows():
    """Every cell of every table, the sealed ones opened."""
    said = []
    for table in inspect(db.engine).get_table_names():
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
            said += [
                f"{table}: {bytes(cell).decode(errors='replace') if isinstance(cell, bytes | memoryview) else unsealed(str(cell))}" for cell in row
            ]
    db.session.rollback()
    return said


def unsealed(cell):
    return (opened(cell) or "") if cell.startswith("gAAAA") else cell


def left_in(files, photo):
    """Which of these (name, bytes) still say something of theirs."""
    return [name for name, content in files if MARK.encode() in content.lower() or photo in content]


def test_nothing_of_somebody_who_did_everything_is_left(somebody, both_engines, tmp_path):
    client, _user, _secret = somebody
    photo = db.session.scalars(select(Photo.content)).one()
    letters = len(db.session.scalars(select(Letter)).all())
    before = {line.partition(":")[0] for line in rows() if MARK in line.lower()}
    assert before >= {"person", "user_account", "login", "api_token", "registration", "letter", "booking", "speaker", "change", "link_request"}
    assert min(letters, len(list((tmp_path / "mail").iterdir()))) >= 4

    assert client.post("/account/erasure").status_code == 303

    assert [line for line in rows() if MARK in line.lower()] == []
    assert db.session.scalars(select(Letter)).all() == []
    assert [line for line in rows() if line.startswith(("team_member", "feed_token", "idempotency_key", "photo", "manage_link", "consent:"))] == []
    db.session.remove()
    empty_log(MONDAY)
    file = tmp_path / "after.backup"
    backup.write(file, now=MONDAY)
    with zipfile.ZipFile(file) as archive:
        assert left_in([(each, archive.read(each)) for each in archive.namelist()], photo) == []
    assert left_in([(path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()], photo) == []


def test_all_of_it_is_in_what_they_take_along(somebody):
    _client, user, secret = somebody

    told = json.loads(json.dumps(export_data(user.person)))

    assert {name: bool(part) for name, part in told.items()} == dict.fromkeys(told, True)
    assert told["account"]["sign_ins"][0]["agent"] == "Zxqvwbrowser"
    assert [each["note"] for each in told["bookings"]["made"]] == ["for Zxqvwana", "zxqvwnote", ""]
    assert told["programme"]["teams"] == [{"event": "congress", "role": "reviewer"}]
    assert (told["programme"]["speaks"][0]["biography"], bool(told["programme"]["speaks"][0]["photo_jpeg_base64"])) == (
        {"en": "Zxqvwana wrote it."},
        True,
    )
    assert told["registrations"]["congress"]["registration"]["answers"] == {"diet": "zxqvwgluten"}
    assert told["calls"]["remembered"] == [{"call": "POST /api/v1/bookings", "made_at": MONDAY.isoformat()}]
    assert {"action": "token_created", "at": MONDAY.isoformat(), "entity": user.actor} in told["account"]["did"]
    assert len(told["calendar links"]["links"]) == 1
    assert secret not in json.dumps(told)
