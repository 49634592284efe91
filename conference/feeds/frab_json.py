"""schedule.json to plain nested values; rooms become a list as in XML."""

from __future__ import annotations

import json
from typing import Any

from conference.feeds.frab import ScheduleFileError
from conference.kernel.message import _


def json_values(content: bytes) -> dict[str, Any]:
    """The file's values. Raises ScheduleFileError naming the line."""
    try:
        document = json.loads(content, object_pairs_hook=without_repeats)
    except json.JSONDecodeError as problem:
        reason = _("The file is broken or cut off here (%(reason)s).", reason=problem.msg)
        raise ScheduleFileError(f"line {problem.lineno}", reason) from None
    except RecursionError:
        raise ScheduleFileError("", _("The values are nested too deep for a schedule.")) from None
    except ValueError as problem:  # characters that are no UTF-8, numbers of a thousand digits
        raise ScheduleFileError("", _("The file cannot be read (%(reason)s).", reason=str(problem)[:100])) from None
    schedule = document.get("schedule") if isinstance(document, dict) else None
    if not isinstance(schedule, dict):
        raise ScheduleFileError("", _('This is no schedule: it has no "schedule" at its top.'))
    conference = schedule.get("conference")
    if not isinstance(conference, dict):
        return {**schedule, "exact": {}}
    meta = conference.get("meta")
    exact = meta.get("exact") if isinstance(meta, dict) else None
    days = conference.get("days")
    conference = {**conference, "days": [day_values(day) for day in days] if isinstance(days, list) else days}
    return {**schedule, "conference": conference, "exact": exact if isinstance(exact, dict) else {}}


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A group of values; refuses a name that comes twice, because the first would vanish without a word."""
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ScheduleFileError("", _('"%(name)s" stands twice in the same group of values.', name=twice[:60]))
    return values


def day_values(day: Any) -> Any:
    """The day with its rooms as a list; anything else as it is, for the reader to refuse."""
    rooms = day.get("rooms") if isinstance(day, dict) else None
    if not isinstance(rooms, dict):
        return day
    return {**day, "rooms": [{"name": name, "events": events} for name, events in rooms.items()]}
