"""What happens to registrations without anybody clicking."""

from __future__ import annotations

from datetime import datetime

from conference.registration import queries
from conference.registration.actions import fill_places


def fill_all_places(now: datetime) -> int:
    """Move up whoever waits for a place that is free: the net under every change of an event's limit. How many moved up."""
    return sum(fill_places(event, now=now) for event in queries.events_that_wait(now))
