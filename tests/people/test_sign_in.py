"""Signing in and out, by the pages."""

from datetime import timedelta

import pytest

from conference.kernel import clock
from tests import make
from tests.make import MONDAY, sign_in


@pytest.fixture
def alice(app):
    return make.user("Alice Martin")


def is_signed_in(client):
    return client.get("/login").status_code == 303


def test_signing_in_leads_home(client, alice):
    answer = client.post("/login", data={"email": "Alice@Example.org", "password": make.PASSWORD})

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)


def test_signing_out_ends_the_log_in_itself(client, alice):
    sign_in(client, alice)
    with client.session_transaction() as session:
        kept = dict(session)

    assert client.post("/logout").status_code == 303
    with client.session_transaction() as session:
        session.update(kept)

    assert not is_signed_in(client)


@pytest.mark.parametrize(("seconds", "signed_in"), [(12 * 3600 - 1, True), (12 * 3600, False)])
def test_a_log_in_that_is_not_used_ends_after_twelve_hours(client, alice, seconds, signed_in):
    with clock.at(MONDAY):
        sign_in(client, alice)

    with clock.at(MONDAY + timedelta(seconds=seconds)):
        assert is_signed_in(client) == signed_in


def test_a_log_in_in_use_ends_after_thirty_days(client, alice):
    with clock.at(MONDAY):
        sign_in(client, alice)
    for hours in range(10, 30 * 24, 10):
        with clock.at(MONDAY + timedelta(hours=hours)):
            assert is_signed_in(client), hours

    with clock.at(MONDAY + timedelta(days=30)):
        assert not is_signed_in(client)
