"""Version stamps: one number and one instant per event, room, person. Caches and ETags contain them, so nothing is ever
invalidated by hand and several machines agree. Raised in the transaction that changes the thing, at its very end and in
one order (no deadlocks)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import BigInteger, Insert, String, bindparam, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import db, runs_before_commit

TOUCHED = "touched"


class StampRow(db.Model):  # type: ignore[name-defined]
    __tablename__ = "stamp"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    changed_s: Mapped[int] = mapped_column(BigInteger)  # whole seconds since 1970: what HTTP dates can say


@dataclass(frozen=True)
class Stamp:
    """A scope's version and when it last changed. `changed_at` rises by at least a second with each version."""

    version: int
    changed_at: datetime


@dataclass
class Seen:
    """What one answer was seen to depend on, and whether it offered to be given again (kernel.quick)."""

    scopes: set[str] = field(default_factory=set)
    offered: bool = False
    route: str = ""


_seen: ContextVar[Seen | None] = ContextVar("stamps_seen", default=None)


@contextmanager
def watching() -> Iterator[Seen]:
    """Collect the scopes that are read inside."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def depends_on(*scopes: str) -> None:
    """Say what an answer depends on beyond the stamps that it reads (a statement that joins them itself)."""
    if seen := _seen.get():
        seen.scopes.update(scopes)


def offer(route: str) -> None:
    """Say that this answer depends on nothing but stamps, its address and its reader's language and zone."""
    if seen := _seen.get():
        seen.offered, seen.route = True, route


# made once: making a statement costs more than running it
READ = select(StampRow.scope, StampRow.version, StampRow.changed_s).where(StampRow.scope.in_(bindparam("scopes", expanding=True)))
NEVER = Stamp(0, datetime(2000, 1, 1, tzinfo=UTC))


def touch(*scopes: str, now: datetime) -> None:
    """Raise these scopes' stamps when the running transaction commits. Scopes are named `kind:id`, or `centre`."""
    touched: dict[str, int] = db.session.info.setdefault(TOUCHED, {})
    touched.update({scope: int(now.timestamp()) for scope in scopes})


def stamp(scope: str) -> Stamp:
    """The scope's stamp; NEVER when it was never touched. One statement."""
    return stamps([scope])[scope]


def stamps(scopes: Collection[str]) -> dict[str, Stamp]:
    """The stamps of several scopes in one statement."""
    depends_on(*scopes)
    rows = db.session.connection().execute(READ, {"scopes": list(scopes)})
    found = {scope: Stamp(version, datetime.fromtimestamp(changed, UTC)) for scope, version, changed in rows}
    return {scope: found.get(scope, NEVER) for scope in scopes}


@runs_before_commit
def raise_touched() -> None:
    """Write the stamps that the transaction touched, sorted by scope."""
    touched: dict[str, int] = db.session.info.pop(TOUCHED, {})
    if touched:
        db.session.flush()
        # the first version is no small number: after a restore another first one must not be the same
        rows = [{"scope": scope, "version": seconds, "changed_s": seconds} for scope, seconds in sorted(touched.items())]
        db.session.connection().execute(raising(db.engine.dialect.name), rows)


@cache
def raising(dialect: str) -> Insert:
    """The statement that inserts a stamp or raises the one that exists; made once."""
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(StampRow.__table__)
    later = case(
        (insert.excluded.changed_s > StampRow.changed_s, insert.excluded.changed_s),
        else_=StampRow.changed_s + 1,
    )
    return insert.on_conflict_do_update(index_elements=["scope"], set_={"version": StampRow.version + 1, "changed_s": later})
