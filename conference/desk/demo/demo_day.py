"""The demonstration's demo day: an afternoon of short pitches in six languages, one after the other."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from conference.desk.demo import topics
from conference.desk.demo.programme import Programme
from conference.kernel.database import transaction
from conference.kernel.words import Words
from conference.programme.actions import add_track
from conference.programme.rules import Part, SessionKind

# kind, start, minutes, language, titles
DEMO_DAY = (
    (SessionKind.TALK, time(14), 30, "fr", {"fr": "Bienvenue à l’incubateur", "en": "Welcome to the incubator"}),
    (SessionKind.TALK, time(14, 30), 15, "en", {"en": "Lumicell: light that counts cells"}),
    (SessionKind.TALK, time(14, 45), 15, "es", {"es": "Un microscopio en cada consultorio", "en": "A microscope in every practice"}),
    (SessionKind.TALK, time(15), 15, "pt", {"pt": "Vacinas que não precisam de geladeira", "en": "Vaccines that need no refrigerator"}),
    (SessionKind.TALK, time(15, 15), 15, "ja", {"ja": "在宅で測る、見守る", "en": "Measured at home"}),
    (SessionKind.TALK, time(15, 30), 15, "ar", {"ar": "بيانات صحية يملكها أصحابها", "en": "Health data that belong to their owners"}),
    (SessionKind.BREAK, time(15, 45), 45, "", {"fr": "Pause et démonstrations", "en": "Break and demonstrations"}),
    (SessionKind.PANEL, time(16, 30), 60, "en", {"en": "What investors never ask", "fr": "Ce que les investisseurs ne demandent jamais"}),
)


@transaction
def write_demo_day(programme: Programme, day: date) -> None:
    """Every pitch has somebody; the break has nobody and no track."""
    pitches = Words({"en": "Pitches", "fr": "Présentations"})
    track = add_track(programme.event, slug="pitches", name=pitches, colour=9, by=programme.by, now=programme.now)
    programme.people(9)
    somebody, room = programme.somebody(), next(iter(programme.rooms.values()))
    for kind, clock, minutes, language, titles in DEMO_DAY:
        facts: dict[str, Any] = {"kind": kind, "room": room, "language": language, "span": programme.at(day, clock, minutes)}
        if kind is not SessionKind.BREAK:
            abstract = topics.abstract(programme.random, topics.YOUNG)
            facts |= {"track": track, "speakers": [(next(somebody), Part.SPEAKER)], "abstract": abstract}
        programme.add(Words(titles), **facts)
