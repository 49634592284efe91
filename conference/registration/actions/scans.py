"""A scan is one row, whatever it came to, and a scan sent twice is one scan: its nonce is unique, so the table decides."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached

from conference.kernel.database import db
from conference.kernel.history import actor_of
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.models import CheckIn
from conference.registration.rules import ScanResult


def note(
    event: Event, nonce: str, result: ScanResult, *, at: datetime, by: Any, registration_id: int | None = None, first_at: datetime | None = None
) -> CheckIn:
    """Write the scan down. A phone that sent it twice, even at once, gets the first one's row both times."""
    told = {
        "event_id": event.id, "registration_id": registration_id, "nonce": nonce, "result": result, "at": at, "first_at": first_at,
        "by": actor_of(by), "undone_at": None, "undone_by": None,
    }  # fmt: skip
    number = db.session.connection().execute(noting(db.engine.dialect.name), told).scalar()
    if number is None:
        return db.session.scalars(queries.of_event()[2], {"event_id": event.id, "nonce": nonce}).one()
    scan = CheckIn(id=number, **told)
    make_transient_to_detached(scan)  # it is saved already, by one statement and without a savepoint
    db.session.add(scan)
    return scan


@cache
def noting(dialect: str) -> Any:
    """The statement that writes a scan down and gives its id, or nothing when this nonce was there before; made once."""
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(CheckIn.__table__)
    return insert.on_conflict_do_nothing(index_elements=["event_id", "nonce"]).returning(CheckIn.__table__.c.id)
