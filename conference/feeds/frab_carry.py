"""What the two schemas have a place for, and in which form. What they have none for travels beside it, as exact values.

The schemas forbid much that real files carry: acronyms with hyphens, slugs with capitals, codes of other than six signs,
several zone names, biographies in XML. A value that does not fit is written in the nearest valid form, and as it is in
`conference.meta.exact` (JSON) or in the processing instruction `schedule-exact` (XML), which other readers skip. See
docs/decisions/002-interchange.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conference.feeds.frab import FileRoom, FileTrack, Human, Link, Programme, Talk
from conference.kernel.slugs import slug_of

Values = dict[str, Any]

HEX = re.compile(r"#[0-9a-fA-F]{6}")
# Narrower than RFC 3986: libxml2 refuses brackets and stray percent signs in xs:anyURI.
WEB = re.compile(r"https?://(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?")
LINK_TYPES = frozenset(("slides", "paper", "web", "blog", "article", "media", "related", "activitypub"))
ROOM_TYPES = frozenset(("lecturehall", "stage", "workshop", "outside", "online", "project", "bbb", "hangar", "other"))


def present(values: Mapping[str, Any]) -> Values:
    """Without what says nothing: a reader finds the same in a value that is empty and in one that is not there."""
    return {key: value for key, value in values.items() if value not in ("", None, False, [], {})}


# What there is to say, by the names that schedule.json uses --------------------------------------------------------


def link_values(link: Link) -> Values:
    return present({"url": link.url, "title": link.title, "type": link.type, "service": link.service})


def links_values(links: tuple[Link, ...]) -> list[Values]:
    return [link_values(link) for link in links]


def talk_values(talk: Talk) -> Values:
    return present({
        "code": talk.code, "slug": talk.slug, "url": talk.url, "title": talk.title, "subtitle": talk.subtitle, "track": talk.track, "type": talk.type,
        "language": talk.language, "abstract": talk.abstract, "description": talk.description, "links": links_values(talk.links),
        "attachments": links_values(talk.attachments), "logo": talk.logo, "feedback_url": talk.feedback_url, "origin_url": talk.origin_url,
        "video_download_url": talk.video_url, "recording_license": talk.licence, "recording_url": talk.recording_url,
        "recording_link": talk.recording_link, "do_not_record": talk.do_not_record, "do_not_stream": talk.do_not_stream,
    })  # fmt: skip


def person_values(person: Human) -> Values:
    return present({
        "guid": person.guid, "code": person.code, "slug": person.slug, "biography": person.biography, "avatar": person.avatar, "url": person.url,
        "links": links_values(person.links),
    })  # fmt: skip


def room_values(room: FileRoom) -> Values:
    return present({"guid": room.guid, "slug": room.slug, "description": room.description, "capacity": room.capacity, **room.more})


def track_values(track: FileTrack) -> Values:
    return present({"slug": track.slug, "color": track.colour, "description": track.description})


def conference_values(programme: Programme) -> Values:
    return present({
        "acronym": programme.acronym, "time_zone_name": programme.zone, "subtitle": programme.subtitle, "description": programme.description,
        "venue": programme.venue, "city": programme.city, "url": programme.url, "logo": programme.logo, "colors": dict(programme.colours),
        "keywords": list(programme.keywords), "day_change": programme.day_change, "timeslot_duration": programme.timeslot,
    })  # fmt: skip


# Valid forms -------------------------------------------------------------------------------------------------------


def web(url: str) -> str:
    """The address if the XML schema takes it, else nothing."""
    return url if WEB.fullmatch(url) else ""


def acronym(text: str, *, hyphens: bool) -> str:
    """At least four of a–z, 0–9, _ (and - in XML)."""
    folded = slug_of(text, 60)
    fitting = text if re.fullmatch(r"[a-z0-9_-]{4,}", text) else folded
    return (fitting if hyphens else fitting.replace("-", "_")).ljust(4, "_")


def json_slug(talk: Talk, short: str) -> str:
    if re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", talk.slug):
        return talk.slug
    return made_slug(talk, short)


def xml_slug(talk: Talk, short: str, taken: set[str]) -> str:
    """Unique in the file, as the schema wants it."""
    valid = re.fullmatch(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}", talk.slug)
    slug = talk.slug if valid and talk.slug not in taken else made_slug(talk, short)
    slug = slug if slug not in taken else f"{short}-{talk.guid}"
    taken.add(slug)
    return slug


def made_slug(talk: Talk, short: str) -> str:
    return f"{short}-{talk.id}-{slug_of(talk.slug or talk.title, 80, otherwise='talk')}".ljust(len(short) + 5, "0")


def json_links(links: tuple[Link, ...]) -> list[Values]:
    plain = [{"url": link.url, "title": link.title, "type": link.type if link.type in LINK_TYPES else ""} for link in links]
    return [{"url": each["url"], **present(each)} for each in plain]


def json_zone(zone: str) -> str:
    """The zone, when the schema's pattern takes it: it refuses Etc/GMT+1 and the like."""
    return zone if re.match(r"[A-Z][a-z]+/[A-Z][a-z]+", zone) or zone.endswith("UTC") else ""


def length_text(length: timedelta, *, seconds: bool) -> str:
    whole = int(length.total_seconds())
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}"
    return f"{text}:{whole % 60:02}" if seconds and whole % 60 else text


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
