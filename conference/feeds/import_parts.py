"""The parts of an imported event that talks refer to: rooms, tracks, people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference.feeds import file_rows as rows
from conference.feeds.file_rows import in_file
from conference.feeds.frab import Programme
from conference.kernel.database import db
from conference.kernel.history import record
from conference.kernel.slugs import slug_of
from conference.programme.models import Event, EventRoom, Speaker, Track


@dataclass
class Target:
    """The event's draft as it stands, by what the file calls its parts."""

    event: Event
    language: str
    now: datetime
    by: Any
    rooms: dict[str, EventRoom] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    people: dict[int, Speaker] = field(default_factory=dict)
    changed_people: list[str] = field(default_factory=list)


def bring_rooms(target: Target, programme: Programme) -> None:
    """Every room of the file is an external room of the event; one that the file no longer has is marked as gone."""
    event, taken = target.event, {room.slug for room in target.event.rooms}
    known = {in_file(room).get("name"): room for room in event.rooms if in_file(room)}
    for position, given in enumerate(programme.rooms):
        columns = rows.room_columns(given, target.language, position)
        room = known.pop(given.name, None)
        if room is None:
            room = EventRoom(slug=rows.slug_for(given.slug, slug_of(given.name), taken), **columns)
            event.rooms.append(room)
        elif room.interchange != columns["interchange"]:
            room.capacity, room.interchange, room.position = columns["capacity"], columns["interchange"], position
        target.rooms[given.name] = room
    for room in known.values():
        rows.mark_gone(room)


def bring_tracks(target: Target, programme: Programme) -> None:
    """The tracks that have a talk; the file's others are kept with the event."""
    event, taken = target.event, {track.slug for track in target.event.tracks}
    known = {in_file(track).get("name"): track for track in event.tracks if in_file(track)}
    for position, given in enumerate(programme.tracks_in_use):
        track = known.get(given.name)
        if track is None:
            slug = rows.slug_for(given.slug, slug_of(given.name), taken)
            track = Track(slug=slug, **rows.track_columns(given, target.language, position))
            event.tracks.append(track)
        target.tracks[given.name] = track


def bring_people(target: Target, programme: Programme) -> None:
    """Everybody the file names; who changed in it is changed, who is no longer in it is marked as gone."""
    event = target.event
    speakers = list(db.session.scalars(select(Speaker).where(Speaker.event_id == event.id)))
    known = {in_file(speaker).get("id"): speaker for speaker in speakers if in_file(speaker)}
    taken = {speaker.code for speaker in speakers}
    for person in programme.people:
        columns = rows.speaker_columns(person, target.language)
        speaker = known.pop(person.id, None)
        if speaker is None:
            code = rows.code_for(person.code, str(person.id), taken)
            speaker = Speaker(event_id=event.id, code=code, **columns)
            db.session.add(speaker)
            target.changed_people.append(person.name)
        elif rows.news_of(in_file(speaker), columns["interchange"]["file"]):
            target.changed_people.append(person.name)
            record(f"speaker:{speaker.uid}", "import", by=target.by, at=target.now, before={"name": speaker.name}, after={"name": person.name})
            columns["biography"] = speaker.biography.renewed(columns["biography"], instead_of=rows.spoken_by(speaker, target.language))
            for name, value in columns.items():
                setattr(speaker, name, value)
        target.people[person.id] = speaker
    for speaker in known.values():
        rows.mark_gone(speaker)
