"""Columns that only the running centre can read: sealed with its secret key at rest, plain in Python. Keys rotate (crypto)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from conference.kernel.crypto import opened, seal

MARK = "gAAAA"  # how every sealed text begins (Fernet's version byte), and no letter
NOTHING = ("", "{}", "[]")  # is no secret, and costs nothing to read


class Unreadable(ValueError):
    """What stands in the column was sealed with a key that the centre has no more."""


class SealedText(TypeDecorator[str]):
    """A text, sealed at rest. It cannot be searched or compared in SQL. One that was written plain, by the version before, is
    read as it stands. An empty text, object or list is not sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None or value in NOTHING else seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not value.startswith(MARK):
            return value
        plain = opened(value)
        if plain is None:
            raise Unreadable("sealed with a key that is gone")
        return plain


class SealedJson(TypeDecorator[Any]):
    """A plain JSON value, sealed at rest."""

    impl = SealedText
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Lost(dict[str, Any]):
    """What nobody can open any more: empty, and written back as it stands, for the key may turn up."""

    def __init__(self, sealed: str) -> None:
        super().__init__()
        self.sealed = sealed

    def __eq__(self, other: object) -> bool:
        return self is other  # so that emptying it is a change, and is written

    def __ne__(self, other: object) -> bool:
        return self is not other

    __hash__ = object.__hash__  # type: ignore[assignment]


class SealedFacts(TypeDecorator[Any]):
    """A plain JSON object, sealed at rest, of which a row can do without: one that cannot be opened reads as `Lost` and keeps
    nobody from the rest of the row. An empty one is not sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if isinstance(value, Lost):
            return value.sealed
        text = json.dumps(value or {}, ensure_ascii=False, separators=(",", ":"))
        return text if text in NOTHING else seal(text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None or not value.startswith(MARK):
            return json.loads(value or "{}")
        plain = opened(value)
        return Lost(value) if plain is None else json.loads(plain)
