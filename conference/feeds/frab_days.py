"""The days of a schedule file and its moments: with an offset they are instants, without one they are read on the zone's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

from conference.feeds.frab import Day
from conference.feeds.frab_fields import Facts
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.span import wall


def in_sequence(days: list[Day]) -> tuple[Day, ...]:
    return tuple(sorted(days, key=lambda day: (day.date, day.index)))


def given_moments(days: list[Facts]) -> Iterator[datetime]:
    """Every date with an offset that the file names: they tell the zone where it does not. Wrong ones are refused later, in place."""
    for day in days:
        for key in ("day_start", "day_end"):
            if moment := day.moment(key):
                yield moment
        for room in day.items("rooms"):
            for event in room.get("events") or [] if isinstance(room, dict) else []:
                text = event.get("date") if isinstance(event, dict) else None
                if isinstance(text, str):
                    yield from soft_moment(text)


def soft_moment(text: str) -> Iterator[datetime]:
    try:
        yield datetime.fromisoformat(text.strip())
    except ValueError:
        return


def read_day(day: Facts, number: int, conference: Facts, zone: str) -> Day:
    """A day with both its ends; without them it lasts from the hour at which days change to a minute before that."""
    on = day.day("date")
    if on is None:
        raise day.wrong(_("%(key)s is missing.", key="date"))
    changes = conference.clock_time("day_change") or time(0)
    start = instant(day, day.moment("day_start"), zone) or in_zone(day, lambda: wall(on, changes, zone))
    end = instant(day, day.moment("day_end"), zone) or start + timedelta(days=1, minutes=-1)
    if end <= start:
        raise day.wrong(_("It ends before it starts."))
    return Day(index=day.number("index") or number, date=on, start=start, end=end)


def refuse_repeated_days(days: list[Facts], dates: list[Day]) -> None:
    seen: set[int] = set()
    for facts, day in zip(days, dates, strict=True):
        if day.index in seen:
            raise facts.wrong(_("The index %(index)s is already that of another day.", index=day.index))
        seen.add(day.index)


def instant(facts: Facts, moment: datetime | None, zone: str) -> datetime | None:
    """The moment in UTC; one without offset is read on the zone's clock."""
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(microsecond=0)
    return in_zone(facts, lambda: wall(moment.date(), moment.time().replace(microsecond=0), zone))


def in_zone(facts: Facts, reading: Callable[[], datetime]) -> datetime:
    """A wall time in the zone; one that a clock change skips or repeats is told with its place."""
    try:
        return reading()
    except Refused as refused:
        raise facts.wrong(refused.objections[0].message) from None
