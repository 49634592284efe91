"""Which zone a schedule's clocks show: what it says, else what its city and its offsets tell, else the centre's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conference.feeds.frab_fields import Facts, shown
from conference.kernel.message import _
from conference.kernel.span import is_zone, zone_names


def zone_of(conference: Facts, moments: Iterable[datetime], default: str) -> str:
    """An IANA name. A name in the file is believed, and refused when there is no such zone; offsets always give the instants."""
    named = conference.word("time_zone_name")
    if named:
        if not is_zone(named):
            raise conference.wrong(_("time_zone_name %(value)s is no time zone that exists.", value=shown(named)))
        return named
    aware = [moment for moment in moments if moment.tzinfo is not None]
    city = conference.word("city").replace(" ", "_")
    of_city = sorted(name for name in zone_names() if city and name.rsplit("/", 1)[-1].casefold() == city.casefold())
    for candidate in (*of_city, default):
        if agrees(candidate, aware):
            return candidate
    offsets = {moment.utcoffset() for moment in aware}
    whole = next(iter(offsets)) if len(offsets) == 1 else None
    if whole is not None and not whole % timedelta(hours=1):
        hours = whole // timedelta(hours=1)
        return f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}" if hours else "UTC"
    return next((name for name in sorted(zone_names()) if agrees(name, aware)), default)


def agrees(zone: str, moments: list[datetime]) -> bool:
    """Whether the zone has each moment's offset at that moment."""
    place = ZoneInfo(zone)
    return all(moment.astimezone(place).utcoffset() == moment.utcoffset() for moment in moments)
