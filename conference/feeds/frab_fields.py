"""Reading one value of a schedule file: the right type, within its limit, or one clear line that names the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from conference.feeds.frab import ScheduleFileError
from conference.feeds.plaintext import clean
from conference.kernel.message import Message, _

LINE, WORD, URL, PROSE, BIOGRAPHY = 400, 240, 2000, 100_000, 20_000  # what the programme takes, too
BIGGEST_NUMBER = 2**53 - 1
YEARS = range(1970, 2200)
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LENGTH = re.compile(r"(-?)(\d{1,4}):([0-5]?\d)(?::([0-5]?\d))?")
KINDS: dict[type, Message] = {
    str: _("a text"),
    int: _("a whole number"),
    float: _("a number"),
    bool: _("yes or no"),
    list: _("a list"),
    dict: _("a group of values"),
    type(None): _("nothing"),
}


@dataclass(frozen=True)
class Facts:
    """The named values of one thing in the file, and where it stands there."""

    values: Mapping[str, Any]
    place: str = ""
    line: int = 0

    def wrong(self, problem: Message) -> ScheduleFileError:
        line = f"line {self.line}, " if self.line else ""
        return ScheduleFileError((line + self.place).rstrip(", "), problem)

    def inside(self, name: str, values: Any, *, line: int = 0) -> Facts:
        """The facts of a thing within this one; refuses what is no group of values."""
        place = f"{self.place}, {name}" if self.place else name
        inner = replace(self, values={}, place=place, line=line or self.line)
        if not isinstance(values, Mapping):
            raise inner.wrong(_("should be %(wanted)s, not %(given)s.", wanted=KINDS[dict], given=kind(values)))
        own = values.get("line", 0)
        return replace(inner, values=values, line=own if isinstance(own, int) and own else inner.line)

    def items(self, key: str) -> list[Any]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong_type(key, list, value)
        return value

    def each(self, key: str, name: str) -> Iterator[Facts]:
        """The things of a list, numbered from 1."""
        for number, value in enumerate(self.items(key), start=1):
            yield self.inside(f"{name} {number}", value)

    def group(self, key: str) -> Facts:
        value = self.values.get(key)
        return self.inside(key, {} if value is None else value)

    def text(self, key: str, limit: int = WORD, *, required: bool = False) -> str:
        """The text as it stands, with LF as line end; without the characters that XML forbids."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong_type(key, str, value)
        text = clean(value or "")
        if required and not text.strip():
            raise self.wrong(_("%(key)s is missing.", key=key))
        if len(text) > limit:
            raise self.wrong(_("%(key)s is too long: %(length)s characters, at most %(limit)s are taken.", key=key, length=len(text), limit=limit))
        return text

    def word(self, key: str, limit: int = WORD, *, required: bool = False) -> str:
        """A text without space around it: a name by which other things in the file refer."""
        return re.sub(r"\s*\n\s*", " ", self.text(key, limit, required=required)).strip()

    def number(self, key: str) -> int | None:
        """A whole number from 1; XML writes it as text."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}\s*", value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong_type(key, int, value)
        if not 1 <= value <= BIGGEST_NUMBER:
            raise self.wrong(_("%(key)s %(value)s is not a number from 1 to %(limit)s.", key=key, value=value, limit=BIGGEST_NUMBER))
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
        if isinstance(value, str) and value.strip().lower() in words:
            return words[value.strip().lower()]
        raise self.wrong_type(key, bool, value)

    def guid(self, key: str = "guid") -> str:
        """A UUID in lower case, or nothing."""
        text = self.word(key).lower()
        if text and not GUID.fullmatch(text):
            raise self.wrong(_("%(key)s %(value)s is no UUID.", key=key, value=shown(text)))
        return text

    def moment(self, key: str) -> datetime | None:
        """A date with a time; without an offset it is naive, and the reader must know the zone."""
        text = self.word(key)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if "T" not in text and " " not in text:
                raise ValueError(text)
            moment.utctimetuple()
        except (ValueError, OverflowError):
            raise self.wrong(_("%(key)s %(value)s is no date with a time.", key=key, value=shown(text))) from None
        self.check_year(key, moment)
        return moment

    def day(self, key: str) -> date | None:
        """A date; of a date with a time only the date."""
        text = self.word(key)
        if not text:
            return None
        try:
            day = date.fromisoformat(text[:10])
            if len(text) > 10:
                datetime.fromisoformat(text)
        except ValueError:
            raise self.wrong(_("%(key)s %(value)s is no date.", key=key, value=shown(text))) from None
        self.check_year(key, day)
        return day

    def check_year(self, key: str, day: date) -> None:
        if day.year not in YEARS:
            bounds = {"first": YEARS[0], "last": YEARS[-1]}
            raise self.wrong(_("%(key)s lies in the year %(year)s, outside %(first)s–%(last)s.", key=key, year=day.year, **bounds))

    def clock_time(self, key: str) -> time | None:
        text = self.word(key)
        if not text:
            return None
        if not re.fullmatch(r"\d\d?:\d\d(:\d\d)?", text):
            raise self.wrong(_("%(key)s %(value)s is no time of day.", key=key, value=shown(text)))
        hours, minutes, seconds = map(int, f"{text}:0".split(":")[:3])
        try:
            return time(hours, minutes, seconds)
        except ValueError:
            raise self.wrong(_("%(key)s %(value)s is no time of day.", key=key, value=shown(text))) from None

    def length(self, key: str) -> timedelta | None:
        """A duration H:MM or H:MM:SS; may come out as nothing or less, which the caller refuses."""
        text = self.word(key)
        if not text:
            return None
        if not (match := LENGTH.fullmatch(text)):
            raise self.wrong(_("%(key)s %(value)s is no duration like 0:45.", key=key, value=shown(text)))
        sign, hours, minutes, seconds = match.groups()
        length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
        return -length if sign else length

    def wrong_type(self, key: str, wanted: type, value: Any) -> ScheduleFileError:
        return self.wrong(_("%(key)s should be %(wanted)s, not %(given)s.", key=key, wanted=KINDS[wanted], given=kind(value)))


def kind(value: Any) -> Message:
    """What a wrong value is, in words."""
    return KINDS.get(type(value), _("something else"))


def shown(text: str) -> str:
    """A value in a message: quoted, on one line, not endless."""
    short = text if len(text) <= 60 else text[:59] + "…"
    return f'"{" ".join(short.split())}"'
