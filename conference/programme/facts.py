"""A session as the public sees it, as plain values, and the JSON in which a published one is kept. Pure.

`interchange` of a draft session may carry, beside what an imported file says beyond our columns, `links` and
`attachments` (lists of `{"url", "title"}`) and `recording` (`{"license", "optout"}`); here they have fields of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.rules import Part, SessionKind, SessionState

# What one line of a schedule shows: kept beside the whole, so that a page of 900 sessions reads no abstracts.
CARD = ("uid", "code", "part_of", "has_parts", "position", "kind", "kind_label", "title", "subtitle", "language", "track", "room", "people", "state")


@dataclass(frozen=True)
class TrackFacts:
    slug: str
    name: Words
    colour: int


@dataclass(frozen=True)
class RoomFacts:
    """`centre_room` is the slug of the centre's own room behind it, if it is one."""

    slug: str
    name: Words
    centre_room: str | None = None


@dataclass(frozen=True)
class PersonFacts:
    code: str
    name: str
    affiliation: str = ""
    part: Part = Part.SPEAKER


@dataclass(frozen=True)
class LinkFacts:
    url: str
    title: str = ""


@dataclass(frozen=True)
class SessionFacts:
    """Everything that is shown of one session. `part_of` is the code of the block it is a talk in."""

    uid: str
    code: str
    title: Words
    starts_at: datetime
    ends_at: datetime
    kind: SessionKind = SessionKind.TALK
    kind_label: str = ""
    part_of: str | None = None
    has_parts: bool = False
    position: int = 0
    subtitle: Words = field(default_factory=Words)
    abstract: Words = field(default_factory=Words)
    description: Words = field(default_factory=Words)
    language: str = ""
    track: TrackFacts | None = None
    room: RoomFacts | None = None
    people: tuple[PersonFacts, ...] = ()
    state: SessionState = SessionState.CONFIRMED
    links: tuple[LinkFacts, ...] = ()
    attachments: tuple[LinkFacts, ...] = ()
    recording: Mapping[str, Any] = field(default_factory=dict)
    interchange: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, from which `from_json` makes an equal one."""
        return {
            "uid": self.uid,
            "code": self.code,
            "part_of": self.part_of,
            "has_parts": self.has_parts,
            "position": self.position,
            "kind": self.kind.value,
            "kind_label": self.kind_label,
            **{name: dict(getattr(self, name)) for name in TEXTS},
            "language": self.language,
            "track": self.track and {"slug": self.track.slug, "name": dict(self.track.name), "colour": self.track.colour},
            "room": self.room and {"slug": self.room.slug, "name": dict(self.room.name), "centre_room": self.room.centre_room},
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "people": [{"code": each.code, "name": each.name, "affiliation": each.affiliation, "part": each.part.value} for each in self.people],
            "state": self.state.value,
            "links": [{"url": each.url, "title": each.title} for each in self.links],
            "attachments": [{"url": each.url, "title": each.title} for each in self.attachments],
            "recording": dict(self.recording),
            "interchange": dict(self.interchange),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SessionFacts:
        track, room = kept["track"], kept["room"]
        return cls(
            **{key: kept[key] for key in PLAIN},
            kind=SessionKind(kept["kind"]),
            state=SessionState(kept["state"]),
            title=Words(kept["title"]),
            subtitle=Words(kept["subtitle"]),
            abstract=Words(kept["abstract"]),
            description=Words(kept["description"]),
            starts_at=datetime.fromisoformat(kept["starts_at"]),
            ends_at=datetime.fromisoformat(kept["ends_at"]),
            track=TrackFacts(track["slug"], Words(track["name"]), track["colour"]) if track else None,
            room=RoomFacts(room["slug"], Words(room["name"]), room["centre_room"]) if room else None,
            people=tuple(PersonFacts(each["code"], each["name"], each["affiliation"], Part(each["part"])) for each in kept["people"]),
            links=read_links(kept["links"]),
            attachments=read_links(kept["attachments"]),
        )


PLAIN = ("uid", "code", "part_of", "has_parts", "position", "kind_label", "language", "recording", "interchange")
TEXTS = ("title", "subtitle", "abstract", "description")  # each in several languages


def read_links(items: Iterable[Mapping[str, Any]]) -> tuple[LinkFacts, ...]:
    """Links from their JSON, those without an http(s) address left out (an imported file may say `javascript:`)."""
    read = (LinkFacts(str(item.get("url") or ""), str(item.get("title") or "")) for item in items)
    return tuple(link for link in read if link.url.startswith(("https://", "http://")))


def card(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The small part of the JSON that one line of a schedule shows."""
    return {key: kept[key] for key in CARD}


def digest(kept: Mapping[str, Any]) -> str:
    """Equal for equal facts, whatever the order of keys; two sessions that read the same have the same one."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
