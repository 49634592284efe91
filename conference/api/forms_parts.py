"""The shapes of what a programme is arranged by, its tracks and rooms, and of what contradicts itself in it."""

from __future__ import annotations

from marshmallow import fields

from conference.api.answers import Said, Written, instant, listed, maybe, text
from conference.api.fields import Spoken, Whole
from conference.api.forms_events import EventRoom, Track
from conference.api.forms_rooms import address
from conference.api.shapes import Shape
from conference.programme.clashes import ClashKind
from conference.programme.rules import COLOURS, LIMITS


class ClashSide(Said):
    code = text()
    title = text()
    room = maybe(metadata={"description": "the room's name"})
    starts_at = instant()
    ends_at = instant()


class Clash(Said):
    """A contradiction of the draft. Nothing forbids to publish it."""

    kind = text(metadata={"enum": [each.value for each in ClashKind]})
    message = text()
    starts_at = instant()
    ends_at = instant()
    sessions = listed(fields.Nested(ClashSide), metadata={"description": "one session, or the two that do not go together"})


# Tracks and rooms -----------------------------------------------------------------------------------------------------


class TrackFactsIn(Shape):
    name = Spoken(LIMITS["name"], metadata={"example": "Structures"})
    colour = Whole(1, COLOURS, metadata={"description": "the number of a colour; the next one when left out"})
    position = Whole(0, 10_000)


class TrackIn(TrackFactsIn):
    name = Spoken(LIMITS["name"], required=True, metadata={"example": "Structures"})
    slug = address(metadata={"description": "made of the name when left out"})


class TrackSaid(Track, Written):
    """A track as the answer to a change."""


class RoomFactsIn(Shape):
    name = Spoken(LIMITS["name"], metadata={"example": "Marquee in the park"})
    capacity = Whole(1, 100_000, allow_none=True)
    position = Whole(0, 10_000)


class EventRoomIn(RoomFactsIn):
    slug = address(metadata={"description": "made of the name when left out"})
    centre_room = address(metadata={"description": "a room of the centre, which gives name and capacity; left out: a room elsewhere"})


class EventRoomSaid(EventRoom, Written):
    """A room as the answer to a change."""
