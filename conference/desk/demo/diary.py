"""Fills the demonstration's diary: a season of weekly series, options behind each other, closures, and what was called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from conference.booking.actions import book_room, cancel_booking, close_room
from conference.booking.models import Booking
from conference.booking.rules import State
from conference.desk.demo.almanac import BY, CALLED_OFF, CLOSURES, HOURS, OPTIONS, SERIES, Weekly
from conference.desk.demo.stage import ZONE, Stage
from conference.kernel.database import transaction
from conference.kernel.objection import Refused
from conference.kernel.span import Span, wall_span
from conference.venue.actions import set_opening_hours
from conference.venue.rules import Hours, LayoutName

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BEFORE, AFTER = timedelta(weeks=3), timedelta(weeks=13)
AGO = timedelta(days=45)  # when the season was planned


@transaction
def fill_diary(stage: Stage, today: date, now: datetime) -> None:
    """Series from three weeks ago to a season ahead (dates that are taken are skipped), options, closures, cancellations."""
    keep_hours(stage, now - AGO)
    series = [book_series(stage, each, today, now - AGO) for each in SERIES]
    for room, why, days, start, end in CLOSURES:
        close = partial(close_room, stage.rooms[room], reason=why, by=stage.admin, now=now - AGO)
        on_a_free_day(close, on(today + timedelta(days=days), start, end))
    for turn, (room, title, days, start, end, organisation, people) in enumerate(OPTIONS):
        facts = {**whose(stage, organisation), "title": title, "attendance": people, "state": State.OPTION}
        book = partial(book_room, room=stage.rooms[room], now=now - timedelta(hours=2) + timedelta(minutes=turn), **facts)
        on_a_free_day(book, on(today + timedelta(days=days), start, end))
    for booking in series:
        if booking.title in CALLED_OFF:
            soon = next(each for each in booking.occurrences if each.starts_at > now and each.claims)
            cancel_booking(booking, occurrence=soon, reason="Too few people", by=booking.holder, now=now)


def keep_hours(stage: Stage, now: datetime) -> None:
    """Long hours on weekdays, shorter ones at weekends, and the Pavillon Est closes earlier."""
    for room in (None, *(each for each in stage.rooms.values() if each.building == "Pavillon Est")):
        opens, closes, late, early = HOURS["east" if room else "main"]
        hours = [Hours(day, time(opens if day < 5 else late), time(closes if day < 5 else early)) for day in range(7)]
        set_opening_hours(hours, room=room, by=stage.admin, now=now)


def book_series(stage: Stage, each: Weekly, today: date, now: datetime) -> Booking:
    """One line of the almanac, from its first weekday on."""
    first = today - BEFORE
    first += timedelta(days=next(days for days in range(7) if WEEKDAYS[(first + timedelta(days=days)).weekday()] in each.days))
    rrule = f"FREQ=WEEKLY;INTERVAL={each.every};BYDAY={each.days};UNTIL={today + AFTER:%Y%m%d}"
    return book_room(
        room=stage.rooms[each.room], span=on(first, each.start, each.end), title=each.title, attendance=each.people, rrule=rrule,
        layout=LayoutName(each.layout) if each.layout else None, on_conflict="skip", is_public=each.is_public, now=now,
        **whose(stage, each.organisation),
    )  # fmt: skip


def on_a_free_day(act: Callable[..., object], span: Span) -> None:
    """Do it then, or at that hour of the next day on which it can be done: the series were there first."""
    for later in range(8):
        try:
            act(span=span.shifted(timedelta(days=later)))
        except Refused:
            continue
        return


def whose(stage: Stage, organisation: str) -> dict[str, Any]:
    return {"organisation": stage.organisations[organisation], "by": stage.users[BY[organisation]]}


def on(day: date, start: str, end: str) -> Span:
    """That day from and until these times, on the campus's clock."""
    return wall_span(day, time.fromisoformat(start), time.fromisoformat(end), ZONE)
