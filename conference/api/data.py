"""What the API remembers of a person: the repeated calls of their tokens, each for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from conference.api.models import IdempotencyKey
from conference.kernel.database import db
from conference.people.erasure import user_of
from conference.people.models import Person


def exported(person: Person) -> dict[str, Any]:
    """The calls that are remembered; what they answered was said to the same person."""
    user = user_of(person)
    kept = select(IdempotencyKey.call, IdempotencyKey.made_at).where(IdempotencyKey.caller == (user.actor if user else None))
    return {"remembered": [{"call": call, "made_at": made_at} for call, made_at in db.session.execute(kept.order_by(IdempotencyKey.id))]}


def erase(person: Person, now: datetime) -> None:
    """Forget the person's calls with their answers: these quote what was booked or written."""
    if user := user_of(person):
        db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.caller == user.actor))
