"""The hour that comes twice when clocks are put back: how it is told apart, and how a page asks which one is meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from conference.kernel.message import Message, _
from conference.kernel.objection import Objection

ASKED_BELOW = _("%(day)s, %(at)s exists twice in %(city)s: the clocks are put back. Choose below whether the first or the second is meant.")
ASKED_IN_FORM = _("%(day)s, %(at)s exists twice in %(city)s: the clocks are put back. Choose the time in the form of the booking: it asks which one.")
NOT_ASKED = _("%(day)s, %(at)s exists twice in %(city)s: the clocks are put back. Choose a time before or after that hour.")


def offset_where_repeated(local: datetime) -> str:
    """`UTC+2` when the clocks of its zone show this time twice that day, else nothing."""
    offset = local.replace(fold=0).utcoffset()
    if offset == local.replace(fold=1).utcoffset():
        return ""
    minutes = int((local.utcoffset() or local - local).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def ask_back(objections: Iterable[Objection], words: Message) -> list[Objection]:
    """The same objections; the repeated hour's tells the remedy of the page in hand, as nobody can type an offset there."""
    return [replace(each, message=words % each.message.facts) if each.code == "time-exists-twice" else each for each in objections]
