"""What countries and languages are called, and how much something is, as the reader writes it (CLDR through Babel)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel import Locale, UnknownLocaleError, dates, lists, numbers, units
from flask import Flask

from conference.kernel.i18n import active


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        duration=format_duration, country=country_name, language=language_name, money=format_money, size=format_size, number=format_number,
        listed=format_list, percent=format_percent,
    )  # fmt: skip


def format_duration(minutes: int) -> str:
    """`1 hr 30 min` in the reader's language."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    said = [
        dates.format_timedelta(timedelta(**{unit + "s": n}), granularity=unit, threshold=999, format="short", locale=active())  # type: ignore[arg-type]
        for n, unit in parts
        if n
    ]
    return " ".join(said) or "0"


def country_name(code: str) -> str:
    return active().territories.get(code.upper(), code)


def language_name(code: str) -> str:
    try:
        return Locale.parse(code, sep="-" if "-" in code else "_").get_display_name(active()) or code
    except (UnknownLocaleError, ValueError):
        return code


def format_money(minor: int, currency: str) -> str:
    """Minor units (cents) and an ISO 4217 code as money in the reader's language."""
    digits = numbers.get_currency_precision(currency)
    return numbers.format_currency(minor / 10**digits, currency, locale=active())


def format_number(value: float) -> str:
    return numbers.format_decimal(value, locale=active())


def format_size(number: int) -> str:
    """So many bytes in the unit that people know: `340 kB`, `1.2 MB`."""
    size, unit = (number / 1e6, "megabyte") if number >= 1e6 else (max(1.0, number / 1e3), "kilobyte")
    return units.format_unit(round(size, 1 if number >= 1e6 else 0), f"digital-{unit}", "short", locale=active())


def format_percent(share: float) -> str:
    return numbers.format_percent(share, locale=active())


def format_list(items: list[Any]) -> str:
    """`a, b and c` in the reader's language."""
    return lists.format_list([str(item) for item in items], locale=active()) if items else ""
