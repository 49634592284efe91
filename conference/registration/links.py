"""Self-service links: whoever holds one acts for its registration. Stored as hashes; every letter and answer has its own."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Insert, insert

from conference.kernel.crypto import hash_token, new_token
from conference.kernel.database import db
from conference.registration.models import ManageLink, Registration


def mint(registration: Registration, *, now: datetime) -> str:
    """A new secret for this registration, in the running transaction; it is never to be seen again."""
    secret = new_token()
    put(ManageLink, registration_id=registration.id, secret_hash=hash_token(secret), created_at=now)
    return secret


def put(model: Any, **values: Any) -> None:
    """Insert one plain row in the running transaction, past the unit of work: a third of its cost, and in a rush it counts.

    What the session has not saved yet is not seen by it: save the rows that this one points to first.
    """
    db.session.connection().execute(putting(model), values)


@cache
def putting(model: Any) -> Insert:
    """The statement, made once."""
    return insert(model.__table__)


def manage_url(secret: str) -> str:
    """The self-service page's full address, for letters and answers."""
    return f"{current_app.config['BASE_URL']}/registrations/{secret}/"
