"""Attempts are slowed: free ones first, then longer and longer waits, per account and per address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.people import throttle
from conference.people.models import Attempt
from conference.people.rules import Limit, wait_after
from tests.make import MONDAY

FIVE = Limit("test", free=5)


def seconds(wait):
    return int(wait.total_seconds())


def test_the_wait_doubles_up_to_a_quarter_of_an_hour():
    waits = [seconds(wait_after(FIVE, [MONDAY] * count, MONDAY)) for count in range(14)]

    assert waits == [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_who_waits_may_try_again():
    assert seconds(wait_after(FIVE, [MONDAY] * 6, MONDAY + timedelta(seconds=29))) == 1
    assert seconds(wait_after(FIVE, [MONDAY] * 6, MONDAY + timedelta(seconds=30))) == 0


def test_after_a_day_all_is_forgotten():
    assert seconds(wait_after(FIVE, [MONDAY] * 50, MONDAY + timedelta(days=1))) == 0


@given(st.lists(st.integers(0, 100_000), max_size=40), st.integers(0, 200_000))
def test_no_wait_is_negative_or_longer_than_the_longest(offsets, later):
    wait = wait_after(FIVE, [MONDAY + timedelta(seconds=offset) for offset in offsets if offset <= later], MONDAY + timedelta(seconds=later))

    assert timedelta(0) <= wait <= FIVE.longest_wait


def test_what_is_refused_is_not_counted(app):
    for _each in range(5):
        throttle.count_attempt((FIVE, "alice"), now=MONDAY)
    for _each in range(3):
        with pytest.raises(Refused) as refused:
            throttle.count_attempt((FIVE, "alice"), now=MONDAY)

    assert (refused.value.status, refused.value.codes, refused.value.data) == (429, ["too-many-attempts"], {"retry_after": 15})
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 5


def test_the_table_names_nobody(app):
    throttle.count_attempt((FIVE, "alice@example.org"), now=MONDAY)

    assert "alice" not in db.session.scalars(select(Attempt.key)).one()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("?", "unknown"),
    ],
)
def test_one_who_may_choose_among_addresses_counts_as_one(address, network):
    assert throttle.network(address) == network


def test_guessing_in_parallel_gains_nothing(app, both_engines):
    def attempt(_number):
        with app.app_context():
            try:
                throttle.count_attempt((FIVE, "alice"), now=MONDAY)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(12) as pool:
        let_through = sum(pool.map(attempt, range(24)))

    assert let_through == 5
