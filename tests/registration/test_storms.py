"""Twelve real connections fight for places and for one door, on both engines."""

import random
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.actions import cancel_registration, check_in, set_places, take_back_cancellation
from conference.registration.models import CheckIn, Registration
from conference.registration.rules import HOLDING, State
from tests import make
from tests.registration.cast import congress, enrol

NOW = make.MONDAY
CONNECTIONS = 12


def together(app: Flask, *tasks: Callable[[], object]) -> list[object]:
    """Run each task in a thread with a database connection of its own, all starting at the same moment."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        with app.app_context():
            try:
                start.wait(30)
                return task()
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [done.result() for done in [pool.submit(run, task) for task in tasks]]


def of(event_id: int) -> list[Registration]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration).where(Registration.event_id == event_id).order_by(Registration.queue_number)))


def states(rows: Iterable[Registration]) -> list[str]:
    return [row.state.value for row in rows]


def test_twelve_connections_fight_for_five_places_and_the_rest_wait_in_one_order(app, both_engines):
    institute = make.organisation()
    for turn in range(15):
        event_id = congress(places=5, slug=f"congress-{turn}", of=institute).id

        def come(number: int, event_id: int = event_id) -> tuple[str, int | None]:
            made = enrol(db.session.get_one(Event, event_id), f"P{number}")
            return made.registration.state.value, made.position

        answers = together(app, *(lambda number=number: come(number) for number in range(CONNECTIONS)))

        rows = of(event_id)
        assert states(rows) == ["confirmed"] * 5 + ["waitlisted"] * 7
        assert [row.queue_number for row in rows] == list(range(1, 13))
        assert [queries.position(row) for row in rows] == [None] * 5 + list(range(1, 8))
        assert sorted(answers, key=str) == sorted([("confirmed", None)] * 5 + [("waitlisted", place) for place in range(1, 8)], key=str)


def test_twelve_sends_of_one_form_are_one_registration_and_twelve_of_one_address_hold_one_place(app, both_engines):
    institute = make.organisation()
    once, twins = (congress(places=5, slug=slug, of=institute).id for slug in ("once", "twins"))

    together(app, *(lambda: enrol(db.session.get_one(Event, once), "Ana", nonce="the form").secret for _each in range(CONNECTIONS)))
    together(app, *(lambda number=number: number < 6 and enrol(db.session.get_one(Event, twins), f"Ana{number}", email="ana@example.org").secret
                    for number in range(CONNECTIONS)))  # fmt: skip

    assert states(of(once)) == ["confirmed"]
    assert [row.twin_of_id is None for row in of(twins)] == [True] + [False] * 5
    assert queries.standing(db.session.get_one(Event, twins)).held == 1


def test_a_storm_of_coming_and_going_never_oversells_and_leaves_no_place_empty(app, both_engines):
    event_id = congress(places=5).id
    chance = random.Random(20270301)
    seeds = [chance.random() for _each in range(CONNECTIONS)]
    seen: list[int] = []
    held = select(func.count()).where(Registration.event_id == event_id, queries.REAL, Registration.state.in_(HOLDING)).scalar_subquery()
    oversold = select(held - Event.places).where(Event.id == event_id)  # in one statement: one moment

    def come_and_go(seed: float) -> None:
        mine, luck = [], random.Random(seed)
        for step in range(12):
            event = db.session.get_one(Event, event_id)
            deed = luck.random()
            try:
                if deed < 0.5 or not mine:
                    mine.append(enrol(event, f"P{int(seed * 1e9)}x{step}").registration.id)
                elif deed < 0.85:
                    cancel_registration(db.session.get_one(Registration, mine[0]), by="system", now=NOW)
                    mine.append(mine.pop(0))
                elif deed < 0.95:
                    take_back_cancellation(db.session.get_one(Registration, mine[-1]), by="system", now=NOW)
                else:
                    set_places(event, places=luck.randint(5, 7), by="system", now=NOW)
            except Refused as refused:
                assert set(refused.codes) <= {"wrong-state", "not-cancelled", "places-taken"}
            db.session.rollback()
            seen.append(db.session.scalar(oversold))
            db.session.rollback()

    together(app, *(lambda seed=seed: come_and_go(seed) for seed in seeds))

    standing = queries.standing(db.session.get_one(Event, event_id))
    assert max(seen) <= 0
    assert standing.free == 0 or standing.waiting == 0
    rows = of(event_id)
    assert len({row.queue_number for row in rows}) == len(rows)
    waits = [row for row in rows if row.state == State.WAITLISTED]
    assert [queries.position(row) for row in waits] == list(range(1, len(waits) + 1))


def test_two_doors_scan_one_ticket_and_exactly_one_lets_in(app, both_engines):
    event = congress()
    tickets = [(made.registration.id, made.registration.code) for made in (enrol(event, f"P{number}") for number in range(8))]
    event_id = event.id

    for turn, (registration_id, code) in enumerate(tickets):

        def scan(door: int, code: str = code, now: datetime = NOW + timedelta(minutes=turn)) -> str:
            return check_in(db.session.get_one(Event, event_id), code=code, nonce=f"{code}-{door}", by="user:door", now=now).result.value

        answers = together(app, *(lambda door=door, scan=scan: scan(door) for door in range(CONNECTIONS)))

        assert sorted(answers) == ["admitted"] + ["already_in"] * (CONNECTIONS - 1)
        assert len(db.session.scalars(select(CheckIn).where(CheckIn.registration_id == registration_id)).all()) == CONNECTIONS


def test_a_scan_that_a_phone_sends_twice_at_once_is_one_scan(app, both_engines):
    event = congress()
    event_id, code = event.id, enrol(event).registration.code

    def scan(code: str, nonce: str) -> tuple[int, str]:
        row = check_in(db.session.get_one(Event, event_id), code=code, nonce=nonce, by="user:door", now=NOW)
        return row.id, row.result.value

    assert len(set(together(app, *(lambda: scan(code, "same") for _each in range(CONNECTIONS))))) == 1
    assert len(set(together(app, *(lambda: scan("unknown", "other") for _each in range(CONNECTIONS))))) == 1
