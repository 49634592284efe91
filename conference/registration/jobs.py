"""What happens to registrations without anybody clicking."""

from __future__ import annotations

from datetime import datetime

from conference.kernel.database import db
from conference.registration import queries
from conference.registration.actions import end_with_event, fill_places

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
