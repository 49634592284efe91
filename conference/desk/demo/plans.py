"""The demonstration's four events: when each begins relative to today, who holds it, in which rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


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
    ("en", "fr"),
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
