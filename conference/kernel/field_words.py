"""What WTForms says by itself ("Not a valid choice.") tells nobody what to do: here are our sentences in its place, one for a field."""

from __future__ import annotations

from functools import cache
from typing import Any

from wtforms import DecimalField, Field, IntegerField
from wtforms.i18n import get_translations

from conference.kernel.message import Message, _

CHOOSE = _("What was chosen is not offered here, or not any more. Choose one of what is offered.")
CHOOSE_AGAIN = _("Something that was chosen is not offered here, or not any more. Choose again among what is offered.")
FILL = _("Please fill this in.")
TOO_LONG = _("At most %(max)d characters, please.")
OURS: dict[str, Message] = {  # what it would say, in small letters
    "not a valid choice.": CHOOSE,
    "invalid choice: could not coerce.": CHOOSE,
    "invalid choice(s): one or more data inputs could not be coerced.": CHOOSE_AGAIN,
    "'%(value)s' is not a valid choice for this field.": CHOOSE_AGAIN,
    "not a valid integer value.": _("This is not a whole number. Write it in digits, such as 120."),
    "not a valid decimal value.": _("This is not a number. Write it in digits, such as 12.5."),
    "not a valid date value.": _("This is not a day. Write year, month and day, such as 2027-03-28."),
    "not a valid time value.": _("This is not a time of day. Write hours and minutes, such as 09:30."),
    "this field is required.": FILL,
    "field cannot be longer than %(max)d character.": TOO_LONG,
}


class FieldWords:
    """The translations that WTForms asks: ours where we have a sentence, else its own."""

    def __init__(self, locale: str) -> None:
        self.theirs = get_translations([locale])

    def gettext(self, said: str) -> str:
        ours = OURS.get(said.lower())
        return str(self.theirs.gettext(said) if ours is None else ours)

    def ngettext(self, single: str, plural: str, number: int) -> str:
        ours = OURS.get(single.lower())
        return str(self.theirs.ngettext(single, plural, number) if ours is None else ours)


@cache
def field_words(locale: str) -> FieldWords:
    """For this language; what WTForms has is looked up on the disk once."""
    return FieldWords(locale)


def one_sentence(field: Field) -> None:
    """A value that cannot be read is told once: of numbers by their bounds, where there are any; else by what it should look like."""
    if not field.process_errors or len(field.errors) < 2:
        return
    told: list[Any] = list(field.errors)
    field.errors = [told[-1] if isinstance(field, IntegerField | DecimalField) else told[0]]
