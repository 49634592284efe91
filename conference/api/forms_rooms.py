"""The shapes of rooms: as they are sent, and as they are told."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from conference.api.answers import Said, Written, listed, maybe, text, whole, words, yes
from conference.api.fields import SLUG, Choice, Inside, Label, Many, Number, Spoken, Text, Whole, YesNo
from conference.api.shapes import Shape
from conference.kernel.message import _
from conference.kernel.words import Words
from conference.venue.features import FEATURES
from conference.venue.rules import House, LayoutName, RoomFacts

SLUG_SAID = _("Use small letters, digits and hyphens, at most 60, such as hall-a.")
Layouts = Shape.from_dict({name.value: Whole(1, 100_000) for name in LayoutName}, name="LayoutsIn")
LayoutsSaid = Said.from_dict({name.value: fields.Integer() for name in LayoutName}, name="Layouts")


def address(**more: Any) -> Text:
    """A name in addresses."""
    return Text(60, shortest=1, pattern=SLUG, said=SLUG_SAID, **more)


class RoomFactsIn(Shape):
    """What may be said of a room."""

    name = Spoken(200, metadata={"example": "Hall A"})
    description = Spoken(10_000, shortest=0)
    building = Text(80)
    floor = Label(20, metadata={"example": "1", "type": ["string", "integer"]}, allow_none=True)
    area_m2 = Number(0, 100_000, allow_none=True)
    legal_capacity = Whole(1, 100_000, allow_none=True)
    wheelchair_places = Whole(0, 100_000, allow_none=True)
    layouts = Inside(Layouts, metadata={"description": "set-up styles with the people they hold", "example": {"theatre": 120}})
    features = Many(Choice(FEATURES), most=len(FEATURES))
    setup_minutes = Whole(0, 1440)
    teardown_minutes = Whole(0, 1440)
    position = Whole(0, 100_000)


class RoomIn(RoomFactsIn):
    slug = address(required=True, metadata={"example": "hall-d"})
    name = Spoken(200, required=True, metadata={"example": "Hall D"})
    parts = Many(address(), most=50, metadata={"description": "slugs of the rooms that a combined hall is made of"})


class RoomChanges(RoomFactsIn):
    in_service = YesNo()


class Room(Written):
    slug = text()
    name = text(metadata={"description": "in the reader's language"})
    names = words()
    description = text()
    descriptions = words()
    building = text()
    floor = maybe()
    area_m2 = maybe(fields.Float)
    capacity = whole(metadata={"description": "of its largest layout"})
    legal_capacity = maybe(fields.Integer)
    wheelchair_places = maybe(fields.Integer)
    layouts = fields.Nested(LayoutsSaid, required=True)
    features = listed(fields.String())
    parts = listed(fields.String())
    setup_minutes = whole()
    teardown_minutes = whole()
    in_service = yes()
    url = text(metadata={"format": "uri"})


def room_said(room: RoomFacts, house: House, url: str) -> dict[str, Any]:
    """A room as the API tells it."""
    return {
        "slug": room.slug,
        "name": str(room.name),
        "names": dict(room.name),
        "description": str(room.description),
        "descriptions": dict(room.description),
        "building": room.building,
        "floor": room.floor,
        "area_m2": room.area_m2,
        "capacity": room.capacity(),
        "legal_capacity": room.legal_capacity,
        "wheelchair_places": room.wheelchair_places,
        "layouts": {each.name.value: each.capacity for each in room.layouts},
        "features": sorted(room.features),
        "parts": [part.slug for part in house.parts(room)],
        "setup_minutes": room.setup_minutes,
        "teardown_minutes": room.teardown_minutes,
        "in_service": room.closed_at is None,
        "url": url,
    }


def in_words(value: str | Words, language: str) -> Words:
    """A text that came without its language is in this one."""
    return value if isinstance(value, Words) else Words({language: value})


def retold(known: Words, value: str | Words, *languages: str) -> Words:
    """A text that came without its language replaces the one in the first of these languages that is there, else in the
    first of them; translations stay. Texts that came with their languages replace all."""
    if isinstance(value, Words):
        return value
    spoken = [language for language in languages if language]
    return known.with_text(next((language for language in spoken if language in known), spoken[0]), value)
