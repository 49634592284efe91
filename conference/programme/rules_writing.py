"""What may be written down of a programme: every reason against an event, a session, a speaker, a track, a room. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.kernel.span import is_zone
from conference.programme.rules import CODE, COLOURS, LANGUAGE, LIMITS, LONGEST_EVENT, RESERVED, SLUG


def objections_to_lengths(facts: Mapping[str, Any]) -> list[Objection]:
    """Every text that is longer than LIMITS allows; of a text in several languages each one counts."""
    too_long = []
    for name, limit in LIMITS.items():
        value = facts.get(name) or ""
        texts = value.values() if isinstance(value, Mapping) else [value]
        if any(len(text) > limit for text in texts):
            too_long.append(Objection("too-long", _("At most %(max)s characters, please.", max=limit), field=name))
    return too_long


def objections_to_event(facts: Mapping[str, Any]) -> list[Objection]:
    """Why an event cannot be written down so: its address, title, days, zone, languages, places, web address."""
    slug, url = facts["slug"], facts.get("url", "")
    wrong = objections_to_lengths(facts)
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        wrong.append(Objection("bad-address", _("Use small letters, digits and hyphens, at most 60, such as spring-school-2027."), field="slug"))
    if not str(facts["title"]).strip():
        wrong.append(Objection("no-title", _("Please give the event a title."), field="title"))
    if facts["starts_on"] > facts["ends_on"]:
        wrong.append(Objection("ends-before-it-starts", _("The last day must not come before the first."), field="ends_on"))
    elif facts["ends_on"] - facts["starts_on"] > LONGEST_EVENT:
        wrong.append(Objection("too-long", _("An event lasts two years at most. Make it several events."), field="ends_on"))
    if not is_zone(facts["timezone"]):
        wrong.append(Objection("unknown-zone", _("This time zone is not known. Choose one from the list, such as Europe/Paris."), field="timezone"))
    if not facts["languages"] or not all(LANGUAGE.fullmatch(each) for each in facts["languages"]):
        wrong.append(Objection("unknown-language", _("Name at least one language by its code, such as en or fr."), field="languages"))
    if facts.get("places") is not None and facts["places"] < 0:
        wrong.append(Objection("negative-places", _("The number of places cannot be below 0."), field="places"))
    if url and not url.startswith(("https://", "http://")):
        wrong.append(Objection("bad-url", _("A web address begins with https://."), field="url"))
    return wrong


def objections_to_session(facts: Mapping[str, Any]) -> list[Objection]:
    """Why a session cannot be written down so, as far as its own words go: code, title, language, lengths."""
    wrong = objections_to_lengths(facts)
    if not CODE.fullmatch(facts["code"]):
        wrong.append(Objection("bad-code", _("A code has letters and digits only, at most 40."), field="code"))
    if not str(facts["title"]).strip():
        wrong.append(Objection("no-title", _("Please give the session a title."), field="title"))
    if facts["language"] and not LANGUAGE.fullmatch(facts["language"]):
        wrong.append(Objection("unknown-language", _("Name the language by its code, such as en or fr."), field="language"))
    return wrong


def objections_to_speaker(facts: Mapping[str, Any]) -> list[Objection]:
    """Why somebody cannot be put on the programme so."""
    wrong = objections_to_lengths(facts)
    if not CODE.fullmatch(facts["code"]):
        wrong.append(Objection("bad-code", _("A code has letters and digits only, at most 40."), field="code"))
    if not facts["name"].strip():
        wrong.append(Objection("no-name", _("Please give the name as the programme prints it."), field="name"))
    return wrong


def objections_to_named(facts: Mapping[str, Any]) -> list[Objection]:
    """Why a track or a room of an event cannot be written down so: its address, name, colour, capacity."""
    wrong = objections_to_lengths(facts)
    if not SLUG.fullmatch(facts["slug"]):
        wrong.append(Objection("bad-address", _("Use small letters, digits and hyphens, at most 60."), field="slug"))
    if not str(facts["name"]).strip():
        wrong.append(Objection("no-name", _("Please give it a name."), field="name"))
    if not 1 <= facts.get("colour", 1) <= COLOURS:
        wrong.append(Objection("unknown-colour", _("Choose one of the %(number)s colours.", number=COLOURS), field="colour"))
    if (facts.get("capacity") or 1) < 1:
        wrong.append(Objection("no-capacity", _("A room holds at least one person; leave it empty when you do not know."), field="capacity"))
    return wrong


def objections_to_belonging(event_id: int, *, of: Mapping[str, Iterable[int]]) -> list[Objection]:
    """What belongs to another event: `of` tells, by field, the events of the things that a session is to be joined to."""
    wrong = [name for name, owners in of.items() if any(owner != event_id for owner in owners)]
    return [Objection("of-another-event", _("This belongs to another event. Choose one of this event."), field=name) for name in wrong]


def objections_to_nesting(*, block_is_part: bool, has_parts: bool) -> list[Objection]:
    """Why a session cannot become a talk in a block: blocks are one deep."""
    wrong = []
    if block_is_part:
        wrong.append(Objection("block-is-a-talk", _("This is itself a talk in a session. Choose the session it is in."), field="part_of"))
    if has_parts:
        wrong.append(Objection("has-talks", _("A session with talks cannot become a talk. Take its talks out first."), field="part_of"))
    return wrong
