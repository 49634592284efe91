"""Sentences for people, translated when they are shown, not when they are written. Pure: the translator is plugged in.

`_("Room %(room)s is taken.", room=name)` may stand in a rule, at import time, in a job: `str()` renders it in the
reader's language. `kernel.i18n` plugs the real translator in; without one the English text is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

CONTEXT = "\x04"  # gettext's own sign between what a word is said of and the word
Translator = Callable[[str, str | None, int | None], str]


def untranslated(single: str, plural: str | None, number: int | None) -> str:
    return single if plural is None or number == 1 else plural


def plainly(fact: time | date | ZoneInfo) -> str:
    """Where nobody in particular reads: `09:00`, `2027-03-28`, `Europe/Paris`."""
    return f"{fact:%H:%M}" if isinstance(fact, time) else str(fact)


_translator: Translator = untranslated
_write: Callable[[time | date | ZoneInfo], str] = plainly


def translate_with(translator: Translator, write: Callable[[time | date | ZoneInfo], str] = plainly) -> None:
    """Plug the translator in, and who writes a time of day, a day and a zone; called once, when the application is made."""
    global _translator, _write
    _translator, _write = translator, write


def written(fact: Any) -> Any:
    """A fact as it stands in the sentence: numbers as they are; a time of day, a day, a zone as the reader writes them."""
    if isinstance(fact, int | float):
        return fact
    return _write(fact) if isinstance(fact, time | date | ZoneInfo) and not isinstance(fact, datetime) else str(fact)


@dataclass(frozen=True, eq=True)
class Message:
    """A translatable sentence with named facts in it. Equal when text and facts are equal."""

    single: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        text = _translator(self.single, self.plural, self.number).rpartition(CONTEXT)[2]
        return text % {key: written(value) for key, value in self.facts.items()} if self.facts else text

    def __mod__(self, facts: Any) -> Message:
        """WTForms fills its own limits in this way: `message % {"min": 3}`."""
        return Message(self.single, {**self.facts, **facts}, self.plural, self.number)

    def __hash__(self) -> int:
        return hash((self.single, tuple(sorted((key, str(value)) for key, value in self.facts.items())), self.number))


def _(single: str, **facts: Any) -> Message:
    """A sentence to translate; `facts` fill its %(names)s."""
    return Message(single, facts)


def _p(context: str, single: str, **facts: Any) -> Message:
    """A word that other languages bend by what it is said of: "cancelled" of an event is another word in French than of a booking."""
    return Message(f"{context}{CONTEXT}{single}", facts)


def _n(single: str, plural: str, number: int, **facts: Any) -> Message:
    """A sentence that depends on a number, which it may name as %(number)s."""
    return Message(single, {"number": number, **facts}, plural, number)
