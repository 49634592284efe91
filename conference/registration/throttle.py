"""How often one address or one client may ask for something that costs others a letter or a place.

A campus, a hospital, a whole hotel stand behind one network address: the limit per client only stops machines. The limit
per mailbox keeps strangers from filling somebody's inbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from conference.kernel.crypto import signature
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.people.models import Attempt

WINDOW = timedelta(hours=1)
PER_MAILBOX = 6


def count_client(client: str, *, now: datetime) -> None:
    """Count one registration from this network address. Refuses (429) the one after too many in an hour."""
    if client:
        count("client", client, int(current_app.config["REGISTRATIONS_PER_CLIENT"]), now=now)


def count_mailbox(event_id: int, email_key: str, *, now: datetime) -> None:
    """Count one letter to this mailbox about this event. Refuses (429) the one after PER_MAILBOX in an hour."""
    count("mailbox", f"{event_id}:{email_key}", PER_MAILBOX, now=now)


def count(what: str, whom: str, limit: int, *, now: datetime) -> None:
    key = f"registration:{what}:{signature('attempt', whom)}"
    recent = select(Attempt.id).where(Attempt.key == key, Attempt.at > now - WINDOW).limit(limit).subquery()
    if (db.session.scalar(select(func.count()).select_from(recent)) or 0) >= limit:
        message = _("Too many attempts in a short time. Nothing was changed; try again in an hour.")
        raise Refused([Objection("too-many-attempts", message)], status=429)
    db.session.add(Attempt(key=key, at=now))


def forget(now: datetime) -> int:
    """Remove attempts that no limit counts any more (in the running transaction)."""
    result = db.session.execute(delete(Attempt).where(Attempt.key.startswith("registration:"), Attempt.at <= now - WINDOW))
    return int(result.rowcount)  # type: ignore[attr-defined]
