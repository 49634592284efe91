"""VTIMEZONE from the IANA database: onsets are wall clock in the offset *before* the change (RFC 5545 3.6.5). Pure.

The icalendar package writes spring onsets one gap too late and long RDATE lists, of which Thunderbird reads only the
first. Here: one STANDARD and one DAYLIGHT with a yearly rule, which Outlook reads too; where no such rule holds for
all years asked (Casablanca; a country that changes its law), one sub-component per change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SECOND, STEP = timedelta(seconds=1), timedelta(hours=6)


@dataclass(frozen=True)
class Change:
    """A change of a zone's offset or of its abbreviation."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """What the wall clock shows at that instant, had it not been changed."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def kind(self) -> str:
        """DAYLIGHT when the clock goes forward: Dublin's and Casablanca's winter time is "negative DST" in the database."""
        return "DAYLIGHT" if self.after > self.before else "STANDARD"


@lru_cache(maxsize=1024)
def vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of an IANA zone, right for every instant from first_year to last_year; CRLF lines, no time of its own."""
    place = ZoneInfo(zone)
    start = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    found = changes(place, start, datetime(last_year + 1, 1, 1, tzinfo=UTC))
    parts = yearly(found, range(first_year - 1, last_year + 1)) or [standing(place, start), *(part(change) for change in found)]
    return "".join((f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\nX-LIC-LOCATION:{zone}\r\n", *parts, "END:VTIMEZONE\r\n")).encode()


def changes(place: ZoneInfo, start: datetime, end: datetime) -> list[Change]:
    """Every change in [start, end), to the second, found by halving."""

    def state(instant: datetime) -> tuple[timedelta | None, str | None]:
        there = instant.astimezone(place)
        return there.utcoffset(), there.tzname()

    found = []
    instant, here = start, state(start)
    while instant < end:
        then = instant + STEP
        if (there := state(then)) != here:
            low, high = instant, then
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if state(middle) == here else (low, middle)
            found.append(Change(high, here[0] or timedelta(0), there[0] or timedelta(0), there[1] or zone_label(there[0])))
        instant, here = then, there
    return found


def yearly(found: list[Change], years: Iterable[int]) -> list[str]:
    """Two sub-components with a yearly rule each, when all changes in all these years follow one pair of rules; else nothing."""
    groups: dict[tuple[timedelta, timedelta, str], list[Change]] = {}
    for change in found:
        groups.setdefault((change.before, change.after, change.name), []).append(change)
    pairs = [(group[0], rule([change.onset for change in group], list(years))) for group in groups.values()]
    if len(pairs) != 2 or {change.kind for change, _ in pairs} != {"STANDARD", "DAYLIGHT"}:
        return []
    return [part(change, how) for change, how in pairs if how] if all(how for _, how in pairs) else []


def rule(onsets: list[datetime], years: list[int]) -> str:
    """The one "n-th weekday of a month" rule that gives exactly these onsets, one in each of the years; "" when there is none."""
    if [onset.year for onset in onsets] != years:
        return ""
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) != 1:
        return ""
    places = {(onset.day - 1) // 7 + 1 for onset in onsets}
    if all((onset + timedelta(days=7)).month != onset.month for onset in onsets):
        place = -1
    elif len(places) == 1:
        place = places.pop()
    else:
        return ""
    return f"RRULE:FREQ=YEARLY;BYMONTH={onsets[0].month};BYDAY={place}{WEEKDAYS[onsets[0].weekday()]}\r\n"


def part(change: Change, how: str = "") -> str:
    return sub_component(change.kind, change.onset, change.before, change.after, change.name, how)


def standing(place: ZoneInfo, start: datetime) -> str:
    """What holds before the first change; the whole of a zone that has none."""
    there = start.astimezone(place)
    offset = there.utcoffset() or timedelta(0)
    return sub_component("STANDARD", there.replace(tzinfo=None), offset, offset, there.tzname() or zone_label(offset), "")


def sub_component(kind: str, onset: datetime, before: timedelta, after: timedelta, name: str, how: str) -> str:
    return (
        f"BEGIN:{kind}\r\nDTSTART:{onset:%Y%m%dT%H%M%S}\r\n{how}TZNAME:{name}\r\n"
        f"TZOFFSETFROM:{offset_text(before)}\r\nTZOFFSETTO:{offset_text(after)}\r\nEND:{kind}\r\n"
    )


def offset_text(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{rest // 60:02}" + (f"{rest % 60:02}" if rest % 60 else "")


def zone_label(offset: timedelta | None) -> str:
    return offset_text(offset or timedelta(0))
