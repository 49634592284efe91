"""Builds the demonstration, through the same actions that people use. Dates are relative to today, so it never looks dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from conference.desk.demo.congress import Programme, write_congress
from conference.desk.demo.diary import fill_diary
from conference.desk.demo.guests import invite_guests
from conference.desk.demo.smaller import write_demo_day, write_school
from conference.desk.demo.stage import ZONE, Stage, set_stage
from conference.kernel.database import db, transaction
from conference.kernel.span import wall_span
from conference.kernel.words import Words
from conference.programme.actions import book_for_event, create_event, publish_timetable
from conference.programme.models import Event, EventRoom
from conference.programme.rules import Visibility

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Plan:
    """One event: when it begins relative to today, who holds it, in which rooms."""

    slug: str
    title: dict[str, str]
    description: dict[str, str]
    begins: int
    days: int
    organisation: str
    by: str
    languages: tuple[str, ...]
    rooms: tuple[str, ...]
    places: int | None
    on_weekdays: bool = True

    def first_day(self, today: date) -> date:
        """The day it begins; congresses begin on a Tuesday."""
        day = today + timedelta(days=self.begins)
        return day + timedelta(days=(1 - day.weekday()) % 7) if self.on_weekdays else day


CONGRESS = Plan(
    "life-data-congress",
    {"en": "International Congress of Life Data", "fr": "Congrès international des données du vivant"},
    {
        "en": "Four days on what health data can and cannot tell: genomics, imaging, epidemiology, and the people behind the records. Talks in English and French, interpretation in the auditorium.",
        "fr": "Quatre jours sur ce que les données de santé peuvent dire et ne peuvent pas dire : génomique, imagerie, épidémiologie, et les personnes derrière les dossiers. Exposés en anglais et en français, interprétation dans l’auditorium.",
    },
    40,
    4,
    "institute",
    "organiser@institute.example",
    ("en", "fr"),
    ("auditorium", "hall-a", "hall-b", "hall-c", "seminar-1", "seminar-2", "foyer", "booth-1", "booth-2"),
    400,
)
SCHOOL = Plan(
    "clinical-ai-school",
    {"en": "School of Clinical AI", "fr": "École d’IA clinique"},
    {
        "en": "Lectures in the morning, hands on in the afternoon. Bring a laptop.",
        "fr": "Cours le matin, pratique l’après-midi. Apportez un ordinateur.",
    },
    -1,
    4,
    "hospital",
    "organiser@hospital.example",
    ("en",),
    ("seminar-2", "seminar-1", "studio"),
    40,
    on_weekdays=False,
)
PAST = Plan(
    "journees-donnees-sante",
    {"fr": "Journées des données de santé", "en": "Health Data Days"},
    {"fr": "Deux jours entre hôpitaux et chercheurs.", "en": "Two days between hospitals and researchers."},
    -38,
    2,
    "institute",
    "organiser@institute.example",
    ("fr", "en"),
    ("hall-ab", "seminar-3", "seminar-4"),
    150,
)
DEMO_DAY = Plan(
    "lumicell-demo-day",
    {"en": "Incubator demo day", "fr": "Journée de démonstration de l’incubateur", "es": "Día de demostraciones"},
    {
        "en": "Short pitches in six languages, and time to try things.",
        "fr": "Présentations courtes en six langues, et du temps pour essayer.",
        "es": "Presentaciones breves en seis idiomas.",
    },
    19,
    1,
    "lumicell",
    "founder@lumicell.example",
    ("en", "fr", "es"),
    ("hall-c",),
    30,
)


def build(now: datetime) -> Stage:
    """Fill an empty database with the demonstration. All of it in one transaction: there is no half campus."""
    return transaction(build_all)(now)


def build_all(now: datetime) -> Stage:
    random = Random(7)
    today = now.date()
    stage = set_stage(now - YEAR)
    for plan in (PAST, SCHOOL, DEMO_DAY, CONGRESS):
        settled = min(now, wall_span(plan.first_day(today), time(8), time(9), ZONE).start) - timedelta(days=30)
        event = put_on(plan, stage, today, settled)
        programme = Programme(event, rooms_of(event), stage.users[plan.by], settled, random)
        write(plan, programme, today)
        publish_timetable(event, by=stage.users[plan.by], now=settled + timedelta(days=1), comment="First programme")
        invite_guests(event, random, settled + timedelta(days=2), now, stage.users["door@campus-mirabelle.example"])
    fill_diary(stage, today, now)
    return stage


def rooms_of(event: Event) -> dict[str, EventRoom]:
    """The event's rooms by name, in the order in which they were booked."""
    db.session.refresh(event, ["rooms"])
    return {room.slug: room for room in event.rooms}


def write(plan: Plan, programme: Programme, today: date) -> None:
    first = plan.first_day(today)
    if plan is CONGRESS:
        write_congress(programme, first, plan.days)
    elif plan is DEMO_DAY:
        write_demo_day(programme, first)
    else:
        write_school(programme, first, plan.days, french=plan is PAST)


def put_on(plan: Plan, stage: Stage, today: date, settled: datetime) -> Event:
    """Create the event and book its rooms, each for every day of it."""
    by, organisation = stage.users[plan.by], stage.organisations[plan.organisation]
    first = plan.first_day(today)
    event = create_event(
        slug=plan.slug,
        title=Words(plan.title),
        description=Words(plan.description),
        starts_on=first,
        ends_on=first + timedelta(days=plan.days - 1),
        timezone=ZONE,
        languages=list(plan.languages),
        visibility=Visibility.PUBLIC,
        organisation=organisation,
        places=plan.places,
        registration_open=True,
        by=by,
        now=settled,
    )
    daily: dict[str, Any] = {"rrule": f"FREQ=DAILY;COUNT={plan.days}"} if plan.days > 1 else {}
    for slug in plan.rooms:
        room = stage.rooms[slug]
        book_for_event(
            event,
            room=room,
            span=wall_span(first, time(8, 30), time(18, 30), ZONE),
            title=str(event.title),
            organisation=organisation,
            by=by,
            now=settled,
            **daily,
        )
    return event
