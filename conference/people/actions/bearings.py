"""The language and zone of an account whose owner has chosen none yet: those they come with. What was chosen is never overwritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from conference.kernel.database import db
from conference.kernel.stamps import touch
from conference.people.models import User


def keep_bearings(user: User, *, language: str | None, zone: str | None, now: datetime) -> None:
    """Store what the account lacks, in the running transaction; letters, calendars and pages speak so from now on.

    An account that has both costs no statement.
    """
    lacking = {"locale": language if user.locale is None else None, "timezone": zone if user.timezone is None else None}
    for name, value in lacking.items():
        if value:  # the condition is asked again: a profile saved meanwhile stays
            db.session.execute(update(User).where(User.id == user.id, getattr(User, name).is_(None)).values({name: value}))
    if any(lacking.values()):
        touch(f"user:{user.id}", now=now)
