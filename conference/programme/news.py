"""What somebody on a programme has to be told: what a release changes for them, or several releases that nobody has told of
yet, as one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from conference.programme.difference import Line, line_from_json, line_to_json

TOLD = ("moved", "cancelled", "added")  # what a speaker has to know; another abstract is no reason for a letter

Change = tuple[str, Line]  # (kind, line)


def in_order(changes: Iterable[Change]) -> list[Change]:
    """By kind and time."""
    return sorted(changes, key=lambda change: (TOLD.index(change[0]), change[1].span))


def together(first: Iterable[Change], then: Iterable[Change]) -> list[Change]:
    """Two releases' changes as one: from what was known before the first to what holds after the second."""
    known = {line.uid: (kind, line) for kind, line in first}
    for kind, line in then:
        earlier = known.pop(line.uid, None)
        change = joined(earlier, (kind, line)) if earlier else (kind, line)
        if change:
            known[line.uid] = change
    return in_order(known.values())


def joined(earlier: Change, later: Change) -> Change | None:
    """What two changes of one session come to; None when it is as it was, or came and went."""
    (was_kind, old), (kind, new) = earlier, later
    if was_kind == "added":
        return None if kind == "cancelled" else ("added", replace(new, was=None, was_room=None))
    place, room = (old.was or old.span, old.was_room or old.room) if was_kind == "moved" else (old.span, old.room)
    if kind == "cancelled":
        return kind, replace(new, span=place, room=room)
    return None if (new.span, new.room) == (place, room) else ("moved", replace(new, was=place, was_room=room))


def to_json(changes: Iterable[Change]) -> dict[str, Any]:
    """The changes as a note keeps them: what the release itself keeps of these sessions, and nothing else."""
    return {"changes": [[kind, line_to_json(line)] for kind, line in changes]}


def from_json(kept: Mapping[str, Any]) -> list[Change]:
    return [(kind, line_from_json(line)) for kind, line in kept["changes"]]
