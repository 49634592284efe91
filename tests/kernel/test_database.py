"""The one way to write: all or nothing, under the write lock, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from conference.kernel.database import BUSY_TIMEOUT_MS, Busy, db, transaction, uid, violated
from conference.kernel.stamps import NEVER, stamp, stamps, touch
from conference.kernel.words import Words
from conference.people.models import Organisation
from tests.make import MONDAY, organisation, raised

pytestmark = pytest.mark.usefixtures("app", "both_engines")


def slugs() -> list[str]:
    return list(db.session.scalars(select(Organisation.slug).order_by(Organisation.slug)))


@transaction
def found(slug: str) -> None:
    db.session.add(Organisation(slug=slug, name=Words("X"), created_at=MONDAY))


def test_what_an_action_wrote_is_there_when_it_returns():
    found("one")
    db.session.rollback()
    assert slugs() == ["one"]


def test_nothing_is_left_of_an_action_that_raised():
    @transaction
    def two_then_fail() -> None:
        found("one")
        found("two")
        raise LookupError

    with pytest.raises(LookupError):
        two_then_fail()
    assert slugs() == []


def test_a_change_made_outside_an_action_is_not_smuggled_in():
    made = organisation("one")
    made.slug = "other"
    with pytest.raises(RuntimeError, match="outside an action"):
        found("two")
    db.session.rollback()
    assert slugs() == ["one"]


def test_a_page_reads_one_moment_whatever_is_committed_meanwhile(app):
    def somebody_else() -> None:
        with app.app_context():
            found("one")

    assert slugs() == []
    other = Thread(target=somebody_else)
    other.start()
    other.join()
    assert slugs() == []
    db.session.rollback()
    assert slugs() == ["one"]


def test_a_broken_constraint_is_called_the_same_on_both_engines():
    found("one")
    with pytest.raises(IntegrityError) as problem:
        found("one")
    assert violated(problem.value) == "uq_organisation_slug"


class Locked(Exception):
    sqlstate = "40P01"


def test_a_deadlock_is_tried_once_more():
    tries = []

    @transaction
    def deadlocks_once() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", {}, Locked())
        return "done"

    assert deadlocks_once() == "done"
    assert len(tries) == 2


def test_a_second_deadlock_is_told_as_busy():
    @transaction
    def always_deadlocks() -> None:
        raise OperationalError("", {}, Locked())

    with pytest.raises(Busy):
        always_deadlocks()


def test_instants_come_back_in_utc_whatever_zone_they_went_in_with():
    when = datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    made = organisation("one")

    @transaction
    def move() -> None:
        made.created_at = when

    move()
    assert made.created_at == datetime(2027, 3, 1, 0, tzinfo=UTC)
    assert made.created_at.tzinfo is UTC


def test_a_naive_instant_never_reaches_the_database():
    @transaction
    def naive() -> None:
        db.session.add(Organisation(slug="x", name=Words("X"), created_at=datetime(2027, 3, 1)))
        db.session.flush()

    with pytest.raises(Exception, match="naive"):
        naive()


def test_a_stamp_rises_with_each_transaction_and_its_time_by_at_least_a_second():
    @transaction
    def change() -> None:
        touch("event:1", "room:2", now=MONDAY)
        touch("event:1", now=MONDAY)

    assert stamp("event:1") == NEVER
    change()
    change()
    assert raised("event:1") == 2
    assert stamp("event:1").changed_at == MONDAY + timedelta(seconds=1)
    assert [raised(scope) for scope in ("event:1", "room:2", "room:3")] == [2, 2, 0]
    assert stamps(["event:1", "room:3"]) == {"event:1": stamp("event:1"), "room:3": NEVER}


def test_a_failed_change_raises_no_stamp():
    @transaction
    def fail() -> None:
        touch("event:1", now=MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    found("one")
    assert stamp("event:1") == NEVER


def test_public_ids_are_long_and_plain():
    assert len({uid() for _ in range(1000)}) == 1000
    assert all(len(each) == 22 and each.isalnum() for each in (uid() for _ in range(100)))


def test_who_has_waited_for_the_turn_waits_as_long_as_ever_for_the_rest(both_engines):
    """SQLite: beginning to write asks again by itself and sets the connection's patience to nothing meanwhile."""
    asked, told = {"sqlite": ("PRAGMA busy_timeout", BUSY_TIMEOUT_MS), "postgresql": ("SHOW lock_timeout", f"{BUSY_TIMEOUT_MS // 1000}s")}[
        both_engines
    ]

    @transaction
    def patience() -> int | str:
        return db.session.connection().exec_driver_sql(asked).scalar_one()

    assert patience() == told
