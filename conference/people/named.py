"""What things are called in the history: each feature says by `call` where the names of its things stand.

A thing is `kind:key`. Its kind may also be a field of another kind's changes: what `session.track` holds is a track's number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, literal, select, union_all

from conference.kernel.database import WordsType, db
from conference.kernel.words import Words


@dataclass(frozen=True)
class Source:
    """The columns that hold the key and the name of the things of one kind."""

    key: Any
    name: Any

    @property
    def in_languages(self) -> bool:
        return isinstance(self.name.type, WordsType)

    def named(self, kind: str, keys: Iterable[str]) -> Select[str, str, str]:
        wanted = [int(key) for key in keys if key.isdecimal()] if self.key.type.python_type is int else list(keys)
        return select(literal(kind), cast(self.key, Text), cast(self.name, Text)).where(self.key.in_(wanted))


_sources: dict[str, Source] = {}
_sayings: dict[str, Callable[[str], object]] = {}


def call(kind: str, key: Any, name: Any) -> None:
    """Things of this kind are called so: the columns of the key that the history keeps, and of the name."""
    _sources[kind] = Source(key, name)


def say(field: str, words: Callable[[str], object]) -> None:
    """What this field holds is for programs; people are told it so. `words` is given every value that was ever kept."""
    _sayings[field] = words


def said(field: str, value: Any) -> object | None:
    """A value in the words that its feature has for it; None when it has none."""
    return _sayings[field](value) if field in _sayings and isinstance(value, str) else None


def names(things: Iterable[str]) -> dict[str, str]:
    """What each of these is called today, in the reader's language; those without a name are missing. One statement."""
    keys: dict[str, list[str]] = {}
    for thing in things:
        kind, _colon, key = thing.partition(":")
        if kind in _sources:
            keys.setdefault(kind, []).append(key)
    parts = [_sources[kind].named(kind, wanted) for kind, wanted in sorted(keys.items())]
    rows = db.session.execute(union_all(*parts)) if parts else ()
    told = ((f"{kind}:{key}", str(Words(json.loads(name))) if _sources[kind].in_languages else name) for kind, key, name in rows if name)
    return {thing: name for thing, name in told if name.strip()}


def meant(kind: str, field: str, value: Any) -> Iterator[tuple[str, str]]:
    """The things that a change's value means, each with what stands behind it: `9 chair` means the 9th, and `chair`."""
    for each in value if isinstance(value, list) else [value]:
        key, _blank, rest = str(each).partition(" ")
        if f"{kind}.{field}" in _sources and each is not None:
            yield f"{kind}.{field}:{key}", rest
        elif field == "user" and key.startswith("user:"):
            yield key, rest
