"""Rows to the items of private calendars: a booking's date, a closure, a registration."""

from __future__ import annotations

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState
from conference.booking.rules import State as BookingState
from conference.feeds.entries import Entry, State
from conference.feeds.items import Site, event_entry, paragraphs, site_place, uid
from conference.feeds.plaintext import plain
from conference.kernel.i18n import speaking
from conference.kernel.message import _, _n
from conference.registration.models import Registration
from conference.registration.rules import State as RegistrationState
from conference.venue.models import Closure
from conference.venue.rules import House, RoomFacts


def registration_entry(registration: Registration, site: Site, language: str) -> Entry:
    """An event that somebody is registered for, with how that stands."""
    event = registration.event
    entry = event_entry(event, site)
    with speaking(language):
        standing = str(_("Your registration: %(state)s.", state=registration.state.label))
    waiting = registration.state in {RegistrationState.PENDING, RegistrationState.WAITLISTED}
    over = not registration.state.is_alive or event.cancelled_at is not None
    return Entry(
        uid=entry.uid,
        sequence=entry.sequence + registration.sequence,
        changed_at=max(entry.changed_at, registration.changed_at),
        created_at=registration.placed_at,
        when=entry.when,
        zone=entry.zone,
        title=event.title.best(language),
        state=State.CANCELLED if over else State.TENTATIVE if waiting else State.CONFIRMED,
        location=entry.location,
        description=paragraphs(standing, plain(event.description.best(language)), entry.url),
        url=entry.url,
        geo=entry.geo,
        place=entry.place,
        busy=False,
    )


def date_entry(date: Occurrence, house: House, site: Site, language: str, *, detailed: bool) -> Entry:
    """One date of a booking. Without details it tells only that the room is taken, or kept for somebody."""
    booking, room = date.booking, house.by_id[date.room_id]
    state = (
        State.CANCELLED if date.state is OccurrenceState.CANCELLED else State.TENTATIVE if booking.state is BookingState.OPTION else State.CONFIRMED
    )
    with speaking(language):
        anonymous = str(_("Kept") if state is State.TENTATIVE else _("Taken"))
        words = booking_words(booking, room, site, language) if detailed else ""
    return Entry(
        uid=uid(date.uid),
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        created_at=booking.created_at,
        when=date.span,
        zone=house.zone,
        title=booking.title if detailed or booking.is_public else anonymous,
        state=state,
        location=room_place(room, site, language),
        description=words,
        url=site.page_of("booking.booking", uid=booking.uid) if detailed else "",
        geo=site.geo,
        place=site_place(site, language),
    )


def room_place(room: RoomFacts, site: Site, language: str) -> str:
    return ", ".join(filter(None, (room.name.best(language), room.building, site_place(site, language))))


def booking_words(booking: Booking, room: RoomFacts, site: Site, language: str) -> str:
    """Whose it is and how the room is set up."""
    lines = [str(_("Booked by %(name)s", name=booking.organisation.name.best(language))), str(_("State: %(state)s", state=booking.state.label))]
    if booking.layout:
        lines.append(str(_("Layout: %(layout)s", layout=booking.layout.label)))
    if booking.attendance:
        lines.append(str(_n("%(number)s person", "%(number)s people", booking.attendance)))
    if booking.setup_minutes or booking.teardown_minutes:
        lines.append(
            str(_("Set-up %(before)s min before, clear-away %(after)s min after", before=booking.setup_minutes, after=booking.teardown_minutes))
        )
    return "\n".join(lines)


def closure_entry(closure: Closure, house: House, site: Site, language: str, *, detailed: bool) -> Entry:
    """A span in which a room may not be booked."""
    room = house.by_id[closure.room_id]
    with speaking(language):
        title = str(_("Closed"))
    changed_at = closure.lifted_at or closure.created_at
    return Entry(
        uid=uid(closure.uid),
        sequence=1 if closure.lifted_at else 0,
        changed_at=changed_at,
        created_at=closure.created_at,
        when=closure.span,
        zone=house.zone,
        title=f"{title}: {closure.reason}" if detailed and closure.reason else title,
        state=State.CANCELLED if closure.lifted_at else State.CONFIRMED,
        location=room_place(room, site, language),
    )
