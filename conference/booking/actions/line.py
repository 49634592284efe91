"""The line of options: whoever moves up to its head is told, and whoever is passed by a confirmed booking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from conference.booking import mails, queries
from conference.booking.models import Booking
from conference.booking.rules import State


@contextmanager
def telling_who_moves_up(booking: Booking, now: datetime) -> Iterator[None]:
    """Tell the options that stand first in line after the change inside, and did not before."""
    behind = queries.waiting(booking, later=True) if booking.state is State.OPTION else []
    before_it = queries.first_in_line(behind)
    yield
    for option in behind:
        if option.id in queries.first_in_line(behind) - before_it:
            mails.tell("booking_moved_up", option, now=now)


def tell_who_is_passed(booking: Booking, now: datetime) -> None:
    """Tell the holders of options that want what this confirmed booking now has. They stay in line: it may become free."""
    for option in queries.waiting(booking):
        if option.holder_id != booking.holder_id:
            mails.tell("booking_passed", option, now=now)
