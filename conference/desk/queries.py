"""Named reads that join features: what is on at the centre, what a word is found in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.models import Event, PublishedSession, Speaker
from conference.programme.rules import Visibility
from conference.venue.models import Room

FOUND_AT_MOST = 20


def on_and_coming(today: date, *, at_most: int = 8) -> list[Event]:
    """Public events that run today or come, soonest first. One statement."""
    query = (
        select(Event)
        .where(Event.visibility == Visibility.PUBLIC, Event.ends_on >= today, Event.cancelled_at.is_(None))
        .order_by(Event.starts_on, Event.id)
        .limit(at_most)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class FoundSession:
    """A published session as a search shows it."""

    title: Words
    code: str
    starts_at: datetime
    event: Event


@dataclass(frozen=True)
class Found:
    """What a search came to, by kind, each at most FOUND_AT_MOST."""

    events: Sequence[Event] = ()
    sessions: Sequence[FoundSession] = ()
    speakers: Sequence[Speaker] = ()
    rooms: Sequence[Room] = ()

    def __bool__(self) -> bool:
        return bool(self.events or self.sessions or self.speakers or self.rooms)


def search(text: str) -> Found:
    """Public events, their published sessions and speakers, and rooms that contain the text. Four statements.

    The columns hold JSON, in which letters beyond ASCII may stand escaped: both spellings are looked for.
    """
    public = Event.visibility == Visibility.PUBLIC
    events = select(Event).where(public, contains(Event.title, text)).order_by(Event.starts_on.desc())
    sessions = (
        select(PublishedSession)
        .join(Event)
        .options(contains_eager(PublishedSession.event))
        .where(public, PublishedSession.cancelled.is_(False), contains(PublishedSession.facts["title"], text))
        .order_by(PublishedSession.starts_at.desc())
    )
    on_programme = select(PublishedSession.id).where(PublishedSession.event_id == Event.id).exists()
    speakers = (
        select(Speaker)
        .join(Event)
        .where(public, on_programme, func.lower(Speaker.name).contains(text.lower(), autoescape=True))
        .order_by(Speaker.name)
    )
    rooms = select(Room).where(Room.closed_at.is_(None), contains(Room.name, text)).order_by(Room.position)
    found_events, found_sessions, found_speakers, found_rooms = (
        list(db.session.scalars(query.limit(FOUND_AT_MOST))) for query in (events, sessions, speakers, rooms)
    )
    shown = [FoundSession(Words(each.facts["title"]), each.code, each.starts_at, each.event) for each in found_sessions]
    return Found(found_events, shown, found_speakers, found_rooms)


def contains(column: ColumnElement[Any] | InstrumentedAttribute[Any], text: str) -> ColumnElement[bool]:
    """Whether a JSON column contains a text, whatever its case."""
    written = func.lower(cast(column, Text))
    spellings = {text.lower(), json.dumps(text.lower())[1:-1]}
    return or_(*(written.contains(spelling, autoescape=True) for spelling in sorted(spellings)))
