"""The database cannot take the change now: tried once more, then told as 503 with Retry-After; a deadlock heals unseen."""

import json
import sqlite3
import threading
import time
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import event, text

from conference.api.models import IdempotencyKey
from conference.kernel import clock, database
from conference.kernel.crypto import signature
from conference.kernel.database import db
from conference.registration.models import Registration
from tests import make
from tests.fixtures.servers import wait_until
from tests.registration.cast import congress

GUEST = {"email": "yuki@example.org", "given_name": "Yuki", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 300)
    with clock.at(make.MONDAY):
        yield


@pytest.fixture
def held(app, database_url):
    """The event's row (on SQLite the one write lock) is held by somebody else's transaction."""
    congress(places=5)
    db.session.remove()
    db.engine.dispose()  # the next connection waits no longer than this test has time
    if database_url.startswith("sqlite"):
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(database_url.replace("+psycopg", ""))
        other.execute("SELECT 1 FROM event FOR UPDATE")
    yield other
    other.close()


def register(client, **headers):
    return client.post("/api/v1/events/congress/registrations", data=json.dumps(GUEST), content_type="application/json", headers=headers)


def test_a_lock_that_is_not_given_is_told_to_programs_as_503(client, held, both_engines):
    began = time.monotonic()
    answer = register(client)

    assert (answer.status_code, answer.headers["Retry-After"], answer.json["type"]) == (503, "2", "/problems/busy")
    assert time.monotonic() - began < 8
    held.rollback()
    assert Registration.query.count() == 0
    assert register(client).status_code == 201


def test_and_to_people_as_a_page(client, held, both_engines):
    form = GUEST | {"nonce": "n" * 20, "opened_at": "0"}
    answer = client.post("/events/congress/register/", data=form)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "2")
    assert "Nothing was changed" in answer.text
    held.rollback()


def test_readers_do_not_wait_for_it(client, held, both_engines):
    assert client.get("/events/congress/").status_code == 200
    assert client.get("/api/v1/events/congress").status_code == 200
    held.rollback()


def test_every_connection_to_postgresql_waits_for_ever_for_nothing(pg_app):
    db.engine.dispose()
    told = [db.session.scalar(text(f"SHOW {name}")) for name in ("lock_timeout", "idle_in_transaction_session_timeout")]
    assert told == ["300ms", "5min"]


def test_a_real_deadlock_is_answered_201(pg_app, client, held, monkeypatch):
    """The call holds its key and waits for the event; the other holds the event and wants the key. One of them must yield."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20_000)
    answers = []
    caller = f"stranger:{signature('caller', '127.0.0.1')}"

    def call():
        with pg_app.app_context(), clock.at(make.MONDAY):
            answers.append(register(pg_app.test_client(), **{"Idempotency-Key": "k"}))

    thread = threading.Thread(target=call)
    thread.start()
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    wait_until(lambda: held.execute(waits).fetchone()[0] == 1, 20, "the call waits for the event's row")
    with suppress(psycopg.errors.DeadlockDetected):  # or it is the call's turn to yield, which then begins anew
        held.execute(
            "INSERT INTO idempotency_key (caller, key, call, body_hash, made_at) VALUES (%s, 'k', '', '', now() - interval '2 days')", [caller]
        )
    held.rollback()
    thread.join(30)

    assert [answer.status_code for answer in answers] == [201]
    assert (Registration.query.count(), IdempotencyKey.query.count()) == (1, 1)


def test_a_real_serialization_failure_is_answered_201(pg_app, client, held, monkeypatch):
    """A server that is set to REPEATABLE READ tells whoever waited for a changed row that it cannot go on."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20_000)
    answers, told = [], []
    event.listen(db.engine, "connect", stricter)
    event.listen(db.engine, "handle_error", lambda context: told.append(context.original_exception.sqlstate))

    def call():
        with pg_app.app_context(), clock.at(make.MONDAY):
            answers.append(register(pg_app.test_client()))

    held.execute("UPDATE event SET places = 4")
    thread = threading.Thread(target=call)
    thread.start()
    wait_until(lambda: held.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0] == 1, 20, "the call waits for the event's row")
    held.commit()
    thread.join(30)

    assert told == [database.SERIALIZATION_FAILURE]
    assert [answer.status_code for answer in answers] == [201]
    assert Registration.query.count() == 1


def stricter(connection, _record):
    connection.execute("SET default_transaction_isolation = 'repeatable read'")
    connection.commit()
