"""What an organiser wants to see of registrations as a picture: how they came in, from where, and when people arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.programme.models import Event
from conference.registration.models import CheckIn, Registration
from conference.registration.queries import REAL
from conference.registration.rules import ALIVE, ScanResult

MOST_DAYS = 92  # more than that is shown by the week


def came_in(event: Event) -> Sequence[tuple[datetime, str]]:
    """When each registration that is alive came in, and from which country. One statement."""
    alive = (REAL, Registration.event_id == event.id, Registration.erased_at.is_(None), Registration.state.in_(ALIVE))
    return [(at, country) for at, country in db.session.execute(select(Registration.placed_at, Registration.country).where(*alive))]


def let_in(event: Event) -> Sequence[datetime]:
    """When each ticket was let in first; scans that were undone do not count, those of erased people each do. One statement."""
    ticket = func.coalesce(CheckIn.registration_id, -CheckIn.id)
    held = (CheckIn.event_id == event.id, CheckIn.result == ScanResult.ADMITTED, CheckIn.undone_at.is_(None))
    return list(db.session.scalars(select(func.min(CheckIn.at)).where(*held).group_by(ticket).order_by(func.min(CheckIn.at))))


def by_day(instants: Iterable[datetime], zone: str) -> list[tuple[date, int]]:
    """How many on each day of the zone, from the first to the last without a gap; by week (its Monday) over a long time."""
    place = ZoneInfo(zone)
    found = Counter(each.astimezone(place).date() for each in instants)
    if not found:
        return []
    first, last, step = min(found), max(found), 1
    if (last - first).days >= MOST_DAYS:
        first, step = first - timedelta(days=first.weekday()), 7
        weeks: Counter[date] = Counter()
        for day, number in found.items():
            weeks[day - timedelta(days=day.weekday())] += number
        found = weeks
    return [(day, found[day]) for day in (first + timedelta(days=number) for number in range(0, (last - first).days + 1, step))]


def is_weekly(counted: Sequence[tuple[date, int]]) -> bool:
    """Whether `by_day` counted weeks."""
    return len(counted) > 1 and counted[1][0] - counted[0][0] > timedelta(days=1)


def by_country(countries: Iterable[str], *, at_most: int = 12) -> list[tuple[str | None, int]]:
    """How many from each country, most first; what does not find place is counted together as None at the end."""
    found = sorted(Counter(countries).items(), key=lambda pair: (-pair[1], pair[0]))
    shown: list[tuple[str | None, int]] = [*found[:at_most]]
    rest = sum(number for _country, number in found[at_most:])
    return [*shown, (None, rest)] if rest else shown


def by_hour(instants: Iterable[datetime], zone: str) -> list[tuple[date, int, int]]:
    """(day, hour, how many): in each hour of the zone; on each day from its first to its last hour without a gap, nights left out."""
    place = ZoneInfo(zone)
    found = Counter((wall.date(), wall.hour) for wall in (each.astimezone(place) for each in instants))
    counted: list[tuple[date, int, int]] = []
    for day in sorted({day for day, _hour in found}):
        theirs = [hour for other, hour in found if other == day]
        counted += [(day, hour, found[day, hour]) for hour in range(min(theirs), max(theirs) + 1)]
    return counted
