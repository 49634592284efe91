"""What a booking is made for: a later feature may take it up when the page was opened from there (`?event=congress`). It
registers how, once, when the application is made; booking itself knows no events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conference.booking.models import Booking

TakeUp = Callable[[str, Booking, Any, datetime], str | None]
Suggest = Callable[[str, Any], dict[str, str]]
_purposes: dict[str, TakeUp] = {}
_suggesting: dict[str, Suggest] = {}


def serve(name: str, take_up: TakeUp, suggest: Suggest) -> None:
    """`take_up(value, booking, by, now)` is called in the transaction that books, when `name=value` came along; it may
    refuse. It returns the address to go on to, or None for the booking's own page. `suggest(value, by)` tells what the form may
    begin with: title, organisation, day, last_day."""
    _purposes[name] = take_up
    _suggesting[name] = suggest


def named(values: Any) -> dict[str, str]:
    """Of a request's values those that say what a booking is for."""
    return {name: str(values[name])[:80] for name in _purposes if values.get(name)}


def suggested(given: dict[str, str], *, by: Any) -> dict[str, str]:
    """What the form begins with where nothing else is said; nothing of what its reader may not edit."""
    return {key: text for name, value in given.items() for key, text in _suggesting[name](value, by).items()}


def take_up(given: dict[str, str], booking: Booking, *, by: Any, now: datetime) -> str | None:
    """Let whoever asked for the booking have it."""
    return next((address for name, value in given.items() if (address := _purposes[name](value, booking, by, now))), None)
