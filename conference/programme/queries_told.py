"""Who has to know of a release: those whose own sessions are new, at another time or place, or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import joinedload

from conference.kernel.database import db
from conference.people.models import Person, User
from conference.programme.difference import Difference
from conference.programme.models import Event, Session, SessionSpeaker, Speaker
from conference.programme.news import TOLD, Change, in_order


@dataclass
class Concerned:
    """Somebody on the programme, with what a release changes for them: (kind, line), by kind and time."""

    speaker: Speaker
    changes: list[Change] = field(default_factory=list)

    @property
    def email(self) -> str | None:
        """Where a letter reaches them, if anywhere."""
        person = self.speaker.person
        return person.email if person is not None and person.erased_at is None else None


def concerned_by(event: Event, difference: Difference) -> list[Concerned]:
    """Everybody whom this difference concerns, by name; one human whom the programme prints twice comes once. One statement."""
    lines = {line.uid: (kind, line) for kind in TOLD for line in getattr(difference, kind)}
    if not lines:
        return []
    on_it = select(Speaker, Session.uid).join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id).join(SessionSpeaker.session)
    rows = db.session.execute(on_it.where(Session.event_id == event.id).options(joinedload(Speaker.person)).order_by(Speaker.name, Speaker.id))
    found: dict[tuple[str, int], Concerned] = {}
    for speaker, uid in rows:
        if uid in lines:
            who = ("person", speaker.person_id) if speaker.person_id else ("speaker", speaker.id)
            known = found.setdefault(who, Concerned(speaker))
            if lines[uid] not in known.changes:
                known.changes.append(lines[uid])
    for each in found.values():
        each.changes = in_order(each.changes)
    return list(found.values())


def log_ins_of(persons: Sequence[Person]) -> dict[int, User]:
    """The log-ins of these persons, by person. One statement."""
    wanted = select(User).where(User.person_id.in_([each.id for each in persons]))
    return {each.person_id: each for each in db.session.scalars(wanted)}


def entities_of(event: Event) -> Select[str]:
    """Everybody on this event's programme, as letters and the history name them."""
    return select(literal("speaker:") + Speaker.uid).where(Speaker.event_id == event.id)


def speaker_of(entity: str) -> Speaker | None:
    """Whom an entity (`speaker:uid`) names, if they are still on a programme. One statement."""
    found = select(Speaker).where(Speaker.uid == entity.partition(":")[2]).options(joinedload(Speaker.person), joinedload(Speaker.event))
    return db.session.scalars(found).one_or_none()


def reached_at(speaker_id: int) -> tuple[Any, ...] | None:
    """Where a letter to this speaker goes, and whether it may. One statement."""
    told = select(Person.email, User.email, User.disabled_at).select_from(Speaker).join(Speaker.person)
    found = db.session.execute(told.outerjoin(User, User.person_id == Person.id).where(Speaker.id == speaker_id)).one_or_none()
    return None if found is None else tuple(found)
