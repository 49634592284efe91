"""Rooms, tracks, people and talks of a published timetable as a schedule file would tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from conference.feeds.file_rows import in_file
from conference.feeds.frab import FileRoom, FileTrack, Human, Link, Talk
from conference.feeds.identity import derived_guid, derived_number
from conference.feeds.plaintext import clean
from conference.kernel.database import db
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.facts import LinkFacts, SessionFacts
from conference.programme.models import Event, EventRoom, Speaker

ROOM_WORDS = frozenset(("name", "guid", "slug", "description", "capacity", "gone"))


@dataclass
class Numbers:
    """Ids for what no file numbered: derived, and moved on where one is taken."""

    taken: set[int]

    def of(self, uid: str) -> int:
        number = derived_number(uid)
        while number in self.taken:
            number += 1
        self.taken.add(number)
        return number


def file_of(facts: SessionFacts) -> Mapping[str, Any]:
    return facts.interchange.get("file") or {}


def rooms_of(event: Event, facts: Iterable[SessionFacts], language: str) -> dict[str, FileRoom]:
    """By address: the rooms in use and the imported ones, in the event's order; equal names are told apart by address."""
    used = {each.room.slug for each in facts if each.room}
    rooms: dict[str, FileRoom] = {}
    names: set[str] = set()
    for room in db.session.scalars(select(EventRoom).where(EventRoom.event_id == event.id).order_by(EventRoom.position, EventRoom.id)):
        kept = in_file(room)
        if room.slug in used or (kept and not kept.get("gone")):
            name = clean(room.name.best(language))
            rooms[room.slug] = file_room(room, kept, f"{name} ({room.slug})" if name in names else name)
            names.add(rooms[room.slug].name)
    if any(each.room is None for each in facts):
        rooms[""] = FileRoom(name="—", guid=derived_guid(event.uid, "no room"))
    return rooms


def file_room(room: EventRoom, kept: Mapping[str, Any], name: str) -> FileRoom:
    if not kept:
        return FileRoom(name=name, guid=derived_guid("room", str(room.event_id), room.slug), slug=room.slug, capacity=room.capacity)
    described = kept.get("description", "")
    more = {key: value for key, value in kept.items() if key not in ROOM_WORDS}
    if isinstance(described, dict):
        more["description"], described = described, ""
    return FileRoom(
        name=name, guid=kept["guid"], slug=kept.get("slug", ""), description=described, capacity=kept.get("capacity", room.capacity), more=more
    )


def tracks_of(event: Event, facts: Iterable[SessionFacts], language: str) -> tuple[FileTrack, ...]:
    """The file's list, then the tracks in use that it does not have."""
    listed = in_file(event).get("tracks", ())
    tracks = {each["name"]: FileTrack(each["name"], each.get("slug", ""), each.get("color", ""), each.get("description", "")) for each in listed}
    for each in facts:
        if each.track and (name := each.track.name.best(language)) not in tracks:
            tracks[name] = FileTrack(name=clean(name), slug=each.track.slug)
    return tuple(tracks.values())


def speakers_of(event: Event, facts: Iterable[SessionFacts]) -> Sequence[Speaker]:
    """Whoever is on a published session, and whom the imported file lists."""
    public = {person.code for each in facts for person in each.people}
    speakers = db.session.scalars(select(Speaker).where(Speaker.event_id == event.id).order_by(Speaker.id))
    return [each for each in speakers if each.code in public or (in_file(each) and not in_file(each).get("gone"))]


def human(speaker: Speaker, numbers: Numbers, language: str) -> Human:
    kept = in_file(speaker)
    name, biography = clean(speaker.name), clean(speaker.biography.best(language))
    if not kept:
        return Human(id=numbers.of(speaker.uid), name=name, guid=derived_guid("speaker", speaker.uid), code=speaker.code, biography=biography)
    words = {key: kept.get(key, "") for key in ("guid", "code", "slug", "avatar", "url")}
    return Human(id=kept["id"], name=name, biography=biography, links=links(kept.get("links", ())), **words)


def talk(
    facts: SessionFacts, numbers: Numbers, rooms: Mapping[str, FileRoom], people: Mapping[str, Human], language: str, page_of: Callable[[str], str]
) -> Talk:
    kept = file_of(facts)
    said = {key: kept.get(key, "") for key in ("slug", "logo", "feedback_url", "origin_url", "recording_url", "recording_link")}
    return Talk(
        guid=kept["guid"] if kept else derived_guid("session", facts.uid), id=kept["id"] if kept else numbers.of(facts.uid),
        room=rooms[facts.room.slug if facts.room else ""].name, when=Span(facts.starts_at, facts.ends_at),
        title=best(facts.title, facts.language, language), subtitle=best(facts.subtitle, facts.language, language),
        track=clean(facts.track.name.best(language)) if facts.track else "",
        type=clean(facts.kind_label or ("" if kept else facts.kind.value)), language=kept.get("language", facts.language),
        code=kept.get("code", "") if kept else facts.code, url=kept.get("url", "") if kept else page_of(facts.code),
        abstract=best(facts.abstract, facts.language, language), description=best(facts.description, facts.language, language),
        people=tuple(dict.fromkeys(people[person.code].id for person in facts.people if person.code in people)),
        links=links(kept["links"]) if "links" in kept else own_links(facts.links),
        attachments=links(kept["attachments"]) if "attachments" in kept else own_links(facts.attachments),
        video_url=kept.get("video_download_url", ""), licence=facts.recording.get("license", ""),
        do_not_record=bool(facts.recording.get("optout")), do_not_stream=bool(kept.get("do_not_stream")), **said,
    )  # fmt: skip


def best(words: Words, own: str, language: str) -> str:
    return clean(words.best(own, language) if own else words.best(language))


def links(items: Iterable[Mapping[str, str]]) -> tuple[Link, ...]:
    return tuple(Link(**item) for item in items)


def own_links(items: Iterable[LinkFacts]) -> tuple[Link, ...]:
    return tuple(Link(url=item.url, title=clean(item.title)) for item in items)
