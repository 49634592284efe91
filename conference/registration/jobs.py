"""What happens to registrations without anybody clicking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text, select, type_coerce, update

from conference.kernel.crypto import sealed_anew
from conference.kernel.database import db, transaction
from conference.kernel.sealed import MARK
from conference.registration import queries
from conference.registration.actions import end_with_event, fill_places
from conference.registration.models import Registration

ROUND = 500


def fill_all_places(now: datetime) -> int:
    """Move up whoever waits for a place that is free: the net under every change of an event's limit. How many moved up."""
    return sum(fill_places(event, now=now) for event in queries.events_that_wait(now))


def end_with_events(now: datetime) -> int:
    """Tell the registrants of cancelled events, and end their registrations; ROUND of them at a time. How many there were."""
    stranded = list(db.session.scalars(queries.left_by_their_event(now, ROUND)))
    for registration in stranded:
        end_with_event(registration, now=now)
    return len(stranded)


def seal_answers_anew(_now: datetime) -> int:
    """Seal what an older key sealed with the newest, so that the old one can be dropped; ROUND in a transaction. How many there were."""
    done, last = 0, 0
    column = type_coerce(Registration.answers, Text)  # as it stands
    while rows := db.session.execute(
        select(Registration.id, column.label("sealed")).where(Registration.id > last, column.startswith(MARK)).order_by(Registration.id).limit(ROUND)
    ).all():
        last = rows[-1].id
        done += write_answers([(row.id, row.sealed, new) for row in rows if (new := sealed_anew(row.sealed))])
    db.session.rollback()
    return done


@transaction
def write_answers(sealed: list[tuple[int, str, str]]) -> int:
    """Put the newly sealed answers (number, as read, anew) in their places, where nobody has written others meanwhile. How many."""
    done = 0
    for number, old, new in sealed:
        there = (Registration.id == number, type_coerce(Registration.answers, Text) == old)
        written: Any = db.session.execute(update(Registration).where(*there).values(answers=type_coerce(new, Text)))
        done += written.rowcount
    return done
