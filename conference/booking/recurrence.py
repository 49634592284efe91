"""The rule by which a series repeats (RFC 5545 RRULE): its shape, its limits, and whether it gives a certain day. Pure.

A rule that can never match would send dateutil searching to the year 9999, so the first day is checked here before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from conference.kernel.message import Message, _, _n
from conference.kernel.objection import Objection, Refused

MOST_DATES = 366
LONGEST_RULE = 300
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NUMBERS = {"BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYSETPOS": (-366, 366)}
ANY_DAY = "|".join(WEEKDAYS)
SHAPES = {
    "FREQ": r"[A-Z]+",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"\d{1,4}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": ANY_DAY,
    "BYDAY": rf"([+-]?[1-9]\d?)?({ANY_DAY})(,([+-]?[1-9]\d?)?({ANY_DAY}))*",
    **dict.fromkeys(NUMBERS, r"[+-]?[1-9]\d{0,2}(,[+-]?[1-9]\d{0,2})*"),
}
Parts = Mapping[str, str]


def read(rrule: str) -> dict[str, str]:
    """The parts of a rule, with or without `RRULE:` before it.

    Raises Refused (422, field `recurrence`) for what is no such rule, repeats more often than daily, never ends, or has
    more than MOST_DATES dates.
    """
    text = rrule.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    if len(text) > LONGEST_RULE or len(parts) != text.count(";") + 1 or not all(_has_shape(*part) for part in parts.items()):
        raise not_understood()
    if parts.get("FREQ") not in FREQUENCIES:
        raise refused("rule-frequency", _("A series repeats daily, weekly, monthly or yearly."))
    if not _counts_weekdays_rightly(parts):
        raise not_understood()
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise refused("rule-without-end", _("Say how often it repeats, or until when: one of the two."))
    if not 1 <= int(parts.get("COUNT", 1)) <= MOST_DATES:
        raise too_many()
    return parts


def written(parts: Parts, *, without: tuple[str, ...] = ()) -> str:
    """The rule as text again."""
    return ";".join(f"{name}={value}" for name, value in parts.items() if name not in without)


def gives(parts: Parts, first: date) -> bool:
    """Whether a series that begins on this day has it as its first date."""
    if not _matches(parts, first):
        return False
    if "BYSETPOS" not in parts:
        return True
    several = any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY")) or (parts["FREQ"] == "YEARLY" and "BYMONTH" in parts)
    days = [day for day in _period(parts, first) if _matches(parts, day) and (several or day == first)]
    if parts["FREQ"] == "YEARLY" and "BYMONTH" in parts and not any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY")):
        days = [day for day in days if day.day == first.day]
    return first in {days[number - 1 if number > 0 else number] for number in numbers(parts, "BYSETPOS") if abs(number) <= len(days)}


def in_words(rrule: str | None) -> Message | None:
    """How often, as people say it: every week, every 2 months. Which weekdays, the dates themselves tell."""
    if rrule is None:
        return None
    parts = read(rrule)
    number, frequency = int(parts.get("INTERVAL", 1)), parts["FREQ"]
    if frequency == "DAILY":
        return _n("every day", "every %(number)s days", number)
    if frequency == "WEEKLY":
        return _n("every week", "every %(number)s weeks", number)
    if frequency == "MONTHLY":
        return _n("every month", "every %(number)s months", number)
    return _n("every year", "every %(number)s years", number)


def numbers(parts: Parts, name: str) -> list[int]:
    return [int(number) for number in parts.get(name, "").split(",") if number]


def refused(code: str, message: Message) -> Refused:
    return Refused([Objection(code, message, field="recurrence")], status=422)


def not_understood() -> Refused:
    return refused("rule-not-understood", _("This rule for repeating cannot be read. It looks like FREQ=WEEKLY;COUNT=10."))


def too_many() -> Refused:
    return refused("rule-too-many", _("A series has between one and %(most)s dates.", most=MOST_DATES))


def _has_shape(name: str, value: str) -> bool:
    if name not in SHAPES or not re.fullmatch(SHAPES[name], value):
        return False
    least, most = NUMBERS.get(name, (0, 0))
    return name not in NUMBERS or all(least <= int(number) <= most for number in value.split(","))


def _counts_weekdays_rightly(parts: Parts) -> bool:
    """`2TU` is the second Tuesday of a month (1 to 5) or of a year (1 to 53); other rules have no such thing (3.3.10).
    Such days beside plain ones, and positions within a week, are read differently by different programs: refused."""
    most = {"MONTHLY": 5, "YEARLY": 5 if "BYMONTH" in parts else 53}.get(parts["FREQ"], 0)
    ordinals = [number for number, _weekday in _weekdays(parts)]
    in_week = "BYSETPOS" in parts and parts["FREQ"] in {"DAILY", "WEEKLY"}
    return all(abs(number) <= most for number in ordinals) and (all(ordinals) or not any(ordinals)) and not in_week


def _weekdays(parts: Parts) -> list[tuple[int, int]]:
    """(which of its kind, or 0 for all; 0 = Monday)"""
    return [(int(day[:-2] or 0), WEEKDAYS.index(day[-2:])) for day in parts.get("BYDAY", "").split(",") if day]


def _matches(parts: Parts, day: date) -> bool:
    days_of_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    days_of_year = date(day.year, 12, 31)
    yearday = day.timetuple().tm_yday
    either_end = {
        "BYMONTH": {day.month},
        "BYMONTHDAY": {day.day, day.day - days_of_month.day - 1},
        "BYYEARDAY": {yearday, yearday - days_of_year.timetuple().tm_yday - 1},
    }
    if any(name in parts and not either_end[name] & set(numbers(parts, name)) for name in either_end):
        return False
    if "BYDAY" not in parts:
        return True
    by_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts
    place, last = (day.day, days_of_month.day) if by_month else (yearday, days_of_year.timetuple().tm_yday)
    standing = {0, (place - 1) // 7 + 1, -((last - place) // 7 + 1)}
    return any(day.weekday() == weekday and number in standing for number, weekday in _weekdays(parts))


def _period(parts: Parts, day: date) -> list[date]:
    """All days of the month or the year that BYSETPOS counts in."""
    monthly = parts["FREQ"] == "MONTHLY"
    days = [day.replace(day=1) + timedelta(days=number) for number in range(31)]
    if not monthly:
        days = [date(day.year, 1, 1) + timedelta(days=number) for number in range(366)]
    return [each for each in days if each.year == day.year and (each.month == day.month or not monthly)]
