"""What a programme is arranged by: its tracks and rooms."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import select

from conference.api.forms_parts import EventRoomIn, EventRoomSaid, RoomFactsIn, TrackFactsIn, TrackIn, TrackSaid
from conference.api.forms_rooms import in_words, retold
from conference.api.frame import Calls
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.web import load
from conference.kernel.words import Words
from conference.people.rules import Scope
from conference.programme import actions, policy
from conference.programme.models import Event, EventRoom, Track
from conference.venue import queries as venue_queries
from conference.venue.models import Room

bp = Calls("parts", "What a programme is arranged by: its tracks and rooms.")


@bp.call("POST", "/events/<slug>/tracks", body=TrackIn, answer=TrackSaid, status=201, scope=Scope.EVENTS)
def add_a_track(slug: str, body: Any) -> Any:
    """Add a track

    A session that names a track which is not there adds it too.
    """
    event = to_edit(slug)
    return track_said(actions.add_track(event, **spoken(event, body), by=current_user, now=clock.now()))


@bp.call("PATCH", "/events/<slug>/tracks/<track>", body=TrackFactsIn, answer=TrackSaid, scope=Scope.EVENTS)
def change_a_track(slug: str, track: str, body: Any) -> Any:
    """Change a track

    Everybody else sees it with the next release.
    """
    event = to_edit(slug)
    found = one(event, Track, track)
    return track_said(actions.change_track(found, **spoken(event, body, found.name), by=current_user, now=clock.now()))


@bp.call("POST", "/events/<slug>/rooms", body=EventRoomIn, answer=EventRoomSaid, status=201, scope=Scope.EVENTS)
def add_an_event_room(slug: str, body: Any) -> Any:
    """Let the event use a room

    One of the centre's, or one elsewhere, which needs a name. Nothing is booked.
    """
    event = to_edit(slug)
    room = of_the_centre(body.pop("centre_room", None))
    refuse([] if room or "name" in body else [Objection("no-name", _("Please give it a name."), field="name")], status=422)
    return room_said(actions.add_event_room(event, room=room, **spoken(event, body), by=current_user, now=clock.now()))


@bp.call("PATCH", "/events/<slug>/rooms/<room>", body=RoomFactsIn, answer=EventRoomSaid, scope=Scope.EVENTS)
def change_an_event_room(slug: str, room: str, body: Any) -> Any:
    """Change how the programme names a room

    Everybody else sees it with the next release.
    """
    event = to_edit(slug)
    found = one(event, EventRoom, room)
    return room_said(actions.change_event_room(found, **spoken(event, body, found.name), by=current_user, now=clock.now()))


def to_edit(slug: str) -> Event:
    return load(Event, slug=slug, may=policy.edit, see=policy.see)


def one(event: Event, kind: type[Any], slug: str) -> Any:
    """The event's track or room of this address, or 404."""
    return db.session.scalars(select(kind).where(kind.event_id == event.id, kind.slug == slug)).one_or_none() or abort(404)


def of_the_centre(slug: str | None) -> Room | None:
    """The centre's room of this address. Refuses (422) one that is not there."""
    found = db.session.scalars(select(Room).where(Room.slug == slug, Room.closed_at.is_(None))).one_or_none() if slug else None
    missing = slug is not None and found is None
    refuse([Objection("room-unknown", _("There is no room %(slug)s.", slug=slug), field="centre_room")] if missing else [], status=422)
    return found


def spoken(event: Event, body: dict[str, Any], name: Words | None = None) -> dict[str, Any]:
    """What was told, its name in words: a text without its language is, or replaces the one, in the event's first."""
    if "name" not in body:
        return body
    text, first = body["name"], event.languages[0]
    return {**body, "name": in_words(text, first) if name is None else retold(name, text, first)}


# Answers --------------------------------------------------------------------------------------------------------------


def track_said(track: Track) -> dict[str, Any]:
    return {"slug": track.slug, "name": str(track.name), "names": dict(track.name), "colour": track.colour}


def room_said(room: EventRoom) -> dict[str, Any]:
    behind = venue_queries.house().by_id.get(room.room_id) if room.room_id else None
    names = {"name": str(room.name), "names": dict(room.name)}
    return {"slug": room.slug, **names, "capacity": room.capacity, "centre_room": behind.slug if behind else None}
