"""The demonstration's schools: lectures in the morning, workshops side by side in the afternoon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from conference.desk.demo import topics
from conference.desk.demo.programme import Programme
from conference.kernel.database import transaction
from conference.kernel.words import Words
from conference.programme.models import EventRoom, Speaker
from conference.programme.rules import Part, SessionKind

LECTURES = (time(9, 30), time(11))
TRACKS = slice(1, 4)


@transaction
def write_school(programme: Programme, first: date, days: int, *, french: bool = False) -> None:
    """Two lectures every morning in the first room, a workshop in each of the others."""
    programme.add_tracks(TRACKS)
    programme.people(24)
    somebody = programme.somebody()
    lecture, *workshops = list(programme.rooms.values())
    for number in range(days):
        day = first + timedelta(days=number)
        for clock in LECTURES:
            add_lecture(programme, day, clock, lecture, somebody, "fr" if french else "en")
        for room in workshops:
            add_workshop(programme, day, room, somebody)


def drawn(programme: Programme) -> tuple[int, topics.Pair]:
    """A track by its place, and a subject of it."""
    place = programme.random.randrange(len(programme.tracks))
    return place, programme.random.choice(topics.TRACKS[TRACKS][place][3])


def add_lecture(programme: Programme, day: date, clock: time, room: EventRoom, somebody: Iterator[Speaker], language: str) -> None:
    place, subject = drawn(programme)
    title = topics.title(programme.random, subject)
    programme.add(
        title, kind=SessionKind.TALK, track=programme.tracks[place], room=room, span=programme.at(day, clock, 75), language=language,
        speakers=[(next(somebody), Part.SPEAKER)], abstract=topics.abstract(programme.random, subject),
    )  # fmt: skip


def add_workshop(programme: Programme, day: date, room: EventRoom, somebody: Iterator[Speaker]) -> None:
    place, subject = drawn(programme)
    title = Words({"en": f"Hands on: {subject[0]}", "fr": f"Atelier : {subject[1]}"})
    people = [(next(somebody), Part.SPEAKER), (next(somebody), Part.MODERATOR)]
    programme.add(
        title, kind=SessionKind.WORKSHOP, track=programme.tracks[place], room=room, span=programme.at(day, time(14), 150), language="en",
        speakers=people, abstract=topics.abstract(programme.random, subject),
    )  # fmt: skip
