"""The menus: where somebody signed in may go, by what they may do."""

from __future__ import annotations

from flask_login import current_user

from conference.booking.policy import see_diary, works_with_bookings
from conference.kernel.message import Message, _
from conference.kernel.policy import Predicate
from conference.kernel.web import link
from conference.people.policy import has_a_role, is_administrator, manages_venue

PLACES: tuple[tuple[str, Message, Predicate], ...] = (
    ("programme.manage_events", _("Events"), has_a_role),
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


def work_links() -> list[tuple[str, Message]]:
    """What stands beside rooms and events for whoever works with bookings."""
    return open_to_reader(WORK)


def manage_links() -> list[tuple[str, Message]]:
    """(address, label) of what this person may manage; pages that an installation lacks are left out."""
    return open_to_reader(PLACES)


def open_to_reader(places: tuple[tuple[str, Message, Predicate], ...]) -> list[tuple[str, Message]]:
    if not current_user or not current_user.is_authenticated:  # a letter has no reader who is signed in
        return []
    permitted = ((link(endpoint), label) for endpoint, label, may in places if may(current_user))
    return [(url, label) for url, label in permitted if url]
