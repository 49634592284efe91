"""Two people on one form: whoever saves later undoes nothing of what the other saved meanwhile.

The form of a thing that exists carries a digest of every field as it was shown (`as_seen`). When it is sent, the thing is read
afresh in the writing transaction: a field that this person left alone stays as it is there now; one that both changed
differently is asked about, with what was typed kept, and saving once more is then deliberate. Without digests all is as sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import BooleanField, Field, FieldList, FileField, FormField, SelectField, SelectMultipleField
from wtforms.csrf.core import CSRFTokenField

from conference.kernel.database import lock, transaction
from conference.kernel.message import Message, _
from conference.kernel.objection import Objection, Refused

R = TypeVar("R")
Pairs = list[tuple[str, str]]  # what a browser sends: names and values
AS_SEEN = "as_seen"
LONGEST_TOLD = 400


@dataclass(frozen=True)
class Said:
    """What a field says: the pairs that are sent for it, and their digest, in which blanks and their order do not count."""

    pairs: Pairs
    digest: str


def shown(form: Any, fill: Callable[[], Any]) -> None:
    """Say how the form is filled from the thing as it is. Fills it now, unless it was sent."""
    form.fill = fill
    if not form.is_submitted():
        fill()
        form.as_seen = seen(said_by(form))


def save(form: Any, act: Callable[[], R], *, of: Any = None, hold: Callable[[], Any] | None = None) -> R:
    """Act on a form that was sent, in one transaction that first locks the row it is `of`, or takes hold of it in its own way.

    Raises Refused: 422 with what does not fit (it stands at its fields), 409 with what somebody else changed meanwhile.
    """

    @transaction
    def all_of_it() -> R:
        if hold is not None:
            hold()
        elif of is not None:
            lock(of)
        objections = keep_both(form)
        form.is_asked = bool(objections)
        if not form.validate() or objections:
            raise Refused(objections, status=409 if objections else 422)
        return act()

    return all_of_it()


def status(form: Any) -> int:
    """The status of the page with the form: 200, or 422 when something does not fit, 409 when somebody else changed the same."""
    return 409 if form.is_asked else 422 if form.errors else 200


def keep_both(form: Any) -> list[Objection]:
    """Put into the form what others saved meanwhile where this person changed nothing. Gives what both changed differently."""
    before = read_seen(request.form.get(AS_SEEN, ""))
    if not before or form.fill is None:
        return []
    form.process(with_files(request.form))
    mine = {name: Said(sent_for(form[name]), said.digest) for name, said in said_by(form).items()}
    for field in form:
        field.raw_data = None
    form.fill()
    theirs = said_by(form)
    told = {name: value_of(form[name]) for name in theirs}
    alone = {name for name in mine if not mine[name].pairs and not isinstance(form[name], BooleanField | SelectMultipleField)}
    kept, asked = merged(before, mine, theirs, alone)
    form.as_seen = seen(theirs)
    sent = MultiDict((key, value) for key, value in request.form.items(multi=True) if not any(belongs(key, form[name]) for name in kept))
    for name in kept:
        for key, value in theirs[name].pairs:
            sent.add(key, value)
    form.process(with_files(sent))
    return [Objection("changed-meanwhile", _("Changed meanwhile by somebody else to: %(value)s", value=told[name]), field=name) for name in asked]


def with_files(sent: MultiDict[str, str]) -> CombinedMultiDict[str, Any]:
    """What is processed as the browser's form: these pairs, and the files that came along."""
    parts: list[MultiDict[str, Any]] = [request.files, sent]
    return CombinedMultiDict(parts)


def merged(before: Mapping[str, str], mine: Mapping[str, Said], theirs: Mapping[str, Said], alone: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """The fields to be kept as they are now, and those that both changed differently. `alone`: nothing was sent for them."""
    kept = [name for name in theirs if name in alone or mine[name].digest == before.get(name)]
    asked = [name for name in theirs if name not in kept and name in before and theirs[name].digest not in {before[name], mine[name].digest}]
    return kept, asked


def seen(said: Mapping[str, Said]) -> str:
    """The digests as the form carries them: `title=0f3a… note=…`."""
    return " ".join(f"{name}={each.digest}" for name, each in said.items())


def read_seen(text: str) -> dict[str, str]:
    return {name: digest for name, _equals, digest in (each.partition("=") for each in text.split())}


def said_by(form: Any) -> dict[str, Said]:
    """What each field says as it is filled in. Files say nothing: none is shown."""
    fields = [each for each in form if not isinstance(each, FileField | CSRFTokenField)]
    return {each.name: Said(as_sent(each), digest_of(each)) for each in fields}


def digest_of(field: Any) -> str:
    """Twelve characters that differ when what the field says differs; 48 bits, against chance only: nobody gains by forging one."""
    said: list[Any]
    if isinstance(field, FieldList):  # a row without its first word is one of the empty ones at the end
        rows = [[clean(value) for _key, value in as_sent(entry)] for entry in field]
        said = [row for row in rows if row and row[0]]
    else:
        said = sorted(filter(None, (clean(value) for _key, value in as_sent(field))))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def clean(value: str) -> str:
    """Browsers send lines in their own way."""
    return value.replace("\r\n", "\n").strip()


def as_sent(field: Any) -> Pairs:
    """What a browser would send of the field as it is filled in."""
    if isinstance(field, FieldList | FormField):
        return [pair for each in field for pair in as_sent(each)]
    if isinstance(field, BooleanField):
        return [(field.name, "y")] if field.data else []
    if isinstance(field, SelectMultipleField):
        return [(field.name, str(each)) for each in field.data or ()]
    if isinstance(field, SelectField):
        return [] if field.data is None else [(field.name, str(field.data))]
    return [(field.name, str(field._value()))]


def sent_for(field: Field) -> Pairs:
    """What this browser did send for the field."""
    return [(key, value) for key, value in request.form.items(multi=True) if belongs(key, field)]


def belongs(key: str, field: Field) -> bool:
    return key == field.name or (isinstance(field, FieldList) and key.startswith(f"{field.name}-"))


def value_of(field: Any) -> date | time | str | Message:
    """What the field says, for people."""
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if isinstance(field, SelectField):
        words = ", ".join(str(label) for _value, label, chosen, _more in field.iter_choices() if chosen)
    elif isinstance(field, FieldList):
        words = ", ".join(filter(None, (as_sent(each)[0][1] for each in field)))
    elif isinstance(field.data, date | time):
        return field.data
    else:
        words = str(field._value())
    return (words if len(words) <= LONGEST_TOLD else f"{words[:LONGEST_TOLD]}…") or _("nothing")
