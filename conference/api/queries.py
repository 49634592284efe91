"""Reads that only the API asks."""

from __future__ import annotations

from sqlalchemy import select

from conference.api.models import IdempotencyKey
from conference.kernel.database import db


def key(caller: str, key: str) -> IdempotencyKey:
    """What is remembered of a caller's key; it must be there."""
    return db.session.scalars(select(IdempotencyKey).where(IdempotencyKey.caller == caller, IdempotencyKey.key == key)).one()
