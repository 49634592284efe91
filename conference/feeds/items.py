"""Rows to calendar items: what a session, an event, a booking's date, a closure, a registration is in a calendar.

Words are in the event's (or the person's) language, never in the asking reader's: everybody gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState
from conference.booking.rules import State as BookingState
from conference.feeds.entries import Days, Entry, State
from conference.feeds.plaintext import plain
from conference.kernel.i18n import speaking
from conference.kernel.message import _
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.models import Event
from conference.programme.rules import Part
from conference.registration.models import Registration
from conference.registration.rules import State as RegistrationState
from conference.venue.models import Closure
from conference.venue.queries import Centre
from conference.venue.rules import House, RoomFacts

DOMAIN = "conference-centre"  # not the web address, which may change: an item's uid never does
# The twelve track hues of static/css/tokens.css as sRGB.
HUES = ("#00879e", "#b25634", "#8160b5", "#3b8841", "#b14f6a", "#3a75bf", "#8d7200", "#a25492", "#008c77", "#a76100", "#6769bf", "#6b7f09")


@dataclass(frozen=True)
class Site:
    """Where the centre is and how its pages are addressed."""

    centre: Centre
    page_of: Callable[..., str]

    @property
    def geo(self) -> tuple[float, float] | None:
        centre = self.centre
        return (centre.latitude, centre.longitude) if centre.latitude is not None and centre.longitude is not None else None


def uid(code: str) -> str:
    return f"{code}@{DOMAIN}"


def language_of(event: Any) -> str:
    """The language in which an event is told: its first one."""
    return (event.languages or ["en"])[0]


def site_place(site: Site, language: str) -> str:
    """Name and address of the centre."""
    return ", ".join(filter(None, (in_language(site.centre.name, language), site.centre.address)))


def in_language(words: Words | str, language: str) -> str:
    return words.best(language) if isinstance(words, Words) else str(words)


def session_entry(row: Any, event: Event, site: Site) -> Entry:
    """A published session."""
    facts, language = row.facts, language_of(event)
    own = facts["language"] or language
    room, track = facts["room"], facts["track"]
    at_centre = bool(room and room["centre_room"])
    around = site_place(site, language) if at_centre else event.place_name
    url = site.page_of("programme.session", slug=event.slug, code=row.code)
    gone = row.cancelled or event.cancelled_at is not None
    return Entry(
        uid=uid(row.uid),
        sequence=row.sequence,
        changed_at=row.changed_at,
        created_at=row.first_published_at,
        when=Span(row.starts_at, row.ends_at),
        zone=event.timezone,
        title=Words(facts["title"]).best(own, language),
        state=state_of(facts["state"], gone=gone),
        location=", ".join(filter(None, (Words(room["name"]).best(language) if room else "", around))),
        description=session_words(facts, language, url),
        url=url,
        categories=(Words(track["name"]).best(language),) if track else (),
        colour=HUES[(track["colour"] - 1) % 12] if track else "",
        geo=site.geo if at_centre else None,
        place=site_place(site, language) if at_centre else "",
    )


def state_of(said: str, *, gone: bool) -> State:
    return State.CANCELLED if gone else State.TENTATIVE if said == "tentative" else State.CONFIRMED


def session_words(facts: Mapping[str, Any], language: str, url: str) -> str:
    """Who, in which track, about what, and where to read more."""
    with speaking(language):
        headings = {Part.SPEAKER: "", Part.CHAIR: str(_("Chair")), Part.MODERATOR: str(_("Moderator"))}
    lines = [facts["subtitle"], *(people_line(facts["people"], part, heading) for part, heading in headings.items())]
    if facts["track"]:
        lines.append(Words(facts["track"]["name"]).best(language))
    return paragraphs("\n".join(filter(None, lines)), plain(facts["abstract"] or facts["description"]), url)


def people_line(people: Sequence[Mapping[str, str]], part: Part, heading: str) -> str:
    names = [f"{each['name']} ({each['affiliation']})" if each["affiliation"] else each["name"] for each in people if each["part"] == part.value]
    said = ", ".join(names)
    return f"{heading}: {said}" if said and heading else said


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def event_entry(event: Event, site: Site) -> Entry:
    """A whole event as days without an hour; it blocks nobody's time."""
    language = language_of(event)
    url = site.page_of("programme.event", slug=event.slug)
    return Entry(
        uid=uid(event.uid),
        sequence=event.sequence,
        changed_at=event.changed_at,
        created_at=event.created_at,
        when=Days(event.starts_on, event.ends_on),
        zone=event.timezone,
        title=event.title.best(language),
        state=State.CANCELLED if event.cancelled_at else State.CONFIRMED,
        location=event.place_name or site_place(site, language),
        description=paragraphs(plain(event.description.best(language)), url),
        url=url,
        geo=None if event.place_name else site.geo,
        place="" if event.place_name else site_place(site, language),
        busy=False,
    )


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
        lines.append(str(_("%(number)s people", number=booking.attendance)))
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
