"""Attempts are counted before they are made, per account and per address, so that guessing in parallel gains nothing.

Other features count theirs here too. The keys are digests: the table tells nobody's address.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, String, bindparam, delete, insert, select, text

from conference.kernel.crypto import signature
from conference.kernel.database import db, transaction
from conference.kernel.message import _n
from conference.kernel.objection import Objection, Refused
from conference.people.models import Attempt
from conference.people.rules import Limit, wait_after

KEPT = timedelta(days=1)
COUNTING = insert(Attempt.__table__)


def key_of(limit: Limit, subject: str) -> str:
    return f"{limit.name}:{signature('attempt', subject)}"


def network(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 host may choose its addresses from."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


@transaction
def count_attempt(*counted: tuple[Limit, str], now: datetime) -> None:
    """Count one attempt against each (limit, subject). Raises Refused (429, `retry_after` in seconds) when one of them must
    still wait; then nothing is counted, so that waiting is all it takes."""
    keys = sorted(((key_of(limit, subject), limit) for limit, subject in counted), key=lambda pair: pair[0])  # one order: no deadlock
    wait = timedelta(0)
    for key, limit in keys:
        if db.engine.dialect.name == "postgresql":  # SQLite's writers are alone already
            db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
        before = db.session.connection().scalars(attempts(), {"key": key, "since": now - limit.window}).all()
        wait = max(wait, wait_after(limit, before, now))
    if wait:
        raise too_many(wait)
    db.session.connection().execute(COUNTING, [{"key": key, "at": now} for key, _limit in keys])


@cache
def attempts() -> Select[datetime]:
    """When there were attempts against a key since then; made once, for it is asked at every one."""
    return select(Attempt.at).where(Attempt.key == bindparam("key", type_=String()), Attempt.at > bindparam("since", type_=Attempt.at.type))


def too_many(wait: timedelta) -> Refused:
    minutes = math.ceil(wait.total_seconds() / 60)
    said = _n("Too many attempts. Try again in a minute.", "Too many attempts. Try again in %(number)s minutes.", minutes)
    return Refused([Objection("too-many-attempts", said)], status=429, retry_after=math.ceil(wait.total_seconds()))


@transaction
def forgive(limit: Limit, subject: str) -> None:
    """Forget the attempts against a subject: it has shown that it is who it says."""
    db.session.execute(delete(Attempt).where(Attempt.key == key_of(limit, subject)))


@transaction
def give_back(limit: Limit, subject: str) -> None:
    """Uncount the last attempt: it succeeded. Those before it stay, or one's own account would pay for guessing others."""
    last = select(Attempt.id).where(Attempt.key == key_of(limit, subject)).order_by(Attempt.id.desc()).limit(1).scalar_subquery()
    db.session.execute(delete(Attempt).where(Attempt.id == last))


@transaction
def purge_attempts(now: datetime) -> int:
    """Remove what no limit looks at any more."""
    return int(db.session.execute(delete(Attempt).where(Attempt.at < now - KEPT)).rowcount)  # type: ignore[attr-defined]
