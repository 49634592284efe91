"""What an event's programme is arranged by: its tracks and the rooms it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from conference.kernel.database import db, transaction
from conference.kernel.history import record
from conference.kernel.i18n import fold
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.programme import rules, rules_writing
from conference.programme.models import Event, EventRoom, Track
from conference.venue.models import Room


def address_of(name: str, taken: set[str], fallback: str) -> str:
    """An address made of a name, unlike those already taken; of `fallback` where the name has no Latin letters."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:50].strip("-") or fallback
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in numbered if each not in taken)


@transaction
def add_track(
    event: Event, *, name: Words, slug: str | None = None, colour: int | None = None, position: int | None = None,
    interchange: Mapping[str, Any] | None = None, by: Any, now: datetime,
) -> Track:  # fmt: skip
    """A track; without an address or colour of its own it gets the next ones. Refuses an address that is taken (409) or wrong (422)."""
    taken = {track.slug for track in event.tracks}
    track = Track(
        slug=slug or address_of(str(Words(name)), taken, "track"), name=Words(name), colour=colour or len(event.tracks) % rules.COLOURS + 1,
        position=len(event.tracks) if position is None else position, interchange=dict(interchange or {}),
    )  # fmt: skip
    check(track_facts(track), taken)
    event.tracks.append(track)
    db.session.flush()
    record(event.entity, "add track", by=by, at=now, after=track_facts(track))
    return track


@transaction
def change_track(track: Track, *, by: Any, now: datetime, **changes: Any) -> Track:
    """Set its name, colour, position, interchange. Published pages show it with the next release."""
    change(track, track_facts, {"name", "colour", "position", "interchange"}, changes, by=by, now=now)
    return track


@transaction
def add_event_room(
    event: Event, *, room: Room | None = None, slug: str | None = None, name: Words | None = None, capacity: int | None = None,
    position: int | None = None, interchange: Mapping[str, Any] | None = None, by: Any, now: datetime,
) -> EventRoom:  # fmt: skip
    """A room that the event uses: one of the centre's (which gives address, name and capacity), or an external one.

    Refuses a room of the centre that it has already, an address that is taken (409), wrong facts (422). Books nothing.
    """
    taken = {each.slug for each in event.rooms}
    if room is not None and any(each.room_id == room.id for each in event.rooms):
        refuse([Objection("room-already-there", _("The event already uses %(room)s.", room=room.name), field="room")])
    words = Words(name) if name else room.name if room else Words()
    made = EventRoom(
        room_id=room.id if room else None, slug=slug or (room.slug if room and room.slug not in taken else address_of(str(words), taken, "room")),
        name=words, capacity=capacity or (room.capacity() or None if room else None),
        position=len(event.rooms) if position is None else position, interchange=dict(interchange or {}),
    )  # fmt: skip
    check(room_facts(made), taken)
    event.rooms.append(made)
    db.session.flush()
    record(event.entity, "add room", by=by, at=now, after=room_facts(made))
    return made


@transaction
def change_event_room(room: EventRoom, *, by: Any, now: datetime, **changes: Any) -> EventRoom:
    """Set its name, capacity, position, interchange. Published pages show it with the next release."""
    change(room, room_facts, {"name", "capacity", "position", "interchange"}, changes, by=by, now=now)
    return room


@transaction
def arrange_rooms(event: Event, places: Mapping[str, int], *, by: Any, now: datetime) -> None:
    """Put the event's rooms into this order (slug → number; those not named stay where they are). Schedules follow at once."""
    arrange(event, event.rooms, places, "order rooms", by=by, now=now)


@transaction
def arrange_tracks(event: Event, places: Mapping[str, int], *, by: Any, now: datetime) -> None:
    """The same for its tracks."""
    arrange(event, event.tracks, places, "order tracks", by=by, now=now)


def arrange(event: Event, things: Sequence[Track | EventRoom], places: Mapping[str, int], action: str, *, by: Any, now: datetime) -> None:
    """Number the things anew. Of two with one number the one that was moved there stands first, as people mean it."""
    before = [each.slug for each in things]
    asked = {each.slug: places.get(each.slug, number) for number, each in enumerate(things, 1)}
    in_order = sorted(enumerate(things, 1), key=lambda item: (asked[item[1].slug], asked[item[1].slug] >= item[0], item[0]))
    for number, (_was, each) in enumerate(in_order):
        each.position = number
    after = [each.slug for _was, each in in_order]
    if before != after:
        db.session.flush()
        db.session.expire(event, ["rooms", "tracks"])
        record(event.entity, action, by=by, at=now, before={"order": before}, after={"order": after})
        touch(event.scope, now=now)


def track_facts(track: Track) -> dict[str, Any]:
    """What the history keeps of a track."""
    return {"slug": track.slug, "name": track.name, "colour": track.colour, "position": track.position, "interchange": track.interchange}


def room_facts(room: EventRoom) -> dict[str, Any]:
    """What the history keeps of an event's room."""
    facts = {"slug": room.slug, "name": room.name, "capacity": room.capacity, "position": room.position, "interchange": room.interchange}
    return {**facts, "room_id": room.room_id}


def check(facts: Mapping[str, Any], taken: set[str]) -> None:
    """Raises Refused when the facts do not hold, or the address is taken."""
    refuse(rules_writing.objections_to_named(facts), status=422)
    if facts["slug"] in taken:
        message = _("The event already has the address %(slug)s. Choose another one.", slug=facts["slug"])
        refuse([Objection("address-taken", message, field="slug")])


def change(thing: Track | EventRoom, facts_of: Any, allowed: set[str], changes: Mapping[str, Any], *, by: Any, now: datetime) -> None:
    """Set what may be set, refuse what does not hold, write down what is different."""
    if unknown := changes.keys() - allowed:
        raise TypeError(f"cannot change {sorted(unknown)}")
    before = facts_of(thing)
    for name, value in changes.items():
        setattr(thing, name, Words(value) if name == "name" else value)
    after = facts_of(thing)
    check(after, taken=set())
    if before != after:
        touch(thing.event.scope, now=now)
        record(thing.event.entity, f"change {type(thing).__tablename__.removeprefix('event_')}", by=by, at=now, before=before, after=after)
