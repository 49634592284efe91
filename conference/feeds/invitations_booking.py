"""What a booking's letter brings for its holder's calendar: one date as an invitation (iTIP, RFC 5546), that a later letter moves or
withdraws; the dates of a series as a file to open, because an invitation speaks of one uid only (3.2.2).

The items are those of the holder's own feed: same uids, so whoever subscribes as well sees each date once.
"""

from __future__ import annotations

from conference.booking.models import Booking
from conference.booking.rules import OccurrenceState, State
from conference.feeds.calendars import site
from conference.feeds.entries import Organiser
from conference.feeds.invitations import invitation, sent_by
from conference.feeds.items_private import date_entry
from conference.kernel.database import db
from conference.kernel.i18n import speaking
from conference.kernel.mail import Attachment
from conference.people.mails import language_of
from conference.people.models import User
from conference.venue.queries import house

# An option is nobody's date yet; what lapsed, was passed or moved up in line never was one.
LETTERS = {"booking_confirmed", "booking_moved", "booking_cancelled"}


def attach(letter: str, booking: Booking) -> tuple[Attachment, ...]:
    """The calendar part of a letter about a booking that is, or was, confirmed; nothing for an option."""
    dates = [each for each in booking.occurrences if each.state is not OccurrenceState.SKIPPED]
    if letter not in LETTERS or booking.state not in {State.CONFIRMED, State.CANCELLED} or not dates:
        return ()
    holder = db.session.get_one(User, booking.holder_id)
    language, rooms, place = language_of(holder), house(), site()
    with speaking(language):
        entries = [date_entry(each, rooms, place, language, detailed=True) for each in dates]
    one = len(entries) == 1
    method = "PUBLISH" if not one else "REQUEST" if dates[0].state is OccurrenceState.PLANNED else "CANCEL"
    body = invitation(*entries, method=method, organiser=sent_by(language), guest=Organiser(holder.name, holder.email) if one else None)
    return (Attachment("invite.ics" if one else "dates.ics", "application/ics", body, calendar_method=method if one else ""),)
