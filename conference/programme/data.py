"""What programmes hold of a person who has a log-in: what they speak on, biography, photo, the teams they are on.

The printed name stays on a programme that was published, as on paper; the photo, the biography and the way to the person go.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select

from conference.kernel import history
from conference.kernel.database import db
from conference.kernel.outbox import erase_letters
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people.models import Person, User
from conference.programme import queries_files
from conference.programme.models import Event, Session, SessionSpeaker, Speaker, TeamMember
from conference.programme.models_files import Photo
from conference.programme.models_team import TeamInvitation


def exported(person: Person) -> dict[str, Any]:
    """As whom each event's programme prints them, with their photo and the sessions that they are on; whose teams they are on."""
    teams = select(Event.slug, TeamMember.role).join(TeamMember.event).where(TeamMember.user_id.in_(log_ins_of(person))).order_by(TeamMember.id)
    offered = select(Event.slug, TeamInvitation.role).join(TeamInvitation.event).where(invited(person)).order_by(TeamInvitation.id)
    return {
        "speaks": [of_speaker(each) for each in speaking_as(person)],
        "teams": [{"event": slug, "role": role} for slug, role in db.session.execute(teams)],
        "invited_to_teams": [{"event": slug, "role": role} for slug, role in db.session.execute(offered)],
    }


def of_speaker(speaker: Speaker) -> dict[str, Any]:
    photo = queries_files.photo_of(speaker)
    on = select(Session.title, SessionSpeaker.part).join(SessionSpeaker.session).where(SessionSpeaker.speaker_id == speaker.id).order_by(Session.id)
    return {
        "event": speaker.event.slug,
        **{name: getattr(speaker, name) for name in ("code", "name", "affiliation", "biography")},
        "photo_jpeg_base64": base64.b64encode(photo.content).decode() if photo else None,
        "sessions": [{"title": title, "as": part} for title, part in db.session.execute(on)],
    }


def erase(person: Person, now: datetime) -> None:
    """Take photo and biography away, loosen the tie to the person, blank what the history says of them as a speaker, remove the
    letters to them (one may have gone to an address they had before) and their places in teams."""
    speakers = speaking_as(person)
    for each in speakers:
        db.session.execute(delete(Photo).where(Photo.speaker_id == each.id))
        each.biography, each.person_id, each.interchange = Words(), None, printed(each.interchange)
        history.blank(each.entity)
        touch(each.event.scope, now=now)
    erase_letters([each.entity for each in speakers])
    db.session.execute(delete(TeamMember).where(TeamMember.user_id.in_(log_ins_of(person))))
    db.session.execute(delete(TeamInvitation).where(invited(person)))


def printed(interchange: Mapping[str, Any]) -> dict[str, Any]:
    """What a file said of somebody, cut down to the printed name and the number it goes by; a later file changes nothing in it."""
    file = interchange.get("file")
    return {"file": {"id": file["id"], "name": file["name"], "erased": True}} if file else {}


def speaking_as(person: Person) -> Sequence[Speaker]:
    """Who the person is on the programmes of events."""
    return db.session.scalars(select(Speaker).where(Speaker.person_id == person.id).order_by(Speaker.id)).all()


def log_ins_of(person: Person) -> Select[int]:
    """The ids of the person's log-ins, as a part of a statement."""
    return select(User.id).where(User.person_id == person.id)


def invited(person: Person) -> Any:
    """The condition on invitations: they went to the person's address, or their log-in's."""
    own = select(User.email).where(User.person_id == person.id)
    return or_(TeamInvitation.email == (person.email or "").lower(), TeamInvitation.email.in_(own))
