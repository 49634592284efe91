"""What a release changes: the draft compared with what is published. Pure: facts in, a difference out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.facts import SessionFacts, card, digest

KINDS = ("added", "moved", "changed", "cancelled")
TOLD = ("title", "subtitle", "people", "track", "kind", "kind_label", "language", "state", "part_of")


@dataclass(frozen=True)
class Known:
    """A published session as far as the comparison needs it."""

    uid: str
    code: str
    starts_at: datetime
    ends_at: datetime
    card: Mapping[str, Any]
    digest: str
    cancelled: bool


@dataclass(frozen=True)
class Line:
    """One session in a difference. `was` and `was_room` tell where a moved one was; `fields` what else is new."""

    uid: str
    code: str
    title: Words
    span: Span
    room: Words
    was: Span | None = None
    was_room: Words | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What publishing would change, in the order of time. Falsy when there is nothing to publish."""

    added: tuple[Line, ...] = ()
    moved: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()
    cancelled: tuple[Line, ...] = ()

    def __len__(self) -> int:
        return sum(len(getattr(self, kind)) for kind in KINDS)

    def lines(self) -> Iterable[Line]:
        for kind in KINDS:
            yield from getattr(self, kind)

    def counts(self) -> dict[str, int]:
        return {kind: len(getattr(self, kind)) for kind in KINDS}

    def to_json(self) -> dict[str, Any]:
        return {kind: [line_to_json(line) for line in getattr(self, kind)] for kind in KINDS}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Difference:
        return cls(**{kind: tuple(line_from_json(line) for line in kept.get(kind, ())) for kind in KINDS})


def compare(draft: Iterable[SessionFacts], published: Iterable[Known]) -> Difference:
    """What is new, at another time or place, otherwise changed, or no longer there. A cancelled one that returns is new."""
    known = {each.uid: each for each in published}
    found: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for facts in draft:
        before = known.pop(facts.uid, None)
        kept = facts.to_json()
        if before is None or before.cancelled:
            found["added"].append(line_of(facts))
        elif before.digest != digest(kept):
            line = line_of(facts, before, card(kept))
            found["moved" if line.was else "changed"].append(line)
    found["cancelled"] = [gone(each) for each in known.values() if not each.cancelled]
    return Difference(**{kind: tuple(sorted(lines, key=lambda line: (line.span, line.code))) for kind, lines in found.items()})


def line_of(facts: SessionFacts, before: Known | None = None, now: Mapping[str, Any] | None = None) -> Line:
    room = facts.room.name if facts.room else Words()
    if before is None or now is None:
        return Line(facts.uid, facts.code, facts.title, facts.span, room)
    same_place = (before.card["room"] or {}).get("slug") == (facts.room.slug if facts.room else None)
    was = Span(before.starts_at, before.ends_at)
    moved = was != facts.span or not same_place
    fields = tuple(name for name in TOLD if before.card[name] != now[name])
    if not moved and not fields:
        fields = ("texts",)
    return Line(facts.uid, facts.code, facts.title, facts.span, room, was if moved else None, room_of(before) if moved else None, fields)


def gone(each: Known) -> Line:
    return Line(each.uid, each.code, Words(each.card["title"]), Span(each.starts_at, each.ends_at), room_of(each))


def room_of(each: Known) -> Words:
    return Words((each.card["room"] or {}).get("name"))


def line_to_json(line: Line) -> dict[str, Any]:
    return {
        "uid": line.uid,
        "code": line.code,
        "title": dict(line.title),
        "span": [line.span.start.isoformat(), line.span.end.isoformat()],
        "room": dict(line.room),
        "was": line.was and [line.was.start.isoformat(), line.was.end.isoformat()],
        "was_room": None if line.was_room is None else dict(line.was_room),
        "fields": list(line.fields),
    }


def line_from_json(kept: Mapping[str, Any]) -> Line:
    was = kept["was"]
    return Line(
        uid=kept["uid"],
        code=kept["code"],
        title=Words(kept["title"]),
        span=Span(*map(datetime.fromisoformat, kept["span"])),
        room=Words(kept["room"]),
        was=Span(*map(datetime.fromisoformat, was)) if was else None,
        was_room=None if kept["was_room"] is None else Words(kept["was_room"]),
        fields=tuple(kept["fields"]),
    )
