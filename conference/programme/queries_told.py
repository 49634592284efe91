"""Who has to know of a release: those whose own sessions are new, at another time or place, or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.kernel.database import db
from conference.people.models import Person, User
from conference.programme.difference import Difference, Line
from conference.programme.models import Event, Session, SessionSpeaker, Speaker

TOLD = ("moved", "cancelled", "added")  # what a speaker has to know; another abstract is no reason for a letter


@dataclass
class Concerned:
    """Somebody on the programme, with what a release changes for them: (kind, line), by kind and time."""

    speaker: Speaker
    changes: list[tuple[str, Line]] = field(default_factory=list)

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
        each.changes.sort(key=lambda change: (TOLD.index(change[0]), change[1].span))
    return list(found.values())


def log_ins_of(persons: Sequence[Person]) -> dict[int, User]:
    """The log-ins of these persons, by person. One statement."""
    wanted = select(User).where(User.person_id.in_([each.id for each in persons]))
    return {each.person_id: each for each in db.session.scalars(wanted)}
