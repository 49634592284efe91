"""The database: typed base, UTC and multilingual columns, and `@transaction`, the only way to write.

On SQLite a *writing* transaction begins IMMEDIATE (SQLAlchemy's default lets the SELECT run outside it and double-books,
measured); reading ones begin deferred, in WAL mode, so that pages never queue behind writers. On PostgreSQL writing ones are
READ COMMITTED and the constraints of the tables decide. A page reads one moment on both (on PostgreSQL REPEATABLE READ), so that
what is kept under a version stamp is never older than the stamp.
"""

from __future__ import annotations

import random
import secrets
import sqlite3
import string
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, Insert, MetaData, Select, bindparam, event, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from conference.kernel.words import Words

P = ParamSpec("P")
R = TypeVar("R")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
ALPHABET = string.digits + string.ascii_letters
BUSY_TIMEOUT_MS = 10_000  # a call tries twice: told within 20 s, far from the server's own limit of 60
LEFT_OPEN_MS = 300_000
SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT = "40001", "40P01", "55P03"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": True})

Json = JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware values only, gives aware UTC values; sorts and compares rightly on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}: say which zone it is in")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordsType(TypeDecorator[Words]):
    """A text in several languages, stored as JSON `{language: text}`."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else dict(value if isinstance(value, Words) else Words(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Words:
        return Words(value)


def states(enum: type[StrEnum], name: str) -> Enum:
    """A column type for a StrEnum: stored as its value, with a named CHECK."""
    return Enum(enum, name=name, native_enum=False, create_constraint=True, length=24, values_callable=lambda kind: [each.value for each in kind])


def uid() -> str:
    """A public id of 131 random bits, 22 letters and digits: not guessable, safe in addresses and file names."""
    return "".join(secrets.choice(ALPHABET) for _ in range(22))


class Busy(Exception):
    """The database could not take the change now, twice. The caller answers 503 with Retry-After."""


_writing: ContextVar[bool] = ContextVar("writing", default=False)


def transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Make a function a writing transaction: all of it is committed when it returns, nothing when it raises.

    Called inside another one it joins that. The outermost call first ends the reading transaction, so that everything is
    read again under the write lock; it reruns once after a deadlock or serialization failure, then raises Busy.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _writing.get():
            return action(*args, **kwargs)
        return outermost(lambda: action(*args, **kwargs))

    return run


def outermost(act: Callable[[], R]) -> R:
    """Run `act` in a writing transaction of its own; see `transaction`."""
    unsaved = [*db.session.new, *db.session.deleted, *(each for each in db.session.dirty if db.session.is_modified(each))]
    if unsaved:
        raise RuntimeError(f"changed outside an action: {unsaved!r}")
    for last_try in (False, True):
        db.session.rollback()
        token = _writing.set(True)
        try:
            result = act()
            before_commit()
            db.session.commit()
            return result
        except (OperationalError, DBAPIError) as problem:
            db.session.rollback()
            if isinstance(problem, IntegrityError) or not passes_by_itself(problem):
                raise
            if last_try:
                raise Busy from problem
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info.clear()
            _writing.reset(token)
    raise AssertionError("unreachable")


_before_commit: list[Callable[[], None]] = []


def runs_before_commit(function: Callable[[], None]) -> Callable[[], None]:
    """Register what belongs to the end of every writing transaction (version stamps)."""
    _before_commit.append(function)
    return function


def before_commit() -> None:
    for function in _before_commit:
        function()


def passes_by_itself(problem: DBAPIError) -> bool:
    """True for a deadlock, a serialization failure or a lock that was not given in time: trying again may help."""
    cause = problem.orig
    if isinstance(cause, sqlite3.OperationalError):
        return is_busy(cause)
    return getattr(cause, "sqlstate", None) in {SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT}


def is_busy(problem: sqlite3.OperationalError) -> bool:
    return "locked" in str(problem) or "busy" in str(problem)


def violated(problem: IntegrityError) -> str:
    """The name of the constraint that refused, on both engines.

    PostgreSQL tells it; SQLite tells the name of a CHECK, what a trigger raises, or the columns of a unique index, which
    the naming convention turns back into its name.
    """
    if diagnosis := getattr(problem.orig, "diag", None):
        return diagnosis.constraint_name or ""
    text = str(problem.orig)
    if text.startswith("UNIQUE constraint failed: "):
        columns = [name.strip().split(".") for name in text.removeprefix("UNIQUE constraint failed: ").split(",")]
        return "_".join(["uq", columns[0][0], *(parts[-1] for parts in columns)])
    return text.removeprefix("CHECK constraint failed: ")


def lock(row: Any) -> None:
    """Hold a row until the end of the transaction and read it afresh; the way to count and then insert safely.

    Only this row: what is read with it through a join stays free (PostgreSQL refuses to lock the far side of one). SQLite's
    writing transaction holds everything from its beginning, and what was known before that is forgotten: nothing to do.
    """
    if _writing.get() and db.engine.dialect.name == "sqlite":
        return
    db.session.refresh(row, with_for_update={"key_share": True, "of": type(row)})


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    """Settings of each connection: on both engines nobody waits for a lock for ever."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # BEGIN is ours to send
        # secure_delete: what is erased is overwritten in the file, not only unlinked
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")
    elif isinstance(connection, psycopg.Connection):
        # plain SETs, not connection options: these also pass a pooler; a transaction that was left open is ended
        connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute(f"SET idle_in_transaction_session_timeout = {LEFT_OPEN_MS}")
        connection.commit()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        if _writing.get():
            wait_for_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")
    elif isinstance(driver := connection.connection.driver_connection, psycopg.Connection):
        # costs nothing: psycopg puts it into the BEGIN that it sends before the first statement
        driver.isolation_level = None if _writing.get() else psycopg.IsolationLevel.REPEATABLE_READ


def wait_for_turn(connection: Connection) -> None:
    """Begin to write, when it is this one's turn: asked for again every few milliseconds. SQLite itself sleeps up to a tenth of a
    second between two tries, during which ten others come by."""
    raw: Any = connection.connection.driver_connection
    last_try = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < last_try:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as problem:
                if not is_busy(problem):
                    break
                time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - so that those who wait do not ask in step
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says in the usual way what is wrong
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def put(model: Any, **values: Any) -> None:
    """Insert one plain row in the running transaction, past the unit of work: a third of its cost, and in a rush it counts.

    What the session has not saved yet is not seen by it: save the rows that this one points to first.
    """
    db.session.connection().execute(putting(model), values)


@cache
def putting(model: Any) -> Insert:
    """The statement, made once."""
    return insert(model.__table__)


def find(model: Any, **key: Any) -> Any:
    """The one thing with these values in these columns, or None."""
    unset = tuple(name for name, value in key.items() if value is None)
    return db.session.scalars(found_by(model, tuple(key), unset), key).one_or_none()


@cache
def found_by(model: Any, names: tuple[str, ...], unset: tuple[str, ...]) -> Select[Any]:
    """The statement that finds it; made once, because making one costs more than running it."""
    return select(model).where(*(getattr(model, name).is_(None) if name in unset else getattr(model, name) == bindparam(name) for name in names))


def empty_log(_now: datetime) -> int:
    """Write SQLite's log into the database and cut it to nothing, so that it keeps no page of what was erased; a job.

    Whoever reads just then is not waited for long: the next round does it. PostgreSQL's vacuum does the same by itself.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA busy_timeout=1000")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            raw.close()
    return 0
