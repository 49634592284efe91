"""The power goes in the middle of a storm, for web servers and workers alike: whatever was answered 201 is there exactly once,
its letter arrives once, and nothing else is half there."""

import urllib.parse
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from conference.api.models import IdempotencyKey
from conference.booking.models import Booking, Occurrence
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.people.actions import create_token
from conference.programme.models import Event
from conference.registration.models import CheckIn, ManageLink, Registration
from conference.registration.rules import ScanResult
from conference.venue.models import RoomUnit
from tests import make
from tests.fixtures.servers import wait_until
from tests.storms import post
from tests.storms.crowd import Crowd, again

pytestmark = pytest.mark.slow
PLACES = 60
OVERLAPS = """SELECT a.id, b.id FROM claim a JOIN claim b ON a.unit_id = b.unit_id AND a.id < b.id AND a.blocking AND b.blocking
              AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"""


@pytest.fixture
def settings(mailbox):
    return {"MAIL_URL": mailbox.url}


@pytest.fixture
def stage(app):
    centre = make.centre(open_always=True)
    today = clock.now().date()
    make.event(of=centre.institute, places=PLACES, registration_open=True, starts_on=today, ends_on=today)
    token = create_token(centre.ada, by=centre.ada, now=clock.now())
    db.session.rollback()
    return token


def test_a_killed_storm_loses_nothing_and_doubles_nothing(app, stage, serve, start_worker, mailbox, both_engines):
    calls, port, mailbox.delay_s = [], None, 0.05
    for turn, enough in enumerate((80, 30)):
        server = serve(workers=2, port=port)
        port = urllib.parse.urlsplit(server.url).port
        if calls:
            there_exactly_once(calls)
            nothing_half_there()
            repeated_once(calls, server.url, stage)
        workers, letters = [start_worker(), start_worker()], len(mailbox.ids)
        crowd = Crowd(server.url, stage, seed=turn).start()
        wait_until(lambda crowd=crowd, enough=enough: crowd.answered() >= enough, why="the storm rages")
        wait_until(lambda letters=letters: len(mailbox.ids) >= letters + 10, why="letters leave meanwhile")
        for each in (server, *workers):
            each.kill()
        calls = crowd.end()
        assert any(call.answer is None for call in calls)
        assert {call.answer[0] for call in calls if call.answer} <= {201, 409}

    server = serve(workers=2, port=port)
    there_exactly_once(calls)
    nothing_half_there()
    repeated_once(calls, server.url, stage)
    mailbox.delay_s = 0
    post.everything_leaves()
    nothing_half_there()
    post.arrived_once(mailbox, killed=4)


def there_exactly_once(calls):
    """Each call that was answered 201 has its rows, once; one that was not has them all or none."""
    db.session.rollback()
    bookings = {booking.title: booking for booking in db.session.scalars(select(Booking))}
    guests = {guest.given_name: guest for guest in db.session.scalars(select(Registration))}
    scans = {scan.nonce: scan for scan in db.session.scalars(select(CheckIn))}
    found = {"booking": bookings, "registration": guests, "check-in": scans}
    for call in calls:
        name = {"booking": call.body.get("title"), "registration": call.key, "check-in": call.key}[call.kind]
        row = found[call.kind].get(name)
        if call.answer is None:
            continue
        assert (row is not None) == call.made, call
        if not call.made:
            continue
        if call.kind == "booking":
            assert row.uid == call.said["id"]
            assert [each.uid for each in row.occurrences] == [each["id"] for each in call.said["occurrences"]]
        elif call.kind == "registration":
            assert (row.code, row.state) == (call.said["code"], call.said["status"])
        else:
            assert row.result == call.said["result"]


def nothing_half_there():
    """Every booking has its claims, every registration its letter, link and number; no limit is passed."""
    bookings = db.session.scalars(select(Booking)).all()
    assert max(Counter(booking.title for booking in bookings).values()) == 1
    units = {}
    for room_id, unit_id in db.session.execute(select(RoomUnit.room_id, RoomUnit.unit_id)):
        units.setdefault(room_id, []).append(unit_id)
    for occurrence in db.session.scalars(select(Occurrence)).unique():
        assert [(claim.unit_id, claim.blocking) for claim in occurrence.claims] == [(unit, True) for unit in sorted(units[occurrence.room_id])]
    assert all(len(booking.occurrences) == 1 for booking in bookings)
    assert db.session.execute(text(OVERLAPS)).all() == []

    guests = db.session.scalars(select(Registration).order_by(Registration.queue_number)).all()
    assert [guest.queue_number for guest in guests] == list(range(1, len(guests) + 1))
    assert max(Counter(guest.given_name for guest in guests).values()) == 1
    assert [guest.state.value for guest in guests] == (["confirmed"] * PLACES + ["waitlisted"] * len(guests))[: len(guests)]
    ids = [guest.id for guest in guests]
    post.each_is_owed_or_written_once()
    assert sorted(set(db.session.scalars(select(ManageLink.registration_id)))) == sorted(ids)

    admitted = select(CheckIn.registration_id).where(CheckIn.result == ScanResult.ADMITTED)
    assert max(Counter(db.session.scalars(admitted)).values(), default=1) == 1
    told = Counter(db.session.scalars(select(Change.entity).where(Change.action.in_(["registered"]))))
    assert told == Counter(guest.entity for guest in guests)
    placed = set(db.session.scalars(select(Change.entity).where(Change.entity.startswith("booking:"))))
    assert placed == {booking.entity for booking in bookings}
    assert db.session.scalar(select(func.count()).where(IdempotencyKey.answer.is_(None)).select_from(IdempotencyKey)) == 0
    assert db.session.scalars(select(Event)).one().slug == "congress"


def repeated_once(calls, url, token):
    """With its key each call can simply be made again: answered ones say the same, the others are done now, once."""
    repeats = again(calls, url, token)

    assert {repeat.answer and repeat.answer[0] for repeat in repeats} <= {201, 409}
    assert [(call.answer, repeat.answer) for call, repeat in zip(calls, repeats, strict=True) if call.answer and call.answer != repeat.answer] == []
    there_exactly_once(repeats)
    nothing_half_there()
