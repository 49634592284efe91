"""A Programme to schedule.json, valid by c3voc's schema.json; reading it again gives the same Programme, writing it the same bytes."""

from __future__ import annotations

import json
import re

from conference.feeds import frab_carry as carry
from conference.feeds.frab import Day, FileRoom, Human, Programme, Talk
from conference.feeds.frab_carry import Values, length_text, local, present
from conference.feeds.frab_exact import Exact, Grid, grid_of, missed, note, note_absent

GENERATOR, GENERATOR_VERSION = "conference-centre", "1"
SCHEMA = "https://c3voc.de/schedule/schema.json"


def write_json(programme: Programme, *, system: str = "") -> bytes:
    """schedule.json, valid by schema.json. `system` is the address of the one who writes it."""
    exact = Exact()
    conference = json_conference(programme, exact)
    if values := exact.values():
        conference["meta"] = {"exact": values}
    schedule = {"version": programme.version, "base_url": programme.base_url or None, "conference": conference}
    generator = {"name": GENERATOR, "version": GENERATOR_VERSION, "url": system or None}
    document = {"$schema": SCHEMA, "generator": without_none(generator), "schedule": without_none(schedule)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def without_none(values: Values) -> Values:
    return {key: value for key, value in values.items() if value is not None}


def json_conference(programme: Programme, exact: Exact) -> Values:
    short = carry.acronym(programme.acronym, hyphens=False)
    said = {
        "acronym": short, "title": programme.title, "description": programme.description,
        "timeslot_duration": programme.timeslot or "00:05", "time_zone_name": carry.json_zone(programme.zone), "logo": programme.logo,
        "colors": dict(programme.colours), "keywords": list(programme.keywords), "url": programme.url,
    }  # fmt: skip
    exact.conference.update(missed({"title": programme.title, **carry.conference_values(programme)}, said))
    people = {person.id: json_person(person, exact) for person in programme.people}
    note_absent(programme, exact)
    grid = grid_of(programme)
    dates = {"start": programme.starts_on.isoformat(), "end": programme.ends_on.isoformat(), "daysCount": len(programme.days)}
    rooms = [json_room(room, exact) for room in programme.rooms]
    days = [json_day(day, grid, people, short, exact) for day in programme.days]
    return present(said) | dates | {"tracks": json_tracks(programme, exact), "rooms": rooms, "days": days}


def json_tracks(programme: Programme, exact: Exact) -> list[Values]:
    tracks = []
    for track in programme.tracks:
        slug = track.slug if re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", track.slug) else ""
        said = present({"slug": slug, "color": track.colour, "description": track.description})
        note(exact.tracks, track.name, carry.track_values(track), said)
        tracks.append({"name": track.name, **said})
    return tracks


def json_room(room: FileRoom, exact: Exact) -> Values:
    features = room.more.get("features")
    said = present({
        "guid": room.guid, "slug": room.slug if re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", room.slug) else "",
        "type": room.more.get("type") if room.more.get("type") in carry.ROOM_TYPES else "",
        "description": room.more.get("description") or room.description, "capacity": room.capacity,
        "features": features if isinstance(features, dict) and "recording" not in features else None,
    })  # fmt: skip
    for key in ("stream_id", "url"):
        if isinstance(room.more.get(key), str):
            said[key] = room.more[key]
    note(exact.rooms, room.name, carry.room_values(room), said)
    return {"name": room.name, **said}


def json_person(person: Human, exact: Exact) -> Values:
    """frab's form, which older apps read, with pretalx's biography, code and avatar beside it."""
    full = carry.person_values(person)
    said = {**full, "links": carry.json_links(person.links)}
    note(exact.people, str(person.id), full, said)
    return {"id": person.id, "public_name": person.name, **present(said)}


def json_day(day: Day, grid: Grid, people: dict[int, Values], short: str, exact: Exact) -> Values:
    zone = grid.programme.zone
    rooms = {room.name: [json_talk(talk, zone, people, short, exact) for talk in grid.talks(day, room)] for room in grid.programme.rooms}
    ends = {"day_start": local(day.start, zone).isoformat(), "day_end": local(day.end, zone).isoformat()}
    return {"index": day.index, "date": day.date.isoformat(), **ends, "rooms": rooms}


def json_talk(talk: Talk, zone: str, people: dict[int, Values], short: str, exact: Exact) -> Values:
    said = carry.talk_values(talk)
    for key in ("video_download_url", "recording_url", "recording_link"):
        said.pop(key, None)
    if not talk.code.isascii() or not re.fullmatch(r"[A-Z0-9]+", talk.code):
        said.pop("code", None)
    said |= {"slug": carry.json_slug(talk, short), "links": carry.json_links(talk.links), "attachments": carry.json_links(talk.attachments)}
    note(exact.talks, talk.guid, carry.talk_values(talk), said)
    start, end = local(talk.when.start, zone), local(talk.when.end, zone)
    required: Values = {
        "guid": talk.guid, "id": talk.id, "date": start.isoformat(), "start": f"{start:%H:%M}", "end": end.isoformat(),
        "duration": length_text(talk.when.length, seconds=False), "room": talk.room, "slug": "", "url": f"urn:uuid:{talk.guid}", "title": "",
        "subtitle": "", "track": None, "type": "", "language": None, "abstract": "", "description": "", "logo": None, "recording_license": "",
        "do_not_record": False, "persons": [people[number] for number in talk.people], "links": [], "attachments": [],
    }  # fmt: skip
    return required | said
