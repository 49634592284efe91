"""What of a schedule file goes into our columns, and what is kept beside them so that it can be given back. Pure.

Beside: under `interchange["file"]` of the event, its rooms, tracks, speakers and sessions, by the names that schedule.json
uses. `digest` there tells whether the file has changed since: what it has not changed, an import does not touch.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from conference.feeds import frab_carry as carry
from conference.feeds.frab import FileRoom, FileTrack, Human, Programme, Talk
from conference.kernel.words import Words
from conference.programme.facts import TEXTS
from conference.programme.rules import CODE, COLOURS, LANGUAGE, SLUG, SessionKind

KEPT = frozenset((
    "code", "slug", "url", "logo", "feedback_url", "origin_url", "video_download_url", "recording_url", "recording_link", "do_not_stream",
))  # fmt: skip
KINDS = {
    "keynote": SessionKind.KEYNOTE, "panel": SessionKind.PANEL, "podium": SessionKind.PANEL, "discussion": SessionKind.PANEL,
    "workshop": SessionKind.WORKSHOP, "hands-on": SessionKind.WORKSHOP, "tutorial": SessionKind.WORKSHOP, "poster": SessionKind.POSTER,
    "break": SessionKind.BREAK, "lunch": SessionKind.BREAK, "coffee": SessionKind.BREAK, "meeting": SessionKind.OTHER, "game": SessionKind.OTHER,
    "performance": SessionKind.OTHER, "concert": SessionKind.OTHER, "other": SessionKind.OTHER,
}  # fmt: skip
MOST_PLACES = 1_000_000


def digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:32]


def languages_of(programme: Programme) -> list[str]:
    """The languages of the talks, the commonest first; English when none is told."""
    told = Counter(talk.language for talk in programme.talks if LANGUAGE.fullmatch(talk.language))
    return [language for language, _times in told.most_common()] or ["en"]


def event_values(programme: Programme) -> dict[str, Any]:
    """An event's columns."""
    language = languages_of(programme)[0]
    place = ", ".join(filter(None, (programme.venue.strip(), programme.city.strip())))
    url = programme.url or programme.base_url
    kept: dict[str, Any] = carry.present({
        **carry.conference_values(programme), "version": programme.version, "base_url": programme.base_url,
        "days": [[day.index, day.date.isoformat(), day.start.isoformat(), day.end.isoformat()] for day in programme.days],
        "tracks": [{"name": track.name, **carry.track_values(track)} for track in programme.tracks],
    })  # fmt: skip
    values = {
        "title": Words({language: programme.title}), "description": Words({language: programme.description}), "starts_on": programme.starts_on,
        "ends_on": programme.ends_on, "timezone": programme.zone, "languages": languages_of(programme), "place_name": place[:200],
        "url": url if url.startswith(("https://", "http://")) and len(url) <= 500 else "",
    }  # fmt: skip
    told = {key: str(value) for key, value in values.items()}
    return {**values, "interchange": {"file": {**kept, "spoken": language, "told": told, "digest": digest([kept, told])}}}


def news(event: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of an event's columns those that the file tells otherwise than the last time: an organiser may have changed the others.
    Languages that an organiser added stay; titles and texts are renewed in the file's language."""
    before, now = in_file(event), values["interchange"]["file"]
    old = before.get("told") or {}
    fresh = {name: value for name, value in values.items() if name == "interchange" or old.get(name) != now["told"].get(name)}
    for name in ("title", "description"):
        if name in fresh:
            fresh[name] = getattr(event, name).renewed(fresh[name], instead_of=spoken_by(event, event.languages[0]))
    if "languages" in fresh:
        given, told = fresh["languages"], old.get("languages", "")
        fresh["languages"] = [*given, *(each for each in event.languages if each not in given and repr(each) not in told)]
    fresh["interchange"] = {"file": {**now, "release": before.get("release")}}
    return fresh


def room_columns(room: FileRoom, language: str, position: int) -> dict[str, Any]:
    kept = {"name": room.name, **carry.room_values(room)}
    capacity = room.capacity if room.capacity and room.capacity <= MOST_PLACES else None
    return {"name": Words({language: room.name}), "capacity": capacity, "position": position, "interchange": {"file": kept}}


def track_columns(track: FileTrack, language: str, position: int) -> dict[str, Any]:
    colour = position % COLOURS + 1
    return {"name": Words({language: track.name}), "colour": colour, "position": position, "interchange": {"file": {"name": track.name}}}


def speaker_columns(person: Human, language: str) -> dict[str, Any]:
    kept = {"id": person.id, "name": person.name, **{key: value for key, value in carry.person_values(person).items() if key != "biography"}}
    kept["digest"] = digest([kept, person.biography])
    kept["spoken"] = language
    return {"name": person.name, "biography": Words({language: person.biography}), "interchange": {"file": kept}}


def session_columns(talk: Talk, language: str) -> dict[str, Any]:
    """A session's own columns; its room, track and people are found by the caller."""
    own = talk.language if LANGUAGE.fullmatch(talk.language) else ""
    texts = {name: Words({own or language: getattr(talk, name)}) for name in TEXTS}
    interchange = session_interchange(talk, own)
    interchange["file"]["spoken"] = own or language
    return {
        "kind": KINDS.get(talk.type.casefold(), SessionKind.TALK), "kind_label": talk.type, **texts, "language": own, "starts_at": talk.when.start,
        "ends_at": talk.when.end, "interchange": interchange,
    }  # fmt: skip


def session_interchange(talk: Talk, own_language: str) -> dict[str, Any]:
    """Links and recording as the pages read them, and what only a file says. Links with more than that are kept whole, too."""
    full = carry.talk_values(talk)
    kept: dict[str, Any] = {"guid": talk.guid, "id": talk.id, **{key: value for key, value in full.items() if key in KEPT}}
    for key in ("links", "attachments"):
        if any(link.keys() - {"url", "title"} or not link.get("url", "").startswith(("https://", "http://")) for link in full.get(key, ())):
            kept[key] = full[key]
    if talk.language != own_language:
        kept["language"] = talk.language
    kept["digest"] = digest([talk.guid, talk.id, full, talk.room, talk.people, talk.when.start, talk.when.end])
    values = {"file": kept, "links": full.get("links"), "attachments": full.get("attachments")}
    if talk.licence or talk.do_not_record:
        values["recording"] = {"license": talk.licence, "optout": talk.do_not_record}
    return carry.present(values)


def code_for(wanted: str, otherwise: str, taken: set[str]) -> str:
    """A code that an address can carry and nobody has yet; remembered as taken."""
    code = wanted if CODE.fullmatch(wanted) and wanted not in taken else otherwise
    number = 2
    while code in taken:
        code, number = f"{otherwise}-{number}", number + 1
    taken.add(code)
    return code


def slug_for(wanted: str, made: str, taken: set[str]) -> str:
    slug = wanted if SLUG.fullmatch(wanted) and wanted not in taken else made[:56].strip("-")
    number = 2
    base = slug
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def spoken_by(thing: Any, otherwise: str) -> str:
    """The language under which a row has the words of its file: what another file says is instead of them."""
    return in_file(thing).get("spoken") or otherwise


def in_file(thing: Any) -> Mapping[str, Any]:
    """What a file said of a row of ours; nothing when it came from no file."""
    return (thing.interchange or {}).get("file") or {}


def news_of(kept: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether a file tells something new of somebody; of whoever asked to be forgotten nothing is taken again."""
    return not kept.get("erased") and (kept.get("digest") != told["digest"] or bool(kept.get("gone")))


def mark_gone(thing: Any) -> None:
    thing.interchange = {**thing.interchange, "file": {**in_file(thing), "gone": True}}
