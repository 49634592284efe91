"""The demonstration's four-day congress: 240 talks in chaired sessions, keynotes, posters and breaks, in English and French."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from conference.desk.demo import topics
from conference.desk.demo.programme import Programme
from conference.kernel.database import transaction
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.programme.models import Session, Speaker, Track
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


@transaction
def write_congress(programme: Programme, first: date, days: int) -> None:
    """Every day: a keynote, coffee, and three times five parallel sessions of four talks with a chair."""
    programme.add_tracks()
    programme.people(180)
    somebody, rooms = programme.somebody(), programme.rooms
    for number in range(days):
        day = first + timedelta(days=number)
        english, french = KEYNOTES[number % len(KEYNOTES)]
        people = [(next(somebody), Part.SPEAKER), (next(somebody), Part.CHAIR)]
        abstract = topics.abstract(programme.random, topics.TOGETHER)
        facts = {"kind": SessionKind.KEYNOTE, "room": rooms["auditorium"], "speakers": people, "abstract": abstract, "language": "en"}
        programme.add(Words({"en": english, "fr": french}), span=programme.at(day, time(9), 60), **facts)
        for clock, minutes, english, french in BREAKS:
            programme.add(Words({"en": english, "fr": french}), kind=SessionKind.BREAK, room=rooms["foyer"], span=programme.at(day, clock, minutes))
        for block in BLOCKS:
            write_block(programme, day, block, somebody)


def write_block(programme: Programme, day: date, block: time, somebody: Iterator[Speaker]) -> None:
    """Five sessions side by side, each of its own track; nobody is on two of them."""
    span = programme.at(day, block, TALK_MINUTES * TALKS_IN_A_SESSION + 10)
    chosen = programme.random.sample(list(zip(topics.TRACKS, programme.tracks, strict=True)), len(PARALLEL))
    for room, ((_slug, _name, _colour, subjects), track) in zip(PARALLEL, chosen, strict=True):
        subject = programme.random.choice(subjects)
        facts = {"kind": SessionKind.SESSION, "track": track, "room": programme.rooms[room], "speakers": [(next(somebody), Part.CHAIR)]}
        session = programme.add(Words({"en": topics.capital(subject[0]), "fr": topics.capital(subject[1])}), span=span, **facts)
        write_talks(programme, session, track, subjects, span.start, somebody)


def write_talks(
    programme: Programme, session: Session, track: Track, subjects: tuple[topics.Pair, ...], begins: datetime, somebody: Iterator[Speaker]
) -> None:
    """The talks of one session, one after the other; one in five is in French, one in four is announced in its own language only."""
    for place in range(TALKS_IN_A_SESSION):
        start = begins + timedelta(minutes=TALK_MINUTES * place)
        language = "fr" if programme.random.random() < 0.2 else "en"
        subject = programme.random.choice(subjects)
        title, abstract = topics.title(programme.random, subject), topics.abstract(programme.random, subject)
        if programme.random.random() < 0.25:
            title, abstract = topics.only(title, language), topics.only(abstract, language)
        authors = [(next(somebody), Part.SPEAKER) for _author in range(programme.random.choice((1, 1, 1, 2)))]
        programme.add(
            title, kind=SessionKind.TALK, track=track, room=session.room, abstract=abstract, language=language,
            span=Span(start, start + timedelta(minutes=TALK_MINUTES)), part_of=session, position=place, speakers=authors,
        )  # fmt: skip
