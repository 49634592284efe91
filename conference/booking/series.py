"""Series: an RRULE (RFC 5545) expanded on the wall clock of its zone, so that 09:00 stays 09:00 across a clock change.

A date whose time does not exist, because the clocks jump over it, is no date of the series and is not counted
(RFC 5545 3.3.10); of an hour that comes twice the first is meant (3.3.5). Pure; dateutil does the calendar's arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from conference.booking.recurrence import MOST_DATES, WEEKDAYS, Parts, gives, not_understood, read, refused, too_many, written
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.span import Span

MOST_YEARS = 12  # how far a rule is followed; a yearly one reaches twelve dates


@dataclass(frozen=True)
class Series:
    """The first date on the wall clock, the zone of that clock, and the rule."""

    first: datetime  # naive: what the clock on the wall shows
    last: datetime  # naive: the end of the first date
    zone: str
    rrule: str

    @classmethod
    def of(cls, span: Span, zone: str, rrule: str) -> Series:
        """The series that begins with this span. Raises Refused (422) for a rule that makes no sense here."""
        place = ZoneInfo(zone)
        first, last = (instant.astimezone(place).replace(tzinfo=None) for instant in (span.start, span.end))
        return cls(first, last, zone, written(read(rrule)))


@dataclass(frozen=True)
class Date:
    """One date of a series; without a span it does not exist, because the clocks jump over its beginning."""

    wall: datetime
    span: Span | None


def expand(series: Series) -> list[Date]:
    """Every date of the series in order, those that do not exist among them, marked.

    Raises Refused (422) when there are more than MOST_DATES, or when the first date is not one the rule gives (calendars
    disagree about what that means, so it is asked back).
    """
    parts = read(series.rrule)
    until, count = _until(series, parts.get("UNTIL")), int(parts.get("COUNT", 0))
    if not gives(parts, series.first.date()):
        raise _starts_elsewhere()
    dates: list[Date] = []
    existing = 0
    for wall in _walls(series, parts):
        found = Date(wall, span_at(series, wall))
        if until is not None and _starts(found, series.zone) > until:
            break
        dates.append(found)
        existing += found.span is not None
        if existing > MOST_DATES:
            raise too_many()
        if existing == count:
            break
    if not dates:
        raise _starts_elsewhere()
    return dates


def _starts_elsewhere() -> Refused:
    return refused("series-starts-elsewhere", _("The first date is not one that the rule gives. Begin the series on one of its own days."))


def span_at(series: Series, wall: datetime) -> Span | None:
    """The span of the date that begins at this wall-clock time; None when that does not exist.

    The end keeps its wall-clock time too, on as many days later as that of the first date; in a gap it falls on the
    instant after the jump, and it is never before the beginning.
    """
    place = ZoneInfo(series.zone)
    start = wall.replace(tzinfo=place).astimezone(UTC)
    if start.astimezone(place).replace(tzinfo=None) != wall:
        return None
    days = series.last.date() - series.first.date()
    end = datetime.combine(wall.date() + days, series.last.time()).replace(tzinfo=place)
    if end.astimezone(UTC) <= start:
        end = end.replace(fold=1)
    return Span(start, end) if end.astimezone(UTC) > start else None


def weekly(days: list[date], *, until: date) -> str:
    """The rule for every week on these days' weekdays, up to and including `until`: what the booking page offers."""
    chosen = ",".join(WEEKDAYS[number] for number in sorted({day.weekday() for day in days}))
    return f"FREQ=WEEKLY;BYDAY={chosen};UNTIL={until:%Y%m%d}"


def _walls(series: Series, parts: Parts) -> Iterator[datetime]:
    """What dateutil says, on the wall clock, never further than MOST_YEARS."""
    try:
        end = series.first + timedelta(days=round(365.25 * MOST_YEARS))
        yield from rrulestr(f"{written(parts, without=('COUNT', 'UNTIL'))};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=series.first)
    except (ValueError, OverflowError) as problem:
        raise not_understood() from problem


def _starts(found: Date, zone: str) -> datetime:
    return found.span.start if found.span else found.wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _until(series: Series, text: str | None) -> datetime | None:
    """The last instant at which a date may begin: UTC as RFC 5545 asks, the zone's clock, or the end of a day."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
        at = time.fromisoformat(f"{text[9:11]}:{text[11:13]}:{text[13:15]}") if "T" in text else time.max
        return datetime.combine(day, at.replace(fold=1), UTC if text.endswith("Z") else ZoneInfo(series.zone)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise not_understood() from problem
