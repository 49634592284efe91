"""How often one mailbox or one client may cause letters or take places.

A campus, a hospital, a whole hotel stand behind one network address: the limit per client only stops machines, and its
count costs one look at an index. The limit per mailbox keeps strangers from filling somebody's inbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from flask import current_app
from sqlalchemy import Select, String, bindparam, func, select

from conference.kernel.database import db, put
from conference.people.models import Attempt
from conference.people.rules import Limit
from conference.people.throttle import count_attempt, key_of, network, too_many

MAILBOX = Limit("registration:mailbox", free=6, window=timedelta(hours=1), first_wait=timedelta(minutes=10), longest_wait=timedelta(hours=1))
CLIENT = Limit("registration:client", free=0, window=timedelta(hours=1))  # how many are free is a setting


@cache
def recent(limit: int) -> Select[int]:
    """How many attempts there were since then, counted as far as the limit; made once."""
    those = select(Attempt.id).where(Attempt.key == bindparam("key", type_=String()), Attempt.at > bindparam("since", type_=Attempt.at.type))
    return select(func.count()).select_from(those.limit(limit).subquery())


def count_mailbox(event_id: int, email_key: str, *, now: datetime) -> None:
    """Count one letter to this mailbox about this event. Refuses (429) the one after too many in an hour."""
    count_attempt((MAILBOX, f"{event_id}:{email_key}"), now=now)


def count_client(client: str | None, *, now: datetime) -> None:
    """Count one registration from this network address. Refuses (429) the one after too many in an hour."""
    if not client:
        return
    key, limit = key_of(CLIENT, network(client)), int(current_app.config["REGISTRATIONS_PER_CLIENT"])
    if (db.session.connection().scalar(recent(limit), {"key": key, "since": now - CLIENT.window}) or 0) >= limit:
        raise too_many(CLIENT.window)
    put(Attempt, key=key, at=now)
