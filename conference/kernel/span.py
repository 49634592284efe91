"""Stretches of time: half-open, in UTC, never naive; and the way from a wall clock to them. Pure.

Zones and their clock changes come from the IANA database through zoneinfo. A wall time that a clock change skips or
repeats is never guessed: it is asked back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused


@dataclass(frozen=True, order=True)
class Span:
    """A half-open stretch [start, end) between two aware instants, kept in UTC. Refuses naive and empty ones."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs aware instants")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.start >= self.end:
            raise Refused([Objection("ends-before-it-starts", _("The end must come after the start."), field="ends_at")], status=422)

    @property
    def length(self) -> timedelta:
        """Elapsed time: an hour lost or won at a clock change is counted."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: Span) -> bool:
        """True when they share any instant; back to back is no overlap."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def widened(self, *, before: int = 0, after: int = 0) -> Span:
        """The span with so many minutes of set-up before and clear-away after it."""
        return Span(self.start - timedelta(minutes=before), self.end + timedelta(minutes=after)) if before or after else self

    def shifted(self, by: timedelta) -> Span:
        return Span(self.start + by, self.end + by)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone that names a place or UTC."""
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/"))) | {
        "UTC"
    }


NO_ZONES = {"Factory", "localtime"}  # files of the machine's zone folder: whatever it is set to, and nothing at all


def is_zone(name: str) -> bool:
    """Whether clocks somewhere go by this name; the same on every machine."""
    return name in zone_names() or (name in available_timezones() and name not in NO_ZONES)


def wall(day: date, at: time, zone: str | ZoneInfo, *, field: str | None = None) -> datetime:
    """The instant at which a clock on the wall in `zone` shows this time. Half-minute precision is not needed: seconds stay.

    Raises Refused (422) with `time-does-not-exist` in the hour that a clock change skips and `time-exists-twice` in the
    one it repeats (data: both instants), so that the person is asked instead of guessed for.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    first = datetime.combine(day, at.replace(tzinfo=None, fold=0)).replace(tzinfo=place)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    where = {"day": day, "at": at.replace(tzinfo=None), "city": place}
    if first.astimezone(UTC).astimezone(place).time() != at.replace(tzinfo=None, fold=0):
        message = _("%(day)s, %(at)s does not exist in %(city)s: the clocks jump over it. Choose a time before or after the change.", **where)
        raise Refused([Objection("time-does-not-exist", message, field=field)], status=422)
    message = _("%(day)s, %(at)s exists twice in %(city)s: the clocks are put back. Say which one by giving the offset from UTC.", **where)
    choices = [first.isoformat(), second.isoformat()]
    raise Refused([Objection("time-exists-twice", message, field=field, data={"choices": choices})], status=422)


def wall_span(day: date, start: time, end: time, zone: str, *, until: date | None = None) -> Span:
    """The span between two wall-clock times; an end at or before the start on the same day means the next day."""
    last = until or (day if end > start else day + timedelta(days=1))
    return Span(wall(day, start, zone, field="starts_at"), wall(last, end, zone, field="ends_at"))


def whole_days(first: date, last: date, zone: str) -> Span:
    """From the first midnight to the midnight after the last day. A midnight that does not exist becomes the first instant of that day."""
    return Span(day_start(first, zone), day_start(last + timedelta(days=1), zone))


def day_start(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone (00:00, or later where the clock change skips it)."""
    return datetime.combine(day, time(0)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_days(span: Span, zone: str) -> list[date]:
    """The calendar days that a span touches in a zone, in order."""
    place = ZoneInfo(zone)
    first = span.start.astimezone(place).date()
    last = (span.end - timedelta(microseconds=1)).astimezone(place).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same stretches of time with touching and overlapping ones joined, in order."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
