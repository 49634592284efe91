"""What time it is. Only views, jobs and commands ask; rules, queries and actions are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present instant in UTC, to the second: what is stored and shown needs no more, and feeds compare seconds."""
    return _fixed.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Everything inside happens at this instant (tests, the demonstration's past)."""
    if instant.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _fixed.reset(token)
