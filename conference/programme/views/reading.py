"""What the public pages share: the key under which they are kept, and the published sessions in the reader's language."""

from __future__ import annotations

from datetime import datetime

from conference.kernel.i18n import reader_languages
from conference.kernel.stamps import stamps
from conference.programme import queries, timetable
from conference.programme.models import Event
from conference.programme.timetable import Slot


def languages() -> tuple[str, ...]:
    return reader_languages()


def event_key(event: Event, what: str) -> tuple[str, datetime]:
    """A key that changes with the event and with the centre, and when the later of them did. One statement."""
    marks = stamps([event.scope, "centre"])
    ours, frame = marks[event.scope], marks["centre"]
    return f"{what}|{event.id}|{ours.version}|{frame.version}", max(ours.changed_at, frame.changed_at)


def slots_of(event: Event) -> list[Slot]:
    """Every published session in the reader's language, in the order of time. One statement."""
    tongues = languages()
    return [timetable.slot(row, tongues) for row in queries.published_cards(event)]
