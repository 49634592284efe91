"""The menus: where somebody signed in may go, by what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_login import current_user

from conference.booking.policy import see_diary, works_with_bookings
from conference.kernel.message import Message, _
from conference.kernel.policy import Predicate
from conference.kernel.web import link
from conference.people.policy import is_administrator, manages_venue
from conference.programme.policy import list_own

PLACES: tuple[tuple[str, Message, Predicate], ...] = (
    ("programme.manage_events", _("Events"), list_own),
    ("venue.manage_rooms", _("Rooms"), manages_venue),
    ("venue.manage_hours", _("Opening hours"), manages_venue),
    ("booking.use", _("Use of the rooms"), manages_venue),
    ("people.manage_people", _("People"), is_administrator),
    ("people.manage_organisations", _("Organisations"), is_administrator),
    ("people.manage_history", _("History"), manages_venue),
    ("desk.letters", _("Letters"), manages_venue),
    ("desk.clocks", _("What is erased, and when"), manages_venue),
    ("desk.change_settings", _("Settings"), is_administrator),
)


WORK: tuple[tuple[str, Message, Predicate], ...] = (
    ("booking.diary", _("Diary"), see_diary),
    ("booking.bookings", _("Bookings"), works_with_bookings),
)


Places = tuple[tuple[str, Message, Predicate], ...]


def manage_links() -> list[tuple[str, Message]]:
    """(address, label) of what whoever asks may manage; pages that an installation lacks are left out."""
    if not current_user or not current_user.is_authenticated:  # a letter has no reader who is signed in
        return []
    return addresses(PLACES, open_to_reader(PLACES, current_user))


def open_to_reader(places: Places, reader: Any) -> tuple[str, ...]:
    """The endpoints of these places that this person may see."""
    return tuple(endpoint for endpoint, _label, may in places if may(reader))


def addresses(places: Places, endpoints: Sequence[str]) -> list[tuple[str, Message]]:
    """(address, label) of those of the places; pages that an installation lacks are left out."""
    found = ((link(endpoint), label) for endpoint, label, _may in places if endpoint in endpoints)
    return [(url, label) for url, label in found if url]
