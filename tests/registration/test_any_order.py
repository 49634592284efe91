"""Whatever people do in whatever order: the same as a list kept by hand says."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.registration import queries
from conference.registration.actions import (
    approve,
    cancel_registration,
    check_in,
    decline,
    register,
    set_places,
    take_back_cancellation,
)
from conference.registration.erasure import erase_registration
from conference.registration.models import CheckIn, Registration
from tests import make
from tests.registration.cast import TOLD, category, congress, stand

PICK = st.integers(min_value=0, max_value=30)
HOLDS = {"confirmed", "pending"}


class Desk:
    """The list kept by hand: [name, state, needs approval, inside] in order of arrival."""

    def __init__(self, places: int | None) -> None:
        self.places = places
        self.rows: list[list] = []

    @property
    def held(self) -> int:
        return sum(row[1] in HOLDS for row in self.rows)

    def place(self, needs: bool) -> str:
        if self.places is not None and self.held >= self.places:
            return "waitlisted"
        return "pending" if needs else "confirmed"

    def settle(self) -> None:
        for row in self.rows:
            if row[1] == "waitlisted" and (self.places is None or self.held < self.places):
                row[1] = "pending" if row[2] else "confirmed"


class AnyOrder(RuleBasedStateMachine):
    """One event; people come, go, come back, are approved, declined, let in, erased; the limit rises and falls."""

    @initialize(places=st.sampled_from([None, 0, 1, 2, 3, 1, 2, 3]))
    def open(self, places):
        self.turn = AnyOrder.turn = getattr(AnyOrder, "turn", 0) + 1
        host = make.organisation(f"host-{self.turn}")
        self.event = congress(places=places, slug=f"event-{self.turn}", of=host)
        category(self.event, "student"), category(self.event, "press", needs_approval=True)
        self.desk = Desk(places)
        self.now = make.MONDAY - timedelta(days=20)
        self.number = 0

    def row(self, pick):
        return self.desk.rows[pick % len(self.desk.rows)]

    def registration(self, row) -> Registration:
        return db.session.query(Registration).filter_by(event_id=self.event.id, uid=row[4]).one()

    def attempt(self, act, allowed: bool) -> None:
        try:
            act()
        except Refused:
            assert not allowed
        else:
            assert allowed

    @rule(kinds=st.lists(st.booleans(), min_size=1, max_size=4))
    def come(self, kinds):
        for press in kinds:
            self.comes(press)

    def comes(self, press):
        self.number += 1
        name = f"P{self.number}"
        made = register(
            self.event, given_name=name, email=f"{name}@example.org", category="press" if press else "student", now=self.now, **TOLD
        )  # fmt: skip
        self.desk.rows.append([name, self.desk.place(press), press, False, made.registration.uid])

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK)
    def comes_again_with_the_same_address(self, pick):
        row = self.row(pick)
        if row[1] in HOLDS | {"waitlisted"}:
            self.now += timedelta(hours=2)
            made = register(self.event, given_name="Twin", email=f"{row[0].upper()}@EXAMPLE.org", category="student", now=self.now, **TOLD)
            assert made.registration.state.value == self.desk.place(False)

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK)
    def cancels(self, pick):
        row = self.row(pick)
        self.attempt(lambda: cancel_registration(self.registration(row), by="system", now=self.now), row[1] in HOLDS | {"waitlisted"} and not row[3])
        if row[1] in HOLDS | {"waitlisted"} and not row[3]:
            row[1] = "cancelled"
            self.desk.settle()

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK)
    def comes_back(self, pick):
        row = self.row(pick)
        back = row[1] == "cancelled" and row[0] != ""
        self.attempt(lambda: take_back_cancellation(self.registration(row), by="system", now=self.now), back)
        if back:
            row[1] = self.desk.place(row[2])
            self.desk.rows.remove(row)
            self.desk.rows.append(row)

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK, yes=st.booleans())
    def is_decided(self, pick, yes):
        row = self.row(pick)
        act = approve if yes else decline
        self.attempt(lambda: act(self.registration(row), by="system", now=self.now), row[1] == "pending")
        if row[1] == "pending":
            row[1] = "confirmed" if yes else "declined"
            self.desk.settle()

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK)
    def is_let_in(self, pick):
        row = self.row(pick)
        self.number += 1
        said = check_in(self.event, code=self.registration(row).code, nonce=f"n{self.number}", by="system", now=self.now).result.value
        wanted = "unknown" if row[0] == "" else "not_confirmed" if row[1] != "confirmed" else "already_in" if row[3] else "admitted"
        assert said == wanted
        row[3] = row[3] or said == "admitted"

    @precondition(lambda self: self.desk.rows)
    @rule(pick=PICK)
    def is_erased(self, pick):
        row = self.row(pick)
        self.attempt(lambda: erase_registration(self.registration(row), by="system", now=self.now), row[0] != "")
        if row[0] != "":
            alive = row[1] in HOLDS | {"waitlisted"}
            row[0], row[1], row[3] = "", "cancelled" if alive else row[1], False
            self.desk.settle()

    @rule(places=st.sampled_from([None, 0, 1, 2, 3, 4, 5, 6]))
    def limit_is_set(self, places):
        lowered = places is not None and (self.desk.places is None or places < self.desk.places)
        allowed = not (lowered and places < self.desk.held)
        self.attempt(lambda: set_places(self.event, places=places, by="system", now=self.now), allowed)
        if allowed:
            self.desk.places = places
            self.desk.settle()

    @invariant()
    def the_tables_say_what_the_list_says(self):
        if not hasattr(self, "desk"):
            return
        db.session.rollback()
        assert stand(self.event) == [(row[0], row[1]) for row in self.desk.rows]
        standing = queries.standing(self.event)
        assert (standing.held, standing.waiting) == (self.desk.held, sum(row[1] == "waitlisted" for row in self.desk.rows))
        assert standing.free is None or standing.free >= 0
        waits = [self.registration(row) for row in self.desk.rows if row[1] == "waitlisted"]
        assert [queries.position(each) for each in waits] == list(range(1, len(waits) + 1))
        assert queries.door_count(self.event).inside == sum(row[3] and row[1] == "confirmed" for row in self.desk.rows)
        assert db.session.query(CheckIn).filter_by(event_id=self.event.id, result="admitted").count() >= sum(row[3] for row in self.desk.rows)


@pytest.mark.slow
def test_whatever_people_do_in_whatever_order_places_and_waiting_list_are_right(app):
    # no shrinking: each try is a few hundred transactions
    how = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    run_state_machine_as_test(AnyOrder, settings=how)
