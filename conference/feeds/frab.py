"""A programme as schedule files carry it (frab XML, c3voc JSON; frab's and pretalx's dialects): plain values, one shape for all.

Every talk has a guid and an id, every person an id, every room a guid: where a file lacks them they are derived from what
it has, so that reading it again gives the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from conference.kernel.message import Message
from conference.kernel.span import Span

MEGABYTE = 1024 * 1024
LIMIT = 50 * MEGABYTE


class ScheduleFileError(Exception):
    """A file that cannot be taken, in one line that names the place: `day 2, room "Janson", talk 12345: ends before it starts`."""

    def __init__(self, place: str, problem: Message) -> None:
        self.place, self.problem = place, problem
        super().__init__(place, problem)

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}" if self.place else str(self.problem)


@dataclass(frozen=True)
class Link:
    url: str
    title: str = ""
    type: str = ""
    service: str = ""


@dataclass(frozen=True)
class Day:
    """A programme day: it may begin at nine and end at four the next morning. Both ends as instants."""

    index: int
    date: date
    start: datetime
    end: datetime


@dataclass(frozen=True)
class FileRoom:
    """`more`: what only JSON carries (type, stream_id, url, features, assembly), as it is."""

    name: str
    guid: str
    slug: str = ""
    description: str = ""
    capacity: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileTrack:
    name: str
    slug: str = ""
    colour: str = ""
    description: str = ""


@dataclass(frozen=True)
class Human:
    """Somebody on the programme. `id` is theirs in this file."""

    id: int
    name: str
    guid: str = ""
    code: str = ""
    slug: str = ""
    biography: str = ""
    avatar: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Talk:
    """One talk at one time in one room, with all that the formats know of it. Texts may be HTML or Markdown, as they came."""

    guid: str
    id: int
    room: str
    when: Span
    title: str
    subtitle: str = ""
    track: str = ""
    type: str = ""
    language: str = ""
    code: str = ""
    slug: str = ""
    url: str = ""
    abstract: str = ""
    description: str = ""
    people: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    logo: str = ""
    feedback_url: str = ""
    origin_url: str = ""
    video_url: str = ""
    licence: str = ""
    recording_url: str = ""
    recording_link: str = ""
    do_not_record: bool = False
    do_not_stream: bool = False


@dataclass(frozen=True)
class Programme:
    """A whole schedule file. Talks are in order of time; people in order of id."""

    title: str
    acronym: str
    zone: str
    starts_on: date
    ends_on: date
    days: tuple[Day, ...]
    rooms: tuple[FileRoom, ...]
    tracks: tuple[FileTrack, ...]
    people: tuple[Human, ...]
    talks: tuple[Talk, ...]
    version: str = ""
    subtitle: str = ""
    description: str = ""
    venue: str = ""
    city: str = ""
    url: str = ""
    base_url: str = ""
    logo: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    day_change: str = ""
    timeslot: str = ""

    @property
    def tracks_in_use(self) -> tuple[FileTrack, ...]:
        """The tracks that have a talk; files list others too."""
        used = {talk.track for talk in self.talks}
        return tuple(track for track in self.tracks if track.name in used)

    def day_of(self, talk: Talk) -> Day:
        """The programme day of a talk: the day in whose hours it begins, else its calendar day, else the nearest before."""
        begins = talk.when.start
        for day in self.days:
            if day.start <= begins < day.end:
                return day
        local = begins.astimezone(ZoneInfo(self.zone)).date()
        same = [day for day in self.days if day.date == local]
        earlier = [day for day in self.days if day.date <= local]
        return (same or earlier[-1:] or self.days)[0]


def in_order(talks: list[Talk], rooms: tuple[FileRoom, ...]) -> tuple[Talk, ...]:
    """By time, then by the order of rooms, then by id."""
    position = {room.name: number for number, room in enumerate(rooms)}
    return tuple(sorted(talks, key=lambda talk: (talk.when.start, position[talk.room], talk.id)))
