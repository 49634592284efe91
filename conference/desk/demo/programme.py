"""An event's programme while the demonstration writes it: whose it is, its rooms, its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any

from conference.desk.demo import names, topics
from conference.desk.demo.stage import ZONE
from conference.kernel.span import Span, wall
from conference.kernel.words import Words
from conference.people.models import User
from conference.programme.actions import add_session, add_speaker, add_track
from conference.programme.models import Event, EventRoom, Session, Speaker, Track


@dataclass
class Programme:
    """What every part of the programme is written with."""

    event: Event
    rooms: dict[str, EventRoom]
    by: User
    now: datetime
    random: Random
    hosts: tuple[User, ...] = ()  # whose log-in is printed: they speak and take the chair too, so that their own calendars are filled
    tracks: list[Track] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)

    def at(self, day: date, clock: time, minutes: int) -> Span:
        start = wall(day, clock, ZONE)
        return Span(start, start + timedelta(minutes=minutes))

    def people(self, number: int) -> None:
        """Speakers with names, places and a sentence about each; the hosts first."""
        self.speakers += [add_speaker(self.event, name=host.name, person=host.person, by=self.by, now=self.now) for host in self.hosts]
        for _turn in range(number - len(self.hosts)):
            given, family = names.person(self.random)
            place = self.random.choice(names.PLACES)
            biography = Words(
                {
                    "en": f"Works at {place} on questions that need more than one discipline.",
                    "fr": f"Travaille à {place} sur des questions qui demandent plus d’une discipline.",
                }
            )
            self.speakers.append(add_speaker(self.event, name=f"{given} {family}", affiliation=place, biography=biography, by=self.by, now=self.now))

    def somebody(self) -> Iterator[Speaker]:
        """Speakers in one order, again and again: whoever was on comes back only after all others, so nobody is on twice at once."""
        return cycle(self.random.sample(self.speakers, len(self.speakers)))

    def add_tracks(self, chosen: slice = slice(None)) -> None:
        """The tracks of these topics, in their order."""
        for slug, name, colour, _subjects in topics.TRACKS[chosen]:
            self.tracks.append(add_track(self.event, slug=slug, name=Words(name), colour=colour, by=self.by, now=self.now))

    def add(self, title: Words, **facts: Any) -> Session:
        """A session of the event; `facts` as `add_session` takes them."""
        return add_session(self.event, title=title, by=self.by, now=self.now, **facts)
