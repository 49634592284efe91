"""The shapes of closures."""

from __future__ import annotations

from conference.api.answers import Written, instant, maybe, text
from conference.api.fields import Instant, Text
from conference.api.forms_rooms import address
from conference.api.shapes import InZone, Paged, Shape


class ClosureIn(InZone, Shape):
    room = address(required=True, metadata={"example": "hall-a", "description": "the room's slug"})
    starts_at = Instant(required=True)
    ends_at = Instant(required=True, metadata={"example": "2027-03-01T11:00:00+01:00"})
    reason = Text(200, shortest=1, required=True, metadata={"example": "The floor is polished"})


class ClosuresAsked(Paged):
    room = address()


class Closure(Written):
    id = text()
    room = text()
    starts_at = instant()
    ends_at = instant()
    reason = text()
    lifted_at = maybe(metadata={"format": "date-time", "description": "when the room was opened again"})
    url = text(metadata={"format": "uri"})
