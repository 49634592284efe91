"""The demonstration's four-day congress: 240 talks in chaired sessions, keynotes, posters and breaks, in English and French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from conference.desk.demo import names, topics
from conference.desk.demo.stage import ZONE
from conference.kernel.database import transaction
from conference.kernel.span import Span, wall
from conference.kernel.words import Words
from conference.people.models import User
from conference.programme.actions import add_session, add_speaker, add_track
from conference.programme.models import Event, EventRoom, Speaker, Track
from conference.programme.rules import Part, SessionKind

TALK_MINUTES, TALKS_IN_A_SESSION = 20, 4
BLOCKS = (time(10, 30), time(13, 30), time(15, 30))
PARALLEL = ("hall-a", "hall-b", "hall-c", "seminar-1", "seminar-2")
KEYNOTES = (
    ("Who is missing from our data?", "Qui manque dans nos données ?"),
    ("Twenty hospitals, one protocol", "Vingt hôpitaux, un protocole"),
    ("The sample that nobody asked for", "L’échantillon que personne n’a demandé"),
    ("What should a patient be able to see?", "Que doit pouvoir voir un patient ?"),
)
BREAKS = ((time(10), 30, "Coffee", "Café"), (time(12), 90, "Lunch in the foyer", "Déjeuner au foyer"), (time(15), 30, "Coffee", "Café"))


@dataclass
class Programme:
    """An event's programme while it is being written."""

    event: Event
    rooms: dict[str, EventRoom]
    by: User
    now: datetime
    random: Random
    tracks: list[Track] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)

    def at(self, day: date, clock: time, minutes: int) -> Span:
        start = wall(day, clock, ZONE)
        return Span(start, start + timedelta(minutes=minutes))

    def people(self, number: int) -> None:
        """Speakers with names, places and a sentence about each."""
        for _turn in range(number):
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


@transaction
def write_congress(programme: Programme, first: date, days: int) -> None:
    """Every day: a keynote, coffee, and three times five parallel sessions of four talks with a chair."""
    event, by, now = programme.event, programme.by, programme.now
    programme.tracks = [
        add_track(event, slug=slug, name=Words(name), colour=colour, by=by, now=now) for slug, name, colour, _subjects in topics.TRACKS
    ]
    programme.people(180)
    somebody = programme.somebody()
    for number in range(days):
        day = first + timedelta(days=number)
        english, french = KEYNOTES[number % len(KEYNOTES)]
        add_session(
            event,
            title=Words({"en": english, "fr": french}),
            kind=SessionKind.KEYNOTE,
            room=programme.rooms["auditorium"],
            span=programme.at(day, time(9), 60),
            language="en",
            speakers=[(next(somebody), Part.SPEAKER), (next(somebody), Part.CHAIR)],
            abstract=topics.abstract(programme.random, "research together"),
            by=by,
            now=now,
        )
        for clock, minutes, english, french in BREAKS:
            add_session(
                event,
                title=Words({"en": english, "fr": french}),
                kind=SessionKind.BREAK,
                room=programme.rooms["foyer"],
                span=programme.at(day, clock, minutes),
                by=by,
                now=now,
            )
        for block in BLOCKS:
            write_block(programme, day, block, somebody)


def write_block(programme: Programme, day: date, block: time, somebody: Iterator[Speaker]) -> None:
    """Five sessions side by side, each of its own track; nobody is on two of them."""
    chosen = programme.random.sample(list(zip(topics.TRACKS, programme.tracks, strict=True)), len(PARALLEL))
    for room, ((_slug, _name, _colour, subjects), track) in zip(PARALLEL, chosen, strict=True):
        subject = programme.random.choice(subjects)
        session = add_session(
            programme.event,
            title=Words(subject[0].upper() + subject[1:]),
            kind=SessionKind.SESSION,
            track=track,
            room=programme.rooms[room],
            span=programme.at(day, block, TALK_MINUTES * TALKS_IN_A_SESSION + 10),
            speakers=[(next(somebody), Part.CHAIR)],
            by=programme.by,
            now=programme.now,
        )
        for place in range(TALKS_IN_A_SESSION):
            start = wall(day, block, ZONE) + timedelta(minutes=TALK_MINUTES * place)
            french = programme.random.random() < 0.2
            subject = programme.random.choice(subjects)
            authors = [(next(somebody), Part.SPEAKER) for _author in range(programme.random.choice((1, 1, 1, 2)))]
            add_session(
                programme.event,
                title=Words(topics.title(programme.random, subject, french=french), language="fr" if french else "en"),
                kind=SessionKind.TALK,
                track=track,
                room=programme.rooms[room],
                span=Span(start, start + timedelta(minutes=TALK_MINUTES)),
                part_of=session,
                position=place,
                speakers=authors,
                abstract=topics.abstract(programme.random, subject),
                language="fr" if french else "en",
                by=programme.by,
                now=programme.now,
            )
