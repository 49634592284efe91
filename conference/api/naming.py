"""Names in a programme: tracks, rooms, blocks and people are named by slug or code; what is new is added where that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference.api.forms_rooms import in_words
from conference.kernel.database import db
from conference.kernel.i18n import fold
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.people.models import User
from conference.programme.actions import add_event_room, add_speaker, add_track
from conference.programme.models import Event, EventRoom, Session, Speaker, Track
from conference.programme.rules import SLUG, Part
from conference.venue.models import Room


def named(event: Event, body: Mapping[str, Any], *, by: User, now: datetime) -> dict[str, Any]:
    """What a session's body names, as rows. Refuses (422) with every name that is not known."""
    found: dict[str, Any] = {}
    wrong: list[Objection] = []
    finders: dict[str, Callable[..., Any]] = {"track": track_named, "room": room_named, "part_of": block_named, "speakers": people_named}
    for field, find in finders.items():
        if field in body:
            try:
                found[field] = find(event, body[field], by=by, now=now) if body[field] is not None else None
            except Refused as refused:
                wrong += refused.objections
    if wrong:
        raise Refused(wrong, status=422)
    return found


def track_named(event: Event, name: str, *, by: User, now: datetime) -> Track:
    """The track of this slug or name; a new one when there is none."""
    for track in event.tracks:
        if name == track.slug or fold(name) in {fold(text) for text in track.name.values()}:
            return track
    slug = name if SLUG.fullmatch(name) else None
    return add_track(event, name=in_words(name, event.languages[0]), slug=slug, by=by, now=now)


def room_named(event: Event, slug: str, *, by: User, now: datetime) -> EventRoom:
    """The event's room of this slug, or the centre's, which becomes one of the event's. Books nothing."""
    for each in event.rooms:
        if each.slug == slug:
            return each
    room = db.session.scalars(select(Room).where(Room.slug == slug, Room.closed_at.is_(None))).one_or_none()
    if room is None:
        raise unknown("room", _("There is no room %(name)s at the centre or of this event.", name=slug))
    return next((each for each in event.rooms if each.room_id == room.id), None) or add_event_room(event, room=room, by=by, now=now)


def block_named(event: Event, code: str, **_untouched: Any) -> Session:
    found = db.session.scalars(select(Session).where(Session.event_id == event.id, Session.code == code)).one_or_none()
    if found is None:
        raise unknown("part_of", _("There is no session %(name)s in this event.", name=code))
    return found


def people_named(event: Event, told: Sequence[Mapping[str, Any]], *, by: User, now: datetime) -> list[tuple[Speaker, Part]]:
    """Everybody named, by code or name; a new name is added to the programme."""
    there = list(db.session.scalars(select(Speaker).where(Speaker.event_id == event.id))) if told else []
    codes, names = {each.code: each for each in there}, {each.name: each for each in reversed(there)}
    found = []
    for number, each in enumerate(told):
        if "code" in each and each["code"] not in codes and "name" not in each:
            message = _('Nobody on this programme has the code %(name)s. To add somebody, say {"name": …}.', name=each["code"])
            raise unknown(f"speakers.{number}", message)
        if not each.keys() & {"code", "name"}:
            raise unknown(f"speakers.{number}", _("Give a code or a name."))
        speaker = codes.get(each.get("code", "")) or (None if "code" in each else names.get(each["name"]))
        if speaker is None:
            facts = {name: each[name] for name in ("name", "code", "affiliation") if name in each}
            speaker = add_speaker(event, by=by, now=now, **facts)
            codes[speaker.code] = names[speaker.name] = speaker
        found.append((speaker, Part(each.get("part", Part.SPEAKER))))
    return found


def unknown(field: str, message: Any) -> Refused:
    return Refused([Objection("unknown-name", message, field=field)], status=422)
