"""After a restore: the numbers by which caches and calendars tell newer from older start beyond all that was told since the
backup was made. What was told meanwhile is lost with the database; that somebody was told it is not.

A version stamp must never be reached a second time with other contents: a calendar that holds the lost version would be
answered 304. A SEQUENCE rises by one at most each second, so the seconds since the backup are enough (RFC 5545 3.8.7.4).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, update

from conference.kernel.database import db, transaction
from conference.kernel.stamps import StampRow


@transaction
def go_beyond(made_at: datetime, *, now: datetime) -> None:
    """Move all stamps and sequences on. `made_at`: when the backup was made. What calendars hold stays as it is until it changes."""
    seconds = int(now.timestamp())
    later = case((StampRow.changed_s < seconds, seconds), else_=StampRow.changed_s + 1)
    db.session.execute(update(StampRow).values(version=StampRow.version + seconds, changed_s=later))
    passed = max(1, int((now - made_at).total_seconds()) + 1)
    for table in db.metadata.sorted_tables:
        if "sequence" in table.columns:
            db.session.execute(update(table).values(sequence=table.c.sequence + passed))
