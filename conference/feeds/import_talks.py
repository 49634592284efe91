"""The talks of an imported event: added, set where the file changed them, cancelled where it no longer has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.feeds import file_rows as rows
from conference.feeds.file_rows import in_file
from conference.feeds.frab import Programme, Talk
from conference.feeds.identity import derived_guid
from conference.feeds.import_parts import Target
from conference.kernel.database import db
from conference.kernel.database import uid as new_uid
from conference.kernel.history import record
from conference.programme.facts import TEXTS
from conference.programme.models import Event, Session, SessionSpeaker
from conference.programme.rules import SessionState


def bring_talks(target: Target, programme: Programme, progress: Callable[[int], object]) -> int:
    """Add new talks, set those that the file changed, cancel those it no longer has. How many were touched."""
    wanted = select(Session).where(Session.event_id == target.event.id)
    sessions = list(db.session.scalars(wanted.options(selectinload(Session.people), selectinload(Session.room), selectinload(Session.track))))
    of_file = [session for session in sessions if in_file(session)]
    by_guid = {in_file(session)["guid"]: session for session in of_file}
    by_id = {in_file(session)["id"]: session for session in of_file}
    codes, uids = {session.code for session in sessions}, uids_taken(target.event, programme)
    seen: set[int] = set()
    touched = 0
    for talk in programme.talks:
        session = by_guid.get(talk.guid) or by_id.get(talk.id)
        if session is None or session.id in seen:
            add(target, talk, code=rows.code_for(talk.code, str(talk.id), codes), uids=uids)
            touched += 1
        else:
            seen.add(session.id)
            touched += change(target, session, talk)
        progress(1)
    for session in of_file:
        if session.id not in seen and session.state is not SessionState.CANCELLED:
            session.state, session.changed_at = SessionState.CANCELLED, target.now
            rows.mark_gone(session)
            record(session.entity, "import", by=target.by, at=target.now, after={"state": session.state})
            touched += 1
    return touched


def uids_taken(event: Event, programme: Programme) -> set[str]:
    """Which of the uids that these talks would get belong to sessions already (of an event that had this address before)."""
    wanted = [uid_for(event, talk) for talk in programme.talks]
    return set(db.session.scalars(select(Session.uid).where(Session.uid.in_(wanted))))


def uid_for(event: Event, talk: Talk) -> str:
    """The same for the same talk in a database that is set up anew: subscribed calendars then keep their entries."""
    return derived_guid("session", event.slug, talk.guid)


def add(target: Target, talk: Talk, *, code: str, uids: set[str]) -> None:
    uid = uid_for(target.event, talk)
    columns = rows.session_columns(talk, target.language)
    session = Session(
        uid=new_uid() if uid in uids else uid, event_id=target.event.id, code=code, created_at=target.now, changed_at=target.now,
        state=SessionState.CONFIRMED, room=target.rooms[talk.room], track=target.tracks.get(talk.track), **columns,
    )  # fmt: skip
    uids.add(uid)
    session.people = [SessionSpeaker(speaker=target.people[number], position=place) for place, number in enumerate(talk.people)]
    db.session.add(session)
    record(session.entity, "import", by=target.by, at=target.now, after=told(session))


def change(target: Target, session: Session, talk: Talk) -> bool:
    """Set everything of a talk that is different in the file since it was read last; whether it was. A file speaks one
    language: translations that organisers added stay."""
    columns = rows.session_columns(talk, target.language)
    kept = in_file(session)
    if kept.get("digest") == columns["interchange"]["file"]["digest"] and not kept.get("gone"):
        return False
    before = told(session)
    spoken = rows.spoken_by(session, session.language or target.language)
    for name, value in columns.items():
        setattr(session, name, getattr(session, name).renewed(value, instead_of=spoken) if name in TEXTS else value)
    session.room, session.track = target.rooms[talk.room], target.tracks.get(talk.track)
    session.state, session.changed_at = SessionState.CONFIRMED, target.now
    there = {each.speaker: each for each in session.people}
    people = [target.people[number] for number in talk.people]
    session.people = [there.get(speaker) or SessionSpeaker(speaker=speaker) for speaker in people]
    for place, each in enumerate(session.people):
        each.position = place
    record(session.entity, "import", by=target.by, at=target.now, before=before, after=told(session))
    return True


def told(session: Session) -> dict[str, Any]:
    """What the history keeps of an imported session."""
    return {
        "title": session.title, "starts_at": session.starts_at, "ends_at": session.ends_at, "state": session.state,
        "room": session.room.slug if session.room else None, "track": session.track.slug if session.track else None,
        "people": [each.speaker.code for each in session.people], "abstract": session.abstract, "description": session.description,
    }  # fmt: skip
