"""The law of feeds: what private links there are and what they show. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from conference.kernel.message import Message, _

LINKS_EACH = 60  # of one person: three purposes, and a diary of each room in two ways


class Purpose(StrEnum):
    """What a private link is for: one link each, so that one can be withdrawn without the others."""

    AGENDA = "agenda"
    BOOKINGS = "bookings"
    DUTIES = "duties"
    ROOM = "room"

    @property
    def label(self) -> Message:
        return LABELS[self]

    @property
    def explained(self) -> Message:
        return EXPLAINED[self]


LABELS: Mapping[Purpose, Message] = {
    Purpose.AGENDA: _("My events"),
    Purpose.BOOKINGS: _("My bookings"),
    Purpose.DUTIES: _("My sessions"),
    Purpose.ROOM: _("A room's diary"),
}
EXPLAINED: Mapping[Purpose, Message] = {
    Purpose.AGENDA: _("The days of the events you are registered for."),
    Purpose.BOOKINGS: _("The rooms you have booked, options included."),
    Purpose.DUTIES: _("The sessions in which you speak or take the chair."),
    Purpose.ROOM: _("When a room is taken."),
}
OWN = (Purpose.AGENDA, Purpose.BOOKINGS, Purpose.DUTIES)
