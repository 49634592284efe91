"""Letters about bookings, to whoever holds them, in their language and zone; calendars are attached by who writes calendars.

The action notes that a letter is owed; the worker writes it with how things stand then, or drops it when its news is old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from conference.booking import queries, queries_told
from conference.booking.models import Booking, Occurrence
from conference.booking.rules import LIVE, OccurrenceState, State
from conference.kernel import clock
from conference.kernel.mail import Attachment, Mail, compose
from conference.kernel.owed import LetterOwed, Written, later, owe
from conference.kernel.web import absolute
from conference.venue import queries as venue_queries

Attach = Callable[[str, Booking], tuple[Attachment, ...]]
_attach: list[Attach] = []

WAITS = frozenset({State.OPTION})
# In which states each letter still tells news. That one date of a series is cancelled is news in any.
OCCASIONS: Mapping[str, frozenset[State]] = {
    "booking_confirmed": LIVE,
    "booking_moved": LIVE,
    "booking_moved_up": WAITS,
    "booking_passed": WAITS,
    "booking_lapsed": frozenset({State.RELEASED}),
    "booking_cancelled": frozenset({State.CANCELLED}),
}
ENDS = {"booking_lapsed", "booking_cancelled"}  # these name the dates that do not take place, the others those that do


def attach_with(function: Attach) -> None:
    """Let a later feature attach files: it is given the letter's name and the booking. Once, when the application is made."""
    if function not in _attach:
        _attach.append(function)


def tell(letter: str, booking: Booking, *, now: datetime, moved: Occurrence | None = None) -> None:
    """Owe a booking's holder a letter (one of OCCASIONS), in the running transaction. `moved` is the one date that it is about."""
    owe(letter, booking.entity, now=now, **({"date": moved.uid} if moved else {}))


def write(owed: LetterOwed) -> Written | None:
    """The letter as things stand now; None when its news is old, the same is owed again, or the holder is gone."""
    booking = queries_told.by_entity(owed.about)
    if booking is None or booking.holder.disabled_at is not None or is_old(owed, booking):
        return None
    dates = dates_told(owed, booking, clock.now())
    if not dates:
        return None
    number, version = booking.id, queries_told.version(booking.id)
    return Written(letter(owed.kind, booking, dates), lambda: queries_told.version(number) == version)


def is_old(owed: LetterOwed, booking: Booking) -> bool:
    """True when the letter would not be true any more, or a later one says the same."""
    if any((each.kind, each.facts) == (owed.kind, owed.facts) for each in later(owed)):
        return True
    if owed.kind == "booking_moved_up":
        return queries.rank_of(booking) != 1
    if owed.kind == "booking_passed":
        return booking.state not in WAITS or not queries_told.is_passed(booking)
    one_date_ends = owed.kind in ENDS and "date" in owed.facts
    return booking.state not in OCCASIONS[owed.kind] and not one_date_ends


def dates_told(owed: LetterOwed, booking: Booking, now: datetime) -> list[Occurrence]:
    """The dates that the letter names: those to come, else all. None when the one that it is about stands otherwise by now."""
    state, only = OccurrenceState.CANCELLED if owed.kind in ENDS else OccurrenceState.PLANNED, owed.facts.get("date")
    dates = [each for each in booking.occurrences if each.state is state and only in {None, each.uid}]
    return [each for each in dates if each.ends_at > now] or dates


def letter(kind: str, booking: Booking, dates: Sequence[Occurrence]) -> Mail:
    """The letter in the holder's language and zone."""
    holder = booking.holder
    return compose(
        kind,
        to=holder.email,
        locale=holder.locale or holder.person.language,
        zone=holder.timezone or venue_queries.zone(),
        about=booking.entity,
        attachments=tuple(file for attach in _attach for file in attach(kind, booking)),
        booking=booking,
        name=holder.name,
        dates=dates,
        rooms=venue_queries.house().by_id,
        rank=queries.rank_of(booking),
        url=absolute("booking.booking", uid=booking.uid),
    )
