"""How things look in answers: plain dictionaries made here, described by the schemas beside them.

Instants carry the offset of the place they belong to: the centre's zone for rooms and bookings, the event's for sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import INCLUDE, Schema, fields

from conference.kernel.i18n import reader_languages
from conference.kernel.words import Words
from conference.programme.facts import TEXTS


@lru_cache(maxsize=64)
def place(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def at(instant: datetime | None, zone: str) -> str | None:
    """RFC 3339 with the zone's offset at that time."""
    return instant.astimezone(place(zone)).isoformat() if instant is not None else None


def text(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


def maybe(kind: type[fields.Field] = fields.String, **more: Any) -> fields.Field:
    """A field that is always there and may be null."""
    return kind(required=True, allow_none=True, **more)


def whole(**more: Any) -> fields.Integer:
    return fields.Integer(required=True, **more)


def yes(**more: Any) -> fields.Boolean:
    return fields.Boolean(required=True, **more)


def instant(**more: Any) -> fields.String:
    return fields.String(required=True, metadata={"format": "date-time", "example": "2027-03-01T09:00:00+01:00"}, **more)


def words(**more: Any) -> fields.Dict:
    """A text in every language it has."""
    return fields.Dict(keys=fields.String(), values=fields.String(), required=True, metadata={"example": {"en": "Hall", "fr": "Salle"}}, **more)


def listed(of: Any, **more: Any) -> fields.List:
    return fields.List(of, required=True, **more)


def inside(of: type[Schema], **more: Any) -> fields.Nested:
    return fields.Nested(of, required=True, **more)


def spoken(texts: Words | str) -> str:
    return str(texts)


class Said(Schema):
    """Base of answers. A call that was tried out says so."""


class Written(Said):
    """The answer of a call that writes."""

    dry_run = fields.Boolean(metadata={"description": "true when the call was only tried out"})


class Health(Said):
    status = text(metadata={"enum": ["ok", "degraded", "down"]})
    database = text(metadata={"enum": ["ok", "down"]})
    worker = text(metadata={"enum": ["running", "silent", "unknown"], "description": "whether mail goes out and options lapse"})


class SaidObjection(Schema):
    class Meta:
        unknown = INCLUDE

    code = text()
    message = text()
    field = maybe()


class Problem(Schema):
    """RFC 9457. `type` ends in a code for programs; `errors` maps each field to its messages ("" for what belongs to none)."""

    class Meta:
        unknown = INCLUDE

    type = text(metadata={"example": "/problems/invalid-input"})
    title = text()
    status = whole()
    detail = text()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    objections = fields.List(fields.Nested(SaidObjection))


class RoomSpan(Schema):
    room = text(metadata={"description": "the room's slug"})
    starts_at = instant()
    ends_at = instant()


class Conflict(RoomSpan):
    """What stands in the way; whose it is only for those who may see it."""

    closed = fields.Boolean(metadata={"description": "true: the room is closed then"})
    title = fields.String()
    organisation = fields.String()


class RoomTaken(Problem):
    """409. `type` ends in `/room-taken` when the room is taken; then these say by when, and what is free instead."""

    conflicts = fields.List(fields.Nested(Conflict))
    alternatives = fields.List(fields.Nested(RoomSpan))


PROBLEMS: dict[str, tuple[str, type[Schema]]] = {
    "Problem400": ("The address holds a NUL, or what was sent is no JSON that can be read.", Problem),
    "Problem401": ("The token is missing, unknown, expired or withdrawn.", Problem),
    "Problem403": ("The token's scopes, or its user's role, do not reach here.", Problem),
    "Problem404": ("There is no such thing, or you may not see it.", Problem),
    "Problem409": ("The state of things forbids it; every reason is told.", Problem),
    "Problem413": ("The body is larger than 1 MiB.", Problem),
    "Problem415": ("The body is not application/json.", Problem),
    "Problem422": ("Something has the wrong form; every field's messages are told at once. Nothing was changed.", Problem),
    "Problem429": ("Too many in a short time.", Problem),
    "Problem503": ("The database cannot take the change now. Nothing was changed; Retry-After says when to try again.", Problem),
}

OTHERS: dict[str, tuple[str, type[Schema]]] = {
    "RoomTaken": ("The room is taken then, or another rule forbids it; every reason is told, and what is free instead.", RoomTaken),
    "Down": ("The database does not answer.", Health),
}


def texts_said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Each text in the reader's language, and (`titles` …) in all it has."""
    languages = reader_languages()
    told: dict[str, Any] = {name: Words(facts[name]).best(*languages) for name in TEXTS}
    told |= {f"{name}s": dict(facts[name]) for name in TEXTS}
    return {**told, "kind_label": facts["kind_label"], "language": facts["language"]}


def people_said(people: list[dict[str, Any]]) -> dict[str, Any]:
    return {"speakers": list(dict.fromkeys(each["code"] for each in people)), "people": people}
