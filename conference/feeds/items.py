"""Rows to calendar items: what a session, an event, a booking's date, a closure, a registration is in a calendar.

Words are in the event's (or the person's) language, never in the asking reader's: everybody gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conference.feeds.entries import Days, Entry, State
from conference.feeds.plaintext import plain
from conference.kernel.i18n import speaking
from conference.kernel.message import _
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.models import Event
from conference.programme.rules import Part
from conference.venue.queries import Centre

ANY_CODE = "anycode"
DOMAIN = "conference-centre"  # not the web address, which may change: an item's uid never does
# The twelve track hues of static/css/tokens.css as sRGB.
HUES = ("#00879e", "#b25634", "#8160b5", "#3b8841", "#b14f6a", "#3a75bf", "#8d7200", "#a25492", "#008c77", "#a76100", "#6769bf", "#6b7f09")


@dataclass(frozen=True)
class Site:
    """Where the centre is and how its pages are addressed."""

    centre: Centre
    page_of: Callable[..., str]
    _like: dict[str, tuple[str, str, str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def geo(self) -> tuple[float, float] | None:
        centre = self.centre
        return (centre.latitude, centre.longitude) if centre.latitude is not None and centre.longitude is not None else None

    def session_page(self, slug: str, code: str) -> str:
        """A session's page. An event's addresses differ in the code alone: one is made, the others are like it."""
        if not (code.isascii() and code.isalnum()):
            return self.page_of("programme.session", slug=slug, code=code)
        if slug not in self._like:
            self._like[slug] = self.page_of("programme.session", slug=slug, code=ANY_CODE).rpartition(ANY_CODE)
        before, found, after = self._like[slug]
        return before + code + after if found else ""


def uid(code: str) -> str:
    return f"{code}@{DOMAIN}"


def code_of(uid: str) -> str:
    """The row's own uid in an item's."""
    return uid.removesuffix(f"@{DOMAIN}")


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
    url = site.session_page(event.slug, row.code)
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
        description=session_words(facts, own, language, url),
        url=url,
        categories=(Words(track["name"]).best(language),) if track else (),
        colour=HUES[(track["colour"] - 1) % 12] if track else "",
        geo=site.geo if at_centre else None,
        place=site_place(site, language) if at_centre else "",
    )


def state_of(said: str, *, gone: bool) -> State:
    return State.CANCELLED if gone else State.TENTATIVE if said == "tentative" else State.CONFIRMED


def session_words(facts: Mapping[str, Any], own: str, language: str, url: str) -> str:
    """Who, in which track, about what, and where to read more; its texts in its own language where they are told in it."""
    headings = {Part.SPEAKER: ""}
    if any(each["part"] != Part.SPEAKER.value for each in facts["people"]):  # most have none: a word costs more than the rest
        with speaking(language):
            headings |= {Part.CHAIR: str(_("Chair")), Part.MODERATOR: str(_("Moderator"))}
    lines = [Words(facts["subtitle"]).best(own, language), *(people_line(facts["people"], part, heading) for part, heading in headings.items())]
    if facts["track"]:
        lines.append(Words(facts["track"]["name"]).best(language))
    return paragraphs("\n".join(filter(None, lines)), plain(Words(facts["abstract"] or facts["description"]).best(own, language)), url)


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
