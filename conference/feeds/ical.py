"""Facts to iCalendar bytes (RFC 5545, 7986). Pure: the same facts give the same bytes, whoever asks and whenever.

The icalendar package writes the items; its VTIMEZONE is wrong and it neither cleans names nor keeps the second of two
equal hours, so those three are ours. An item's fragment does not know its feed: it is made once and shared by all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, vCalAddress, vGeo, vText, vUri

from conference.feeds.colours import colour_name
from conference.feeds.entries import Days, Entry, FeedFacts, State
from conference.feeds.plaintext import clean, cut, harmless, one_line
from conference.feeds.vtimezone import vtimezone
from conference.kernel.span import Span

# Raised whenever the bytes for the same facts change: both are part of every ETag, the item's also of each item's version.
EMITTER = 1
FRAME = 2
PRODUCER = "-//Conference Centre//Feeds//EN"
END = b"END:VCALENDAR\r\n"
ZONED = re.compile(rb"^DT(?:START|END);TZID=([^:;\r\n]+):(\d{4})", re.MULTILINE)


def fragment(entry: Entry) -> bytes:
    """One VEVENT, folded, with CRLF lines. Cancelled items say so in their title: Outlook shows no STATUS."""
    event = Event()
    add_identity(event, entry)
    add_time(event, entry)
    add_words(event, entry)
    if entry.alarm_minutes is not None:
        event.add_component(alarm(entry))
    return bytes(event.to_ical())


def calendar(feed: FeedFacts, fragments: Iterable[bytes]) -> bytes:
    """The whole feed: its header, a VTIMEZONE for each zone that the fragments name, and the fragments as they are.

    A calendar without any component is none (RFC 5545 3.6), and some programs turn it down: an empty one has its own zone's.
    """
    body = b"".join(fragments)
    years: dict[str, set[int]] = {}
    for zone, year in set(ZONED.findall(body)):
        years.setdefault(zone.decode().strip('"'), set()).add(int(year))
    if not body:
        years[feed.zone] = {feed.changed_at.year}
    zones = (vtimezone_of(zone, years[zone]) for zone in sorted(years))
    return b"".join((header(feed), *zones, body, END))


def vtimezone_of(zone: str, years: set[int]) -> bytes:
    return vtimezone(zone, min(years), max(years))


def add_identity(event: Event, entry: Entry) -> None:
    """Who the item is and which version: clients disagree which of the three they compare, so all three move together."""
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("created", min(entry.created_at or entry.changed_at, entry.changed_at))
    event.add("sequence", max(entry.sequence, 1) if entry.state is State.CANCELLED else entry.sequence)
    event.add("status", entry.state.value)


def add_time(event: Event, entry: Entry) -> None:
    if isinstance(entry.when, Days):
        event.add("dtstart", entry.when.first)
        event.add("dtend", entry.when.last + timedelta(days=1))
    else:
        start, end = wall_times(entry.when, entry.zone)
        event.add("dtstart", start)
        event.add("dtend", end)
    event.add("transp", "OPAQUE" if entry.busy and entry.state is not State.CANCELLED else "TRANSPARENT")


def add_words(event: Event, entry: Entry) -> None:
    title = harmless(one_line(entry.title)) or "…"
    event.add("summary", cut(f"CANCELLED: {title}" if entry.state is State.CANCELLED else title))
    if location := cut(harmless(one_line(entry.location))):
        event.add("location", location)
    if description := harmless(clean(entry.description)).strip():
        event.add("description", description)
    if entry.html:
        event.add("x-alt-desc", vText(one_line(entry.html), params={"FMTTYPE": "text/html"}))
    if entry.url.startswith(("https://", "http://")):
        event.add("url", vUri(one_line(entry.url)))
    if categories := [word for word in (harmless(one_line(category)) for category in entry.categories) if word]:
        event.add("categories", categories)
    if colour := colour_name(entry.colour):
        event.add("color", colour)
    if entry.organiser:
        event.add("organizer", mailbox(entry.organiser.name, entry.organiser.email))
    if entry.geo:
        add_geo(event, entry.geo, entry.place or entry.location)


def add_geo(event: Event, geo: tuple[float, float], place: str) -> None:
    """The point, twice: Apple draws its map only from a property of its own."""
    event.add("geo", vGeo(geo))
    parameters = {"VALUE": "URI", "X-APPLE-RADIUS": "72", "X-TITLE": parameter(place) or "Venue"}
    event.add("x-apple-structured-location", vUri(f"geo:{geo[0]},{geo[1]}"), parameters=parameters)


def alarm(entry: Entry) -> Component:
    """A reminder; without DESCRIPTION some clients reject the whole feed."""
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", cut(harmless(one_line(entry.title))) or "…")
    reminder.add("trigger", timedelta(minutes=-(entry.alarm_minutes or 0)))
    return reminder


def wall_times(span: Span, zone: str) -> tuple[datetime, datetime]:
    """Start and end on the zone's clock; both in UTC when either falls into an hour that a clock change repeats or skips.

    icalendar drops `fold`, and clients do not agree which of two equal times is meant.
    """
    if zone == "UTC":
        return span.start, span.end
    place = ZoneInfo(zone)
    local = span.start.astimezone(place), span.end.astimezone(place)
    if any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in local):
        return span.start, span.end
    return local


def header(feed: FeedFacts) -> bytes:
    """BEGIN:VCALENDAR and the calendar's own properties. No METHOD: a feed invites nobody. No UID (RFC 7986): vdirsyncer takes it
    for that of every item and keeps only one of them."""
    calendar = Calendar()
    name = calendar_name(feed.name)
    for key, value in (("version", "2.0"), ("prodid", PRODUCER), ("calscale", "GREGORIAN"), ("name", name), ("x-wr-calname", name)):
        calendar.add(key, value)
    if description := harmless(clean(feed.description)).strip():
        calendar.add("description", description)
    calendar.add("last-modified", feed.changed_at.astimezone(UTC))
    calendar.add("x-wr-timezone", feed.zone)
    calendar.add("refresh-interval", timedelta(minutes=feed.refresh_minutes), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{feed.refresh_minutes}M")
    if feed.url:
        calendar.add("url", vUri(one_line(feed.url)))
    if feed.source:
        calendar.add("source", vUri(one_line(feed.source)), parameters={"VALUE": "URI"})
    if colour := colour_name(feed.colour):
        calendar.add("color", colour)
        calendar.add("x-apple-calendar-color", feed.colour.lower())
    return bytes(calendar.to_ical().removesuffix(END))


def calendar_name(name: str) -> str:
    """A name without what would need escaping: readers of NAME and X-WR-CALNAME show the backslashes."""
    return cut(" ".join(re.sub(r"[\\;,\u29f5]+", " ", harmless(one_line(name))).split())) or "Calendar"


def parameter(text: str) -> str:
    """Text fit for a quoted parameter."""
    return cut(one_line(text).replace('"', "'").replace("^", ""))


def mailbox(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if spoken := parameter(name):
        address.params["CN"] = spoken
    return address
