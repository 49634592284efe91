"""The shapes of scans at the door."""

from __future__ import annotations

from marshmallow import fields

from conference.api.answers import Said, Written, instant, maybe, text, yes
from conference.api.fields import Instant, Text
from conference.api.shapes import Shape
from conference.registration.rules import ScanResult


class CheckInIn(Shape):
    code = Text(64, shortest=1, required=True, metadata={"example": "not-a-ticket"})
    nonce = Text(64, shortest=1, required=True, metadata={"description": "your name for this scan; a repeat is the same scan", "example": "scan-1"})
    scanned_at = Instant(metadata={"description": "when a phone was without network; otherwise now"})


class Guest(Said):
    code = text()
    given_name = text()
    family_name = text()
    latin_name = text()
    category = maybe()
    status = text()


class CheckIn(Written):
    result = text(metadata={"enum": [each.value for each in ScanResult]})
    message = text()
    admitted = yes()
    at = instant()
    first_at = maybe(metadata={"format": "date-time", "description": "when this ticket was let in before"})
    nonce = text()
    undone_at = maybe(metadata={"format": "date-time", "description": "when it was taken back"})
    registration = fields.Nested(Guest, required=True, allow_none=True)
