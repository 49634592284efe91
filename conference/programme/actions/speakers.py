"""Those on the programme, as the programme prints them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from conference.kernel.database import db, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.outbox import erase_letters
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people.models import Person, User
from conference.programme import queries, queries_draft, rules_writing
from conference.programme.models import Event, Speaker
from conference.programme.rules import Part

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # what cannot be misread; 32^6 codes
FIELDS = ("name", "affiliation", "biography", "person_id", "interchange")


def new_code(taken: Callable[[str], bool]) -> str:
    """Six letters and digits that nobody has in this event."""
    while taken(code := "".join(secrets.choice(LETTERS) for _each in range(6))):
        continue
    return code


@transaction
def add_speaker(
    event: Event, *, name: str, code: str | None = None, affiliation: str = "", biography: Words | None = None, person: Person | None = None,
    interchange: Mapping[str, Any] | None = None, by: Any, now: datetime,
) -> Speaker:  # fmt: skip
    """Somebody on the programme; needs no log-in and no address. Refuses a code that is taken (409) and wrong facts (422)."""
    speaker = Speaker(
        event_id=event.id, code=code or new_code(lambda each: queries.speaker_code_taken(event, each)), name=name.strip(),
        affiliation=affiliation.strip(), biography=Words(biography), person_id=person.id if person else None, interchange=dict(interchange or {}),
    )  # fmt: skip
    refuse(rules_writing.objections_to_speaker(speaker_facts(speaker)), status=422)
    if code and queries.speaker_code_taken(event, code):
        refuse([Objection("code-taken", _("Somebody on this programme already has the code %(code)s.", code=code), field="code")])
    db.session.add(speaker)
    db.session.flush()
    record(f"speaker:{speaker.uid}", "add", by=by, at=now, after=speaker_facts(speaker))
    return speaker


@transaction
def change_speaker(speaker: Speaker, *, by: Any, now: datetime, **changes: Any) -> Speaker:
    """Set some of FIELDS. A biography is shown at once; name and affiliation with the next release, as the timetable prints them."""
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"a speaker has no {sorted(unknown)}")
    before = speaker_facts(speaker)
    for name, value in changes.items():
        setattr(speaker, name, Words(value) if name == "biography" else value)
    after = speaker_facts(speaker)
    refuse(rules_writing.objections_to_speaker(after), status=422)
    if before != after:
        record(f"speaker:{speaker.uid}", "change", by=by, at=now, before=before, after=after)
        concerned = {before["person_id"], after["person_id"]} - {None}
        touch(f"event:{speaker.event_id}", *(f"person:{each}" for each in concerned), now=now)
    return speaker


@transaction
def person_called(event: Event, email: str, *, now: datetime) -> Person | None:
    """The human with this address, None for an empty one: whoever signs in with it, else whom a programme knows by it, else new.

    Somebody who is known by an address alone reads letters in the event's first language; an invitation takes them over.
    """
    email = email.strip().lower()
    if not email:
        return None
    known = (
        select(Person).outerjoin(User, User.person_id == Person.id).where(Person.erased_at.is_(None), or_(User.email == email, Person.email == email))
    )
    person = db.session.scalars(known.order_by(User.id.is_(None), Person.id)).first()
    if person is None:
        person = Person(email=email, language=event.languages[0], created_at=now)
        db.session.add(person)
        db.session.flush()
    return person


def forget_contact(person: Person, *, was: Speaker) -> None:
    """Erase somebody whom the centre knew only as the address of a speaker, once no programme names it any more.

    Their letters as this speaker go along; what else goes to the same address (another event's ticket) is not the programme's.
    """
    speaks = db.session.scalar(select(exists().where(Speaker.person_id == person.id)))
    signs_in = db.session.scalar(select(exists().where(User.person_id == person.id)))
    if not speaks and not signs_in:
        erase_letters([was.entity])
        db.session.delete(person)


@transaction
def people_called(event: Event, names: Sequence[tuple[str, Part]], *, by: Any, now: datetime) -> list[tuple[Speaker, Part]]:
    """Those whom somebody typed, as on the programme (see `queries.speaker_labels`); who is not on it yet is added.

    Raises Refused for a name that two people have.
    """
    labels = queries_draft.speaker_labels(event)
    known = {label.casefold(): speaker for label, speaker in labels.items()}
    twice = {speaker.name.casefold() for label, speaker in labels.items() if label != speaker.name}
    if doubtful := [name for name, _part in names if name.casefold() in twice]:
        message = _("More than one person is called %(name)s. Choose from the list, with the code.", name=doubtful[0])
        refuse([Objection("name-not-clear", message, field="people")], status=422)
    found = []
    for name, part in names:
        if name.casefold() not in known:
            known[name.casefold()] = add_speaker(event, name=name, by=by, now=now)
        found.append((known[name.casefold()], part))
    return found


def speaker_facts(speaker: Speaker) -> dict[str, Any]:
    """What the history keeps of somebody on the programme."""
    return {"code": speaker.code, **{name: getattr(speaker, name) for name in FIELDS}}
