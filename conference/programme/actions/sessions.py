"""The draft: sessions and talks are added, changed, placed, cancelled. Nobody outside sees any of it before a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db, transaction, violated
from conference.kernel.database import uid as new_uid
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme import queries, rules_writing
from conference.programme.actions import joints
from conference.programme.actions.speakers import new_code, people_called
from conference.programme.facts import TEXTS
from conference.programme.models import Event, EventRoom, Session, Track
from conference.programme.rules import Part, SessionKind, SessionState

PLAIN = ("kind", "kind_label", "language", "state", "position", "interchange")
FIELDS = (*TEXTS, *PLAIN)


@transaction
def add_session(
    event: Event, *, title: Words, code: str | None = None, uid: str | None = None, kind: SessionKind = SessionKind.TALK, kind_label: str = "",
    subtitle: Words | None = None, abstract: Words | None = None, description: Words | None = None, language: str = "",
    track: Track | None = None, room: EventRoom | None = None,
    span: Span | None = None, speakers: joints.Speakers = (), state: SessionState = SessionState.CONFIRMED, part_of: Session | None = None,
    position: int = 0, interchange: Mapping[str, Any] | None = None, by: Any, now: datetime,
) -> Session:  # fmt: skip
    """A session of the draft; with `part_of` a talk in that block, whose room it shares.

    Without a code it gets six letters and digits. Raises Refused for a code that is taken (409), for wrong words and for
    a track, room, speaker or block of another event (422). Clashes are no reason to refuse: the pages list them.
    """
    session = Session(
        uid=uid or new_uid(), event_id=event.id, code=code or new_code(lambda each: queries.session_code_taken(event, each)), kind=kind,
        kind_label=kind_label, title=Words(title), subtitle=Words(subtitle), abstract=Words(abstract), description=Words(description),
        language=language, state=state, position=position, interchange=dict(interchange or {}), created_at=now, changed_at=now,
    )  # fmt: skip
    others = joints.foreign(event, track=track, room=room, part_of=part_of, speakers=speakers)
    refuse([*rules_writing.objections_to_session(session_facts(session)), *others], status=422)
    if code and queries.session_code_taken(event, code):
        refuse([code_taken(code)])
    refuse(rules_writing.objections_to_nesting(block_is_part=bool(part_of and part_of.part_of_id), has_parts=False))
    session.track_id = track.id if track else None
    session.part_of_id = part_of.id if part_of else None
    session.room_id = part_of.room_id if part_of else room.id if room else None
    session.starts_at, session.ends_at = (span.start, span.end) if span else (None, None)
    session.people = joints.on_it(speakers)
    db.session.add(session)
    save(session)
    record(session.entity, "add", by=by, at=now, after=session_facts(session))
    return session


@transaction
def change_session(session: Session, *, by: Any, now: datetime, **changes: Any) -> Session:
    """Set some of FIELDS, `track`, `part_of`, `speakers`, and its place by `room` and `span` (as `place_session` does).

    Raises Refused as `add_session` does; the code and the uid never change, because links and calendars hold them.
    """
    if unknown := changes.keys() - {*FIELDS, "track", "part_of", "speakers", "room", "span"}:
        raise TypeError(f"a session has no {sorted(unknown)}")
    event, moves = session.event, bool(changes.keys() & {"room", "span"})
    before = {each: session_facts(each) for each in (session, *(session.parts if moves else ()))}
    linked = {name: changes.get(name) for name in ("track", "room", "part_of")}
    with db.session.no_autoflush:
        for name in changes.keys() & set(FIELDS):
            setattr(session, name, Words(changes[name]) if name in TEXTS else changes[name])
        others = joints.foreign(event, **linked, speakers=changes.get("speakers", ()))
        refuse([*rules_writing.objections_to_session(session_facts(session)), *others], status=422)
    if "track" in changes:
        session.track = changes["track"]
    if "speakers" in changes:
        joints.put_on(session, changes["speakers"])
    if "part_of" in changes:
        joints.nest(session, changes["part_of"])
    if moves:
        joints.move(session, changes.get("span", session.span), changes.get("room", session.room))
    db.session.flush()  # what hangs together knows its keys only now
    for each, facts in before.items():
        if facts != (after := session_facts(each)):
            each.changed_at = now
            record(each.entity, "change", by=by, at=now, before=facts, after=after)
    return session


@transaction
def write_session(event: Event, session: Session | None, *, people: Sequence[tuple[str, Part]], by: Any, now: datetime, **facts: Any) -> Session:
    """Add a session, or change one, with people named as somebody types them; all of it or, when refused, nothing."""
    speakers = people_called(event, people, by=by, now=now)
    if session is None:
        return add_session(event, speakers=speakers, by=by, now=now, **facts)
    return change_session(session, speakers=speakers, by=by, now=now, **facts)


@transaction
def place_session(session: Session, *, span: Span | None, room: EventRoom | None, by: Any, now: datetime) -> Session:
    """Give a session its time and room; None takes them away again. The talks of a block move with it, by the same amount.

    Raises Refused when a talk in a block is to have another room than its block, or the room is another event's.
    """
    return change_session(session, span=span, room=room, by=by, now=now)


@transaction
def cancel_session(session: Session, *, by: Any, now: datetime) -> None:
    """Take a session, and the talks in it, off the programme. The next release tells everybody. Refuses a second time."""
    if session.state is SessionState.CANCELLED:
        refuse([Objection("already-cancelled", _("This session is already cancelled."))])
    for each in (session, *(part for part in session.parts if part.state is not SessionState.CANCELLED)):
        before = each.state
        each.state, each.changed_at = SessionState.CANCELLED, now
        record(each.entity, "cancel", by=by, at=now, before={"state": before}, after={"state": each.state})


def session_facts(session: Session) -> dict[str, Any]:
    """What the history keeps of a session, and what the rules look at."""
    return {
        "code": session.code,
        **{name: getattr(session, name) for name in FIELDS},
        "track": session.track_id,
        "room": session.room_id,
        "part_of": session.part_of_id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "speakers": [f"{each.speaker_id} {each.part}" for each in session.people],
    }


def code_taken(code: str) -> Objection:
    """The objection to a code that another session has."""
    return Objection("code-taken", _("Another session of this event already has the code %(code)s.", code=code), field="code")


def save(session: Session) -> None:
    """Write it down now, so that a code that somebody else has just taken is refused."""
    try:
        db.session.flush()
    except IntegrityError as problem:  # somebody else was faster by a moment
        if violated(problem) == "uq_session_event_id_code":
            raise Refused([code_taken(session.code)]) from problem
        raise
