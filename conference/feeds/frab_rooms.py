"""The rooms, tracks, colours and keywords of a schedule file."""

from __future__ import annotations

from conference.feeds.frab import FileRoom, FileTrack
from conference.feeds.frab_fields import PROSE, Facts, shown
from conference.feeds.frab_talks import Talks
from conference.feeds.identity import derived_guid


def overlaid(facts: Facts, exact: Facts) -> Facts:
    """The facts with those put over them that the schema had no place for."""
    return Facts({**facts.values, **exact.values}, facts.place, facts.line)


def read_rooms(conference: Facts, days: list[Facts], acronym: str) -> tuple[FileRoom, ...]:
    """Every room that is listed or has a column in a day, in the order of first sight."""
    rooms: dict[str, FileRoom] = {}
    for facts in [*conference.each("rooms", "room"), *(room for day in days for room in day.each("rooms", "room"))]:
        name = facts.word("name", 240, required=True)
        if name not in rooms:
            rooms[name] = read_room(facts, name, acronym)
    return tuple(rooms.values())


def read_room(facts: Facts, name: str, acronym: str) -> FileRoom:
    known = {"name", "guid", "slug", "description", "capacity", "events", "line"}
    described = facts.values.get("description")
    more = {key: value for key, value in facts.values.items() if key not in known and value not in (None, "", {}, [])}
    if isinstance(described, dict):  # texts by language
        more["description"] = described
    return FileRoom(
        name=name, guid=facts.guid() or derived_guid(acronym, "room", name), slug=facts.word("slug"),
        description="" if isinstance(described, dict) else facts.text("description", PROSE), capacity=facts.number("capacity"), more=more,
    )  # fmt: skip


def overlaid_rooms(rooms: tuple[FileRoom, ...], exact: Facts) -> tuple[FileRoom, ...]:
    return tuple(overlaid_room(room, exact.group(room.name)) if room.name in exact.values else room for room in rooms)


def overlaid_room(room: FileRoom, exact: Facts) -> FileRoom:
    plain = {"guid": room.guid, "slug": room.slug, "description": room.description, "capacity": room.capacity, **room.more}
    return read_room(overlaid(Facts(plain, f"room {shown(room.name)}"), exact), room.name, "")


def read_tracks(conference: Facts, talks: Talks, exact: Facts) -> tuple[FileTrack, ...]:
    """The tracks that are listed, then those that only talks name."""
    listed = [overlaid(facts, exact.group(facts.word("name"))) for facts in conference.each("tracks", "track") if facts.word("name")]
    tracks: dict[str, FileTrack] = {}
    for facts in listed:
        name = facts.word("name", 240)
        found = FileTrack(name=name, slug=facts.word("slug"), colour=facts.word("color"), description=facts.text("description", PROSE))
        tracks.setdefault(name, found)
    for name in talks.track_names:
        slug = exact.group(name).word("slug")
        tracks.setdefault(name, FileTrack(name=name, slug=slug))
    return tuple(tracks.values())


def read_colours(facts: Facts) -> dict[str, str]:
    return {key: facts.word(key) for key in facts.values if key != "line" and facts.word(key)}


def read_keywords(conference: Facts) -> tuple[str, ...]:
    words = conference.items("keywords")
    return tuple(Facts({"keyword": word}, conference.place).word("keyword") for word in words)
