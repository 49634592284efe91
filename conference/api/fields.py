"""The shape of what programs send: fields with a limit each, messages in the reader's language, all of them at once.

What JSON Schema can say is said by marshmallow's own validators, so the OpenAPI document tells the same limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validate

from conference.kernel.forms import read_instant
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.span import zone_names
from conference.kernel.tongues import is_language
from conference.kernel.words import Words

FIRST_YEAR, LAST_YEAR = 1970, 2199
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$"
SLUG = r"^[a-z0-9]([a-z0-9_-]{0,58}[a-z0-9])?$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"  # what has no control characters
PLAIN = r"^[^\x00]*$"
BIGGEST = 1_000_000
MOST_LANGUAGES = 40


def wrong(code: str, message: Any, **data: Any) -> ValidationError:
    return ValidationError([Objection(code, message, data=data)])


class Said:
    """The sentences of every field."""

    default_error_messages: dict[str, Any] = {
        "required": [Objection("missing", _("Please fill this in."))],
        "null": [Objection("missing", _("This cannot be empty. Leave it out, or give a value."))],
    }


class Length(validate.Length):
    def _format_error(self, value: Any, message: str) -> Any:
        if self.min is not None and len(value) < self.min:
            return [Objection("too-short", _("Please fill this in.") if self.min == 1 else _("At least %(min)s, please.", min=self.min))]
        if isinstance(value, str):
            return [Objection("too-long", _("At most %(max)s characters, please.", max=self.max))]
        return [Objection("too-many", _("At most %(max)s, please.", max=self.max))]


class Range(validate.Range):
    def _format_error(self, value: Any, message: str) -> Any:
        return [Objection("out-of-bounds", _("Give a number between %(min)s and %(max)s.", min=self.min, max=self.max))]


class Regexp(validate.Regexp):
    def __init__(self, pattern: str, *, message: Any = None, code: str = "wrong-form") -> None:
        super().__init__(pattern)
        self.said = Objection(code, message or _("This contains characters that cannot be printed. Please type it again."))

    def _format_error(self, value: Any) -> Any:
        return [self.said]


class Text(Said, fields.String):
    """Text of at most `longest` characters, blanks around it taken away; one line unless `lines`."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-text", _("This is text."))]}

    def __init__(self, longest: int = 200, *, shortest: int = 0, lines: bool = False, pattern: str = "", said: Any = None, **more: Any) -> None:
        self.lines = lines
        form = Regexp(pattern, message=said) if pattern else Regexp(PLAIN if lines else ONE_LINE)
        super().__init__(validate=[Length(min=shortest or None, max=longest), form], **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        found = super()._deserialize(value, attr, data, **more)
        return found.strip(" \t\r\n") if self.lines else found.strip(" ")


class Label(Text):
    """Text that may be sent as a number: a floor."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        return super()._deserialize(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, attr, data, **more)


class Address(Said, fields.String):
    """An e-mail address; its form is checked, not its existence."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-text", _("This is text."))]}

    def __init__(self, **more: Any) -> None:
        super().__init__(validate=[Length(min=3, max=254), self.looks_right], metadata={"format": "email", "example": "hana@example.org"}, **more)

    def looks_right(self, value: str) -> None:
        local, at, domain = value.rpartition("@")
        if not at or not local or "." not in domain.strip(".") or any(char.isspace() or not char.isprintable() for char in value):
            raise wrong("not-an-address", _("This is not an e-mail address. It looks like name@example.org."))


class Whole(Said, fields.Integer):
    """A whole number in JSON (2, 2.0; not "2") or, with `in_address`, in digits."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-a-number", _("This is a whole number."))]}

    def __init__(self, least: int = 0, most: int = BIGGEST, *, in_address: bool = False, **more: Any) -> None:
        self.in_address = in_address
        super().__init__(validate=Range(min=least, max=most), **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> int:
        if self.in_address and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            return int(value)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole:
            raise self.make_error("invalid")
        return int(value)


class Number(Said, fields.Float):
    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-a-number", _("This is a number."))]}

    def __init__(self, least: float = 0, most: float = BIGGEST, **more: Any) -> None:
        super().__init__(validate=Range(min=least, max=most), **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300:
            raise self.make_error("invalid")
        return float(value)


class YesNo(Said, fields.Boolean):
    """true or false; in an address their words."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-yes-or-no", _("This is true or false."))]}

    def __init__(self, *, in_address: bool = False, **more: Any) -> None:
        self.words: Mapping[str, bool] = {"true": True, "false": False} if in_address else {}
        super().__init__(**more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> bool:
        found = self.words.get(value) if isinstance(value, str) else value
        if not isinstance(found, bool):
            raise self.make_error("invalid")
        return found


class Choice(Said, fields.String):
    """One of a StrEnum's values, or of some codes."""

    def __init__(self, states: type[StrEnum] | Iterable[str], **more: Any) -> None:
        self.known: Mapping[str, str] = {str(each): each for each in states}
        super().__init__(validate=validate.OneOf(list(self.known)), **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        if not isinstance(value, str) or value not in self.known:
            raise wrong("unknown-choice", _("Choose one of: %(among)s.", among=", ".join(self.known)), among=list(self.known))
        return self.known[value]


class Day(Said, fields.Date):
    """A day of the calendar: 2027-03-01."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-a-day", _("This is a day such as 2027-03-01."))]}

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise self.make_error("invalid")
        found = super()._deserialize(value, attr, data, **more)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise wrong("not-a-day", _("Give a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))
        return found


class Instant(Said, fields.DateTime):
    """An instant with its offset (RFC 3339), or a local time with its zone behind it (RFC 9557). A time that a clock change
    skips or repeats is asked back, with the choices."""

    def __init__(self, **more: Any) -> None:
        metadata = {"description": "RFC 3339 with an offset, or `2027-03-01T09:00[Europe/Paris]`.", "example": "2027-03-01T09:00:00+01:00"}
        super().__init__(metadata={**metadata, **more.pop("metadata", {})}, **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> datetime:
        try:
            found = read_instant(value if isinstance(value, str) else "", field=attr or "").replace(microsecond=0)
        except Refused as refused:
            raise ValidationError(list(refused.objections)) from refused
        except OverflowError as problem:
            raise self.too_far() from problem
        if not FIRST_YEAR < found.year < LAST_YEAR:
            raise self.too_far()
        return found

    def too_far(self) -> ValidationError:
        return wrong("not-a-time", _("Give a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))


class Zone(Text):
    """An IANA time zone."""

    def __init__(self, **more: Any) -> None:
        super().__init__(60, metadata={"description": "An IANA time zone.", "example": "Europe/Paris"}, **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        name = super()._deserialize(value, attr, data, **more)
        if name not in zone_names():
            raise wrong("unknown-zone", _("This time zone is not known. Use a name such as Asia/Tokyo."))
        return name


class Spoken(Said, fields.Field):
    """A text, or the same in several languages: `"Hall"` or `{"en": "Hall", "fr": "Salle"}`. A changed bare text leaves the
    translations that are there; an object replaces all of them."""

    def __init__(self, longest: int = 200, *, shortest: int = 1, **more: Any) -> None:
        self.longest, self.shortest = longest, shortest
        text = {"type": "string", "minLength": shortest, "maxLength": longest}
        number = {"minProperties": shortest, "maxProperties": MOST_LANGUAGES}
        texts = {"type": "object", "additionalProperties": text, "propertyNames": {"pattern": LANGUAGE}, **number}
        metadata = {"anyOf": [text, texts], "description": 'A text, or one for each language: `{"en": "Hall", "fr": "Salle"}`.'}
        super().__init__(metadata={**metadata, **more.pop("metadata", {})}, **more)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str | Words:
        if isinstance(value, str):
            return self.checked(value)
        if not isinstance(value, dict) or not all(isinstance(text, str) and re.match(LANGUAGE, tag) for tag, text in value.items()):
            raise wrong("not-text", _("This is text, or an object with a text for each language."))
        if not self.shortest <= len(value) <= MOST_LANGUAGES:
            raise wrong("too-short", _("Please fill this in."))
        if unknown := sorted(tag for tag in value if not is_language(tag)):
            raise wrong("unknown-language", _("No language is known by the code %(code)s. Use one such as en or pt-BR.", code=unknown[0]))
        return Words({tag: self.checked(text) for tag, text in value.items()})

    def checked(self, text: str) -> str:
        text = text.strip()
        if len(text) < self.shortest:
            raise wrong("too-short", _("Please fill this in."))
        if len(text) > self.longest:
            raise wrong("too-long", _("At most %(max)s characters, please.", max=self.longest))
        if "\0" in text:
            raise wrong("not-printable", _("This contains characters that cannot be printed. Please type it again."))
        return text


class Many(Said, fields.List):
    """At most `most` of something."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-a-list", _("This is a list."))]}

    def __init__(self, of: Any, *, most: int = 200, least: int = 0, **more: Any) -> None:
        super().__init__(of, validate=Length(min=least or None, max=most), **more)


class Inside(Said, fields.Nested):
    """An object in an object."""


class Named(Said, fields.Dict):
    """Free names with values of one kind, at most `most`."""

    default_error_messages: dict[str, Any] = {"invalid": [Objection("not-an-object", _("This is a JSON object with named fields."))]}

    def __init__(self, *, most: int = 60, **more: Any) -> None:
        super().__init__(validate=Length(max=most), **more)
