"""How a session hangs together: its talks move with it and share its room; people stand on it in order; nothing is another event's.

Parts of the actions on sessions; called within their transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.programme import rules_writing
from conference.programme.models import Event, EventRoom, Session, SessionSpeaker, Speaker, Track
from conference.programme.rules import Part

Speakers = Sequence[tuple[Speaker, Part]]


def move(session: Session, span: Span | None, room: EventRoom | None) -> None:
    """Set time and room of a session and of the talks in it. A talk has the room of its block."""
    if session.part_of is not None and room is not None and room.id != session.part_of.room_id:
        message = _("A talk takes place in the room of its session. Move the session, or take the talk out of it first.")
        refuse([Objection("in-a-block", message, field="room")])
    before = session.span
    shift = span.start - before.start if span and before else None
    for part in session.parts:
        if span is None:
            part.starts_at = part.ends_at = None
        elif shift and part.span:
            moved = part.span.shifted(shift)
            part.starts_at, part.ends_at = moved.start, moved.end
        part.room = room
    session.starts_at, session.ends_at = (span.start, span.end) if span else (None, None)
    session.room = room if session.part_of is None else session.part_of.room


def nest(session: Session, block: Session | None) -> None:
    """Make a session a talk in this block, or (None) take it out of the one it is in. It takes the block's room."""
    if block is not None:
        refuse(
            rules_writing.objections_to_nesting(block_is_part=block.part_of_id is not None or block.id == session.id, has_parts=bool(session.parts))
        )
        session.room = block.room
    session.part_of = block


def on_it(speakers: Speakers) -> list[SessionSpeaker]:
    """Who takes part, each once per part, in the order given."""
    return [SessionSpeaker(speaker_id=speaker.id, part=part, position=number) for number, (speaker, part) in enumerate(dict.fromkeys(speakers))]


def put_on(session: Session, speakers: Speakers) -> None:
    """The same for a session that has people already: who stays keeps their row (each may stand on a session once per part)."""
    there = {(each.speaker_id, each.part): each for each in session.people}
    wanted = on_it(speakers)
    kept = [there.get((each.speaker_id, each.part), each) for each in wanted]
    for number, each in enumerate(kept):
        each.position = number
    session.people = kept


def foreign(event: Event, *, track: Track | None, room: EventRoom | None, part_of: Session | None, speakers: Speakers) -> list[Objection]:
    """What of this belongs to another event."""
    owners = {name: [thing.event_id] for name, thing in (("track", track), ("room", room), ("part_of", part_of)) if thing is not None}
    return rules_writing.objections_to_belonging(event.id, of={**owners, "speakers": [speaker.event_id for speaker, _part in speakers]})
