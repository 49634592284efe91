"""A schedule file becomes a public event: rooms, tracks, people, sessions, and a release that shows them. Again with a changed
file: what the file changed is changed, what an organiser changed beside it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.feeds import file_rows as rows
from conference.feeds.file_rows import in_file
from conference.feeds.frab import Programme, Talk
from conference.feeds.identity import derived_guid, slug_of
from conference.kernel.database import db, lock, transaction
from conference.kernel.database import uid as new_uid
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.words import Words
from conference.people.models import Organisation
from conference.programme.actions import change_event, create_event, publish_timetable
from conference.programme.difference import Difference
from conference.programme.models import Event, EventRoom, Release, Session, SessionSpeaker, Speaker, Track
from conference.programme.queries_draft import preview
from conference.programme.rules import SessionState, Visibility
from conference.venue.queries import venue


@dataclass(frozen=True)
class Imported:
    """What an import changed (or, tried out, would change). `release` is the release it published, None when there was nothing to."""

    slug: str
    is_new: bool
    difference: Difference
    event_changed: bool = False
    people: tuple[str, ...] = ()
    release: int | None = None

    def __bool__(self) -> bool:
        return bool(self.is_new or self.event_changed or self.people or len(self.difference))


class TriedOut(Exception):
    """Carries the result of a trial out of its transaction, which is thereby undone."""

    def __init__(self, result: Imported) -> None:
        self.result = result
        super().__init__("tried out")


@dataclass
class Target:
    """The event's draft as it stands, by what the file calls its parts."""

    event: Event
    language: str
    now: datetime
    by: Any
    rooms: dict[str, EventRoom] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    people: dict[int, Speaker] = field(default_factory=dict)
    changed_people: list[str] = field(default_factory=list)


def import_schedule(
    programme: Programme, *, slug: str, organisation: Organisation | None = None, by: Any, now: datetime, dry_run: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Imported:  # fmt: skip
    """Bring a programme into the event with this address, which is made, public, if there is none; all of it or nothing.

    The same file again changes nothing. A changed file changes only the talks (known by guid, else by id), people, rooms and
    facts of the event that are different in it; talks it no longer has are cancelled. Rooms are external ones, so nothing
    collides with the diary. `progress` is told of each talk. A trial (`dry_run`) writes nothing and must not run inside
    another transaction. Raises Refused for an address that no event can have, and for an event whose programme is its own.
    """
    try:
        return bring_in(programme, slug=slug, organisation=organisation, by=by, now=now, dry_run=dry_run, progress=progress or (lambda _done: None))
    except TriedOut as done:
        return done.result


@transaction
def bring_in(
    programme: Programme, *, slug: str, organisation: Organisation | None, by: Any, now: datetime, dry_run: bool, progress: Callable[[int], object],
) -> Imported:  # fmt: skip
    """The whole import in one transaction."""
    event = db.session.scalars(select(Event).where(Event.slug == slug)).one_or_none()
    is_new = event is None
    values = rows.event_values(programme)
    event_changed = False
    if event is None:
        owner = organisation or owner_by_default(now=now)
        event = create_event(slug=slug, visibility=Visibility.PUBLIC, organisation=owner, by=by, now=now, **values)
    else:
        lock(event)
        refuse_own_programme(event)
        if in_file(event).get("digest") != values["interchange"]["file"]["digest"]:
            change_event(event, by=by, now=now, **values)
            event_changed = True
    target = Target(event, values["languages"][0], now, by)
    bring_rooms(target, programme)
    bring_tracks(target, programme)
    bring_people(target, programme)
    db.session.flush()
    touched = bring_talks(target, programme, progress)
    db.session.flush()
    difference = preview(event) if touched else Difference()
    release = publish(event, programme, by=by, now=now) if len(difference) and not dry_run else None
    result = Imported(
        slug=slug, is_new=is_new, difference=difference, event_changed=event_changed, people=tuple(target.changed_people),
        release=release.number if release else None,
    )  # fmt: skip
    if dry_run:
        raise TriedOut(result)
    return result


def publish(event: Event, programme: Programme, *, by: Any, now: datetime) -> Release:
    """Publish, and remember under which number the file's own version stands."""
    comment = _("Imported, version %(version)s.", version=programme.version) if programme.version else _("Imported.")
    release = publish_timetable(event, by=by, now=now, comment=str(comment)[:500])
    event.interchange = {**event.interchange, "file": {**in_file(event), "release": release.number}}
    return release


def owner_by_default(*, now: datetime) -> Organisation:
    """The organisation that was there first; in an empty centre, one with the centre's name."""
    first = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one_or_none()
    if first is None:
        first = Organisation(slug="centre", name=Words({"en": str(venue().name)}), created_at=now)
        db.session.add(first)
        db.session.flush()
        record("organisation:centre", "create", by="system", at=now)
    return first


def refuse_own_programme(event: Event) -> None:
    """An event that already has sessions, none of them from a file, is somebody's work."""
    if in_file(event) or db.session.scalar(select(Session.id).where(Session.event_id == event.id).limit(1)) is None:
        return
    message = _("The event %(slug)s has a programme of its own. Choose another address for the file.", slug=event.slug)
    refuse([Objection("own-programme", message, field="slug")])


def bring_rooms(target: Target, programme: Programme) -> None:
    """Every room of the file is an external room of the event; one that the file no longer has is marked as gone."""
    event, taken = target.event, {room.slug for room in target.event.rooms}
    known = {in_file(room).get("name"): room for room in event.rooms if in_file(room)}
    for position, given in enumerate(programme.rooms):
        columns = rows.room_columns(given, target.language, position)
        room = known.pop(given.name, None)
        if room is None:
            room = EventRoom(slug=rows.slug_for(given.slug, slug_of(given.name), taken), **columns)
            event.rooms.append(room)
        elif room.interchange != columns["interchange"]:
            room.capacity, room.interchange, room.position = columns["capacity"], columns["interchange"], position
        target.rooms[given.name] = room
    for room in known.values():
        mark_gone(room)


def bring_tracks(target: Target, programme: Programme) -> None:
    """The tracks that have a talk; the file's others are kept with the event."""
    event, taken = target.event, {track.slug for track in target.event.tracks}
    known = {in_file(track).get("name"): track for track in event.tracks if in_file(track)}
    for position, given in enumerate(programme.tracks_in_use):
        track = known.get(given.name)
        if track is None:
            slug = rows.slug_for(given.slug, slug_of(given.name), taken)
            track = Track(slug=slug, **rows.track_columns(given, target.language, position))
            event.tracks.append(track)
        target.tracks[given.name] = track


def bring_people(target: Target, programme: Programme) -> None:
    """Everybody the file names; who changed in it is changed, who is no longer in it is marked as gone."""
    event = target.event
    speakers = list(db.session.scalars(select(Speaker).where(Speaker.event_id == event.id)))
    known = {in_file(speaker).get("id"): speaker for speaker in speakers if in_file(speaker)}
    taken = {speaker.code for speaker in speakers}
    for person in programme.people:
        columns = rows.speaker_columns(person, target.language)
        speaker = known.pop(person.id, None)
        if speaker is None:
            code = rows.code_for(person.code, str(person.id), taken)
            speaker = Speaker(event_id=event.id, code=code, **columns)
            db.session.add(speaker)
            target.changed_people.append(person.name)
        elif in_file(speaker).get("digest") != columns["interchange"]["file"]["digest"] or in_file(speaker).get("gone"):
            target.changed_people.append(person.name)
            record(f"speaker:{speaker.uid}", "import", by=target.by, at=target.now, before={"name": speaker.name}, after={"name": person.name})
            for name, value in columns.items():
                setattr(speaker, name, value)
        target.people[person.id] = speaker
    for speaker in known.values():
        mark_gone(speaker)


def mark_gone(thing: EventRoom | Speaker | Session) -> None:
    thing.interchange = {**thing.interchange, "file": {**in_file(thing), "gone": True}}


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
            mark_gone(session)
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
    """Set everything of a talk that is different in the file since it was read last; whether it was."""
    columns = rows.session_columns(talk, target.language)
    kept = in_file(session)
    if kept.get("digest") == columns["interchange"]["file"]["digest"] and not kept.get("gone"):
        return False
    before = told(session)
    for name, value in columns.items():
        setattr(session, name, value)
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
