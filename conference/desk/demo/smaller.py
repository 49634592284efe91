"""The demonstration's other events: a past one, one that is running, a demo day to come; in several languages."""

from __future__ import annotations

from datetime import date, time, timedelta

from conference.desk.demo import topics
from conference.desk.demo.congress import Programme
from conference.kernel.database import transaction
from conference.kernel.words import Words
from conference.programme.actions import add_session, add_track
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
def write_school(programme: Programme, first: date, days: int, *, french: bool = False) -> None:
    """A school: lectures in the morning, workshops in two rooms in the afternoon."""
    event, by, now = programme.event, programme.by, programme.now
    tracks = [add_track(event, slug=slug, name=Words(name), colour=colour, by=by, now=now) for slug, name, colour, _subjects in topics.TRACKS[1:4]]
    programme.people(24)
    somebody = programme.somebody()
    lecture, *workshops = list(programme.rooms.values())
    for number in range(days):
        day = first + timedelta(days=number)
        for clock in (time(9, 30), time(11)):
            place = programme.random.randrange(len(tracks))
            subject = programme.random.choice(topics.TRACKS[1 + place][3])
            add_session(
                event,
                title=Words(topics.title(programme.random, subject, french=french), language="fr" if french else "en"),
                kind=SessionKind.TALK,
                track=tracks[place],
                room=lecture,
                span=programme.at(day, clock, 75),
                speakers=[(next(somebody), Part.SPEAKER)],
                abstract=topics.abstract(programme.random, subject),
                language="fr" if french else "en",
                by=by,
                now=now,
            )
        for room in workshops:
            place = programme.random.randrange(len(tracks))
            subject = programme.random.choice(topics.TRACKS[1 + place][3])
            add_session(
                event,
                title=Words({"en": f"Hands on: {subject}", "fr": f"Atelier : {subject}"}),
                kind=SessionKind.WORKSHOP,
                track=tracks[place],
                room=room,
                span=programme.at(day, time(14), 150),
                speakers=[(next(somebody), Part.SPEAKER), (next(somebody), Part.MODERATOR)],
                abstract=topics.abstract(programme.random, subject),
                language="en",
                by=by,
                now=now,
            )


@transaction
def write_demo_day(programme: Programme, day: date) -> None:
    """An afternoon of short pitches in six languages, one after the other."""
    event, by, now = programme.event, programme.by, programme.now
    track = add_track(event, slug="pitches", name=Words({"en": "Pitches", "fr": "Présentations"}), colour=9, by=by, now=now)
    programme.people(9)
    somebody = programme.somebody()
    room = next(iter(programme.rooms.values()))
    for kind, clock, minutes, language, titles in DEMO_DAY:
        speakers = [] if kind is SessionKind.BREAK else [(next(somebody), Part.SPEAKER)]
        add_session(
            event,
            title=Words(titles),
            kind=kind,
            track=None if kind is SessionKind.BREAK else track,
            room=room,
            span=programme.at(day, clock, minutes),
            speakers=speakers,
            abstract="" if kind is SessionKind.BREAK else topics.abstract(programme.random, "young companies"),
            language=language,
            by=by,
            now=now,
        )
