"""What else is in the demonstration's diary: weekly series, options that wait in line, a visit by the decorators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from conference.booking.actions import book_room, close_room
from conference.booking.rules import State
from conference.desk.demo.stage import ZONE, Stage
from conference.kernel.database import transaction
from conference.kernel.objection import Refused
from conference.kernel.span import Span, wall, wall_span
from conference.people.models import Organisation

# room, title, weekday (0 Monday), from, until, who, people
WEEKLY = (
    ("seminar-3", "Journal club", 0, time(12), time(13, 30), "organiser@institute.example", 18),
    ("seminar-4", "French for newcomers", 1, time(17), time(18, 30), "organiser@institute.example", 14),
    ("board", "Steering committee", 2, time(10), time(12), "organiser@hospital.example", 12),
    ("studio", "Podcast recording", 3, time(14), time(16), "founder@lumicell.example", 4),
    ("seminar-5", "Office hours of the incubator", 4, time(9), time(12), "founder@lumicell.example", 10),
    ("seminar-1", "Data protection clinic", 3, time(9), time(10, 30), "organiser@hospital.example", 20),
)
OPTIONS = (
    ("hall-ab", "Annual assembly", 62, "organiser@hospital.example", 220),
    ("hall-ab", "Book fair", 62, "founder@lumicell.example", 180),
    ("hall", "Winter reception", 75, "organiser@institute.example", 300),
    ("auditorium", "Prize ceremony", 68, "organiser@hospital.example", 380),
)


def organisation_of(stage: Stage, email: str) -> Organisation:
    (grant,) = [each for each in stage.users[email].grants if each.organisation_id]
    return next(each for each in stage.organisations.values() if each.id == grant.organisation_id)


@transaction
def fill_diary(stage: Stage, today: date, now: datetime) -> None:
    """Series over a season (dates that are taken are skipped), options behind each other, two closures."""
    for room, title, weekday, start, end, email, people in WEEKLY:
        first = today + timedelta(days=(weekday - today.weekday()) % 7)
        book_room(
            room=stage.rooms[room],
            span=wall_span(first, start, end, ZONE),
            title=title,
            organisation=organisation_of(stage, email),
            attendance=people,
            rrule="FREQ=WEEKLY;COUNT=14",
            on_conflict="skip",
            by=stage.users[email],
            now=now,
        )
    for turn, (room, title, days, email, people) in enumerate(OPTIONS):
        span = wall_span(today + timedelta(days=days), time(9), time(18), ZONE)
        book_room(
            room=stage.rooms[room],
            span=span,
            title=title,
            organisation=organisation_of(stage, email),
            attendance=people,
            state=State.OPTION,
            by=stage.users[email],
            now=now + timedelta(minutes=turn),
        )
    for place, why, days, length in (("seminar-5", "New floor", 9, 2), ("booth-1", "Maintenance of the consoles", 4, 1)):
        begins = wall(today + timedelta(days=days), time(7), ZONE)
        paint(stage, place, why, Span(begins, begins + timedelta(days=length)), now)


def paint(stage: Stage, room: str, reason: str, span: Span, now: datetime) -> None:
    """Close a room, a day later as often as it is needed: the series were there first."""
    for later in range(7):
        try:
            close_room(stage.rooms[room], span=span.shifted(timedelta(days=later)), reason=reason, by=stage.admin, now=now)
        except Refused:
            continue
        return
