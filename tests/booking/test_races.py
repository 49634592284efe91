"""Twelve real connections want the same room at the same moment, many times over, on both engines. Exactly one gets it."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from conference.booking.actions import book_room, confirm_option, move_booking
from conference.booking.models import NO_OVERLAP_POSTGRESQL, NO_OVERLAP_SQLITE, UNIT_TAKEN, Booking, Claim, Occurrence
from conference.booking.rules import State
from conference.kernel.database import Busy, db, violated
from conference.kernel.objection import Refused
from conference.people.models import Organisation, User
from conference.venue.models import Room
from tests import make
from tests.make import MONDAY, hours

CLIENTS = 12
ROUNDS = 10
ONE_OF_ALL = {"won": 1, "room-taken": CLIENTS - 1}

pytestmark = pytest.mark.slow


@pytest.fixture
def centre(app):
    return make.centre()


def all_at_once(app, act: Callable[[int], object], clients: int = CLIENTS, *, peaks: list[int] | None = None) -> Counter:
    """Run `act(number)` in so many threads, each with a connection of its own, let go at the same moment. `peaks` is told how
    many were at it at once."""
    db.session.rollback()
    start, outcomes, times = threading.Barrier(clients), [], []

    def client(number: int) -> None:
        with app.app_context():
            db.session.connection()
            db.session.rollback()
            start.wait()
            begun = monotonic()
            try:
                act(number)
                outcomes.append("won")
            except Refused as refused:
                outcomes.append(" ".join(refused.codes))
            except (Busy, SQLAlchemyError) as problem:
                outcomes.append(UNIT_TAKEN if isinstance(problem, IntegrityError) and violated(problem) == UNIT_TAKEN else repr(problem)[:300])
            finally:
                times.append((begun, monotonic()))

    threads = [threading.Thread(target=client, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if peaks is not None:
        peaks.append(max(sum(begun <= at < ended for begun, ended in times) for at, _ended in times))
    return Counter(outcomes)


def book(room_id: int, span, number: int = 0, **more):
    """Book in a thread of its own, with objects of its own session."""
    user = db.session.scalars(select(User).where(User.email == ("alice@example.org", "bob@example.org")[number % 2])).one()
    return book_room(
        room=db.session.get_one(Room, room_id), span=span, title=f"Client {number}", organisation=db.session.get_one(Organisation, 1 + number % 2),
        by=user, now=MONDAY, **more,
    )  # fmt: skip


def overlaps() -> list:
    """Pairs of blocking claims of one unit that overlap: there must be none, ever."""
    pairs = """SELECT a.id, b.id FROM claim a JOIN claim b ON a.unit_id = b.unit_id AND a.id < b.id AND a.blocking AND b.blocking
               AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"""
    return list(db.session.execute(text(pairs)))


def test_one_of_twelve_gets_a_plain_room(app, centre, both_engines):
    room_id, peaks = centre.seminar.id, []
    for turn in range(ROUNDS):
        span = hours(1, after=MONDAY + timedelta(days=turn))
        assert all_at_once(app, lambda number, span=span: book(room_id, span, number), peaks=peaks) == ONE_OF_ALL
    assert max(peaks) == CLIENTS  # it was a race: they were all on their way at once
    assert overlaps() == []
    assert len(db.session.scalars(select(Claim)).all()) == ROUNDS


def test_a_hall_against_its_parts(app, centre, both_engines):
    """Half want the whole hall, half its parts: either one hall and no part, or no hall and each part at most once."""
    hall, parts = centre.hall.id, [centre.hall_c.id, centre.hall_b.id, centre.hall_a.id, centre.hall_ab.id]
    for turn in range(ROUNDS):
        span = hours(1, after=MONDAY + timedelta(days=turn))
        rooms = [hall if number % 2 else parts[number // 2 % 4] for number in range(CLIENTS)]
        outcome = all_at_once(app, lambda number, rooms=rooms, span=span: book(rooms[number], span, number))
        assert set(outcome) == {"won", "room-taken"}
        won = sorted(db.session.scalars(select(Occurrence.room_id).where(Occurrence.starts_at == span.start)))
        assert won == [hall] or set(won) in ({parts[0], parts[1], parts[2]}, {parts[0], parts[3]})
        db.session.rollback()
    assert overlaps() == []


def test_spans_that_only_touch_the_same_hour_are_told_apart(app, centre, both_engines):
    """Six neighbours, two clients each, back to back: six bookings, whoever came first."""
    room_id = centre.seminar.id
    for turn in range(ROUNDS):
        day = MONDAY + timedelta(days=turn)
        assert all_at_once(app, lambda number, day=day: book(room_id, hours(number // 2, after=day), number)) == {"won": 6, "room-taken": 6}


def test_series_that_meet_on_one_date_do_not_wait_for_each_other_for_ever(app, centre, both_engines):
    """Daily and weekly series through the hall and its parts: no deadlock, one winner of whatever they share."""
    hall, a, b = centre.hall.id, centre.hall_a.id, centre.hall_b.id
    for turn in range(3):
        first = hours(1, after=MONDAY + timedelta(days=21 * turn))
        wishes = [(hall, "FREQ=DAILY;COUNT=14"), (a, "FREQ=WEEKLY;COUNT=2"), (b, "FREQ=DAILY;COUNT=3"), (hall, None)] * 3
        outcome = all_at_once(app, lambda number, wishes=wishes, first=first: book(wishes[number][0], first, number, rrule=wishes[number][1]))
        assert set(outcome) == {"won", "room-taken"}
    assert overlaps() == []


def test_options_exclude_nobody(app, centre, both_engines):
    room_id = centre.seminar.id
    for turn in range(3):
        span = hours(1, after=MONDAY + timedelta(days=turn))
        assert all_at_once(app, lambda number, span=span: book(room_id, span, number, state=State.OPTION)) == {"won": CLIENTS}


def test_one_of_twelve_options_is_confirmed(app, centre, both_engines):
    room_id = centre.hall.id
    for turn in range(ROUNDS // 2):
        span = hours(1, after=MONDAY + timedelta(days=turn))
        ids = [book(room_id, span, number, state=State.OPTION).id for number in range(CLIENTS)]

        def confirm(number, ids=ids):
            booking = db.session.get_one(Booking, ids[number])
            confirm_option(booking, by=db.session.get_one(User, booking.holder_id), now=MONDAY)

        assert all_at_once(app, confirm) == ONE_OF_ALL
    assert overlaps() == []


def test_one_of_twelve_moves_into_the_free_hour(app, centre, both_engines):
    """Bookings of twelve days want the same slot; the losers stand where they stood."""
    room_id = centre.seminar.id
    for turn in range(ROUNDS // 2):
        target = hours(8, after=MONDAY + timedelta(days=20 + turn))
        ids = [book(room_id, hours(turn, after=MONDAY + timedelta(days=number)), number).id for number in range(CLIENTS)]

        def move(number, ids=ids, target=target):
            booking = db.session.get_one(Booking, ids[number])
            move_booking(booking, span=target, by=db.session.get_one(User, booking.holder_id), now=MONDAY)

        assert all_at_once(app, move) == ONE_OF_ALL
    assert len(db.session.scalars(select(Claim)).all()) == CLIENTS * (ROUNDS // 2)
    assert overlaps() == []


def test_the_database_itself_refuses_an_overlap(app, centre, both_engines):
    """No action in between: rows written by hand, by an update too."""
    booking = book(centre.seminar.id, hours(1))
    facts = {"unit_id": centre.seminar.id, "occurrence_id": booking.occurrences[0].id, "blocking": True}
    overlapping = {"starts_at": MONDAY + timedelta(minutes=90), "ends_at": MONDAY + timedelta(hours=4)}
    later = {"starts_at": MONDAY + timedelta(hours=2), "ends_at": MONDAY + timedelta(hours=3)}
    db.session.rollback()
    with pytest.raises(IntegrityError) as refused:
        db.session.execute(insert(Claim).values(**facts, **overlapping))
    assert violated(refused.value) == UNIT_TAKEN
    db.session.rollback()
    db.session.execute(insert(Claim).values(**facts, **later))
    db.session.execute(insert(Claim).values(**{**facts, "blocking": False}, **overlapping))
    for change in ("starts_at = (SELECT min(starts_at) FROM claim)", "blocking = true"):
        with pytest.raises(IntegrityError) as refused, db.session.begin_nested():
            db.session.execute(text(f"UPDATE claim SET {change} WHERE starts_at > (SELECT min(starts_at) FROM claim)"))
        assert violated(refused.value) == UNIT_TAKEN
    db.session.rollback()


def write(claims: list[tuple[int, int]], span) -> None:
    """Claims (unit, occurrence) written by hand in one transaction: without our locks and checks."""
    try:
        for unit_id, occurrence_id in claims:
            facts = {"unit_id": unit_id, "occurrence_id": occurrence_id, "starts_at": span.start, "ends_at": span.end}
            db.session.execute(insert(Claim).values(blocking=True, **facts))
        db.session.commit()
    finally:
        db.session.rollback()


def test_twelve_raw_inserts_at_once_leave_one(app, centre, both_engines):
    """What the database alone lets through."""
    occurrence_id, unit_id = book(centre.hall_a.id, hours(1)).occurrences[0].id, centre.seminar.id
    for turn in range(ROUNDS):
        span = hours(2, after=MONDAY + timedelta(days=turn))
        outcome = all_at_once(app, lambda _number, span=span: write([(unit_id, occurrence_id)], span))
        assert outcome == {"won": 1, UNIT_TAKEN: CLIENTS - 1}
    assert overlaps() == []


def test_a_raw_hall_against_its_raw_parts(app, centre, both_engines):
    """The database alone again: transactions of three units against transactions of one of them. Without our lock in unit
    order PostgreSQL may find two inserts waiting for each other and end one of them: refused is refused."""
    occurrence_id = book(centre.seminar.id, hours(1)).occurrences[0].id
    units = sorted([centre.hall_a.id, centre.hall_b.id, centre.hall_c.id])
    for turn in range(ROUNDS):
        span = hours(2, after=MONDAY + timedelta(days=turn))
        wishes = [units if number % 2 else [units[number // 2 % 3]] for number in range(CLIENTS)]
        outcome = all_at_once(app, lambda number, wishes=wishes, span=span: write([(unit, occurrence_id) for unit in wishes[number]], span))
        assert all(each in ("won", UNIT_TAKEN) or "DeadlockDetected" in each for each in outcome)
        claimed = sorted(db.session.scalars(select(Claim.unit_id).where(Claim.starts_at == span.start)))
        assert outcome["won"] >= 1
        assert claimed == units or len(claimed) == outcome["won"]
        db.session.rollback()
    assert overlaps() == []


def test_without_the_guard_all_twelve_would_stand(app, centre, both_engines):
    """What the tests above are worth: with the constraint (the triggers) taken away, the same twelve overlap."""
    occurrence_id, unit_id = book(centre.hall_a.id, hours(1)).occurrences[0].id, centre.seminar.id
    on_postgresql = db.engine.dialect.name == "postgresql"
    off = [f"ALTER TABLE claim DROP CONSTRAINT {UNIT_TAKEN}"] if on_postgresql else ["DROP TRIGGER claim_insert", "DROP TRIGGER claim_update"]
    again = [NO_OVERLAP_POSTGRESQL] if on_postgresql else NO_OVERLAP_SQLITE
    for statement in off:
        db.session.execute(text(statement))
    db.session.commit()
    try:
        assert all_at_once(app, lambda _number: write([(unit_id, occurrence_id)], hours(2))) == {"won": CLIENTS}
        assert len(overlaps()) == CLIENTS * (CLIENTS - 1) // 2
    finally:
        db.session.execute(text("DELETE FROM claim"))
        for statement in again:
            db.session.execute(text(statement))
        db.session.commit()


def test_a_race_that_is_lost_in_the_database_offers_alternatives_all_the_same(app, pg_app, centre):
    """Nobody stood in the way when it was looked at; the claim that won is committed while ours waits behind it."""
    occurrence_id, unit_id, room_id = book(centre.hall_a.id, hours(1)).occurrences[0].id, centre.seminar.id, centre.seminar.id
    db.session.rollback()
    refusals = []

    def late() -> None:
        with app.app_context():
            try:
                book(room_id, hours(2))
            except Refused as refused:
                refusals.append(refused)
            db.session.rollback()

    with db.engine.connect() as faster, db.engine.connect() as watch:
        span = hours(2)
        faster.execute(insert(Claim).values(unit_id=unit_id, occurrence_id=occurrence_id, blocking=True, starts_at=span.start, ends_at=span.end))
        thread = threading.Thread(target=late)
        thread.start()
        wait_until(lambda: watch.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar())
        faster.commit()
        thread.join()
    assert [each.codes for each in refusals] == [["room-taken"]]
    assert [len(refusals[0].data[name]) for name in ("conflicts", "alternatives")] == [1, 3]
    assert overlaps() == []


def wait_until(there: Callable[[], object]) -> None:
    """Come back when it is there; a quarter of a minute is long enough for everything here."""
    end = monotonic() + 15
    while not there():
        assert monotonic() < end
        sleep(0.02)
