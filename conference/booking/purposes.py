"""What a booking is made for: a later feature may take it up when the page was opened from there (`?event=congress`). It
registers how, once, when the application is made; booking itself knows no events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conference.booking.models import Booking

TakeUp = Callable[[str, Booking, Any, datetime], str | None]
_purposes: dict[str, TakeUp] = {}


def serve(name: str, take_up: TakeUp) -> None:
    """`take_up(value, booking, by, now)` is called in the transaction that books, when `name=value` came along; it may
    refuse. It returns the address to go on to, or None for the booking's own page."""
    _purposes[name] = take_up


def named(values: Any) -> dict[str, str]:
    """Of a request's values those that say what a booking is for."""
    return {name: str(values[name])[:80] for name in _purposes if values.get(name)}


def take_up(given: dict[str, str], booking: Booking, *, by: Any, now: datetime) -> str | None:
    """Let whoever asked for the booking have it."""
    return next((address for name, value in given.items() if (address := _purposes[name](value, booking, by, now))), None)
