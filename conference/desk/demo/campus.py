"""The demonstration's buildings: seventeen rooms of a fictional research campus, and three organisations in them."""

from __future__ import annotations

from dataclasses import dataclass, field

NAME = {"en": "Campus Mirabelle", "fr": "Campus Mirabelle"}
ADDRESS = "12 rue des Mirabelles, 75099 Paris"
LATITUDE, LONGITUDE = 48.8400, 2.3200
CONTACT = "welcome@campus-mirabelle.example"


@dataclass(frozen=True)
class RoomFacts:
    """A room as the demonstration sets it up; `parts` names the rooms a combined hall is made of."""

    slug: str
    name: dict[str, str]
    building: str
    floor: str
    area_m2: float
    layouts: dict[str, int]
    features: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    description: dict[str, str] = field(default_factory=dict)
    setup_minutes: int = 0
    teardown_minutes: int = 0
    wheelchair_places: int = 2


MAIN, EAST, HOTEL = "Maison Mirabelle", "Pavillon Est", "Incubator"

ROOMS = (
    RoomFacts(
        "auditorium",
        {"en": "Auditorium Germaine", "fr": "Auditorium Germaine"},
        MAIN,
        "0",
        620,
        {"theatre": 420},
        ("stage", "lectern", "video", "sound", "recording", "streaming", "interpretation", "induction_loop", "step_free"),
        setup_minutes=60,
        teardown_minutes=45,
        wheelchair_places=10,
        description={
            "en": "Raked seats, a 12-metre stage, and two interpretation booths with a clear view.",
            "fr": "Gradins, une scène de 12 mètres et deux cabines d’interprétation avec vue dégagée.",
        },
    ),
    RoomFacts(
        "hall-a",
        {"en": "Hall A", "fr": "Salle A"},
        MAIN,
        "1",
        180,
        {"theatre": 160, "classroom": 90, "cabaret": 72, "banquet": 110, "reception": 200},
        ("video", "sound", "daylight", "step_free"),
        setup_minutes=30,
        teardown_minutes=30,
        wheelchair_places=5,
    ),
    RoomFacts(
        "hall-b",
        {"en": "Hall B", "fr": "Salle B"},
        MAIN,
        "1",
        140,
        {"theatre": 120, "classroom": 70, "cabaret": 56, "banquet": 80, "reception": 150},
        ("video", "sound", "daylight", "step_free"),
        setup_minutes=30,
        teardown_minutes=30,
        wheelchair_places=4,
    ),
    RoomFacts(
        "hall-c",
        {"en": "Hall C", "fr": "Salle C"},
        MAIN,
        "1",
        140,
        {"theatre": 120, "classroom": 70, "cabaret": 56, "banquet": 80, "reception": 150},
        ("video", "sound", "daylight", "step_free"),
        setup_minutes=30,
        teardown_minutes=30,
        wheelchair_places=4,
    ),
    RoomFacts(
        "hall-ab",
        {"en": "Hall A + B", "fr": "Salles A + B"},
        MAIN,
        "1",
        320,
        {"theatre": 300, "classroom": 170, "cabaret": 136, "banquet": 200, "reception": 360},
        ("video", "sound", "daylight", "step_free"),
        parts=("hall-a", "hall-b"),
        setup_minutes=45,
        teardown_minutes=45,
        wheelchair_places=8,
    ),
    RoomFacts(
        "hall-bc",
        {"en": "Hall B + C", "fr": "Salles B + C"},
        MAIN,
        "1",
        280,
        {"theatre": 260, "classroom": 150, "cabaret": 120, "banquet": 170, "reception": 310},
        ("video", "sound", "daylight", "step_free"),
        parts=("hall-b", "hall-c"),
        setup_minutes=45,
        teardown_minutes=45,
        wheelchair_places=7,
    ),
    RoomFacts(
        "hall",
        {"en": "Great Hall", "fr": "Grande salle"},
        MAIN,
        "1",
        460,
        {"theatre": 440, "classroom": 250, "cabaret": 200, "banquet": 300, "reception": 520, "exhibition": 300},
        ("video", "sound", "daylight", "step_free"),
        parts=("hall-a", "hall-b", "hall-c"),
        setup_minutes=60,
        teardown_minutes=60,
        wheelchair_places=10,
        description={"en": "Three halls in one when the walls are folded away.", "fr": "Trois salles réunies quand les cloisons sont ouvertes."},
    ),
    RoomFacts(
        "foyer",
        {"en": "Foyer", "fr": "Foyer"},
        MAIN,
        "0",
        300,
        {"reception": 350, "exhibition": 180, "poster": 120},
        ("daylight", "catering", "step_free"),
    ),
    RoomFacts(
        "seminar-1",
        {"en": "Seminar room Curie Street", "fr": "Salle de séminaire rue Curie"},
        MAIN,
        "2",
        62,
        {"theatre": 50, "classroom": 30, "u_shape": 22},
        ("video", "whiteboard", "daylight", "step_free"),
    ),
    RoomFacts(
        "seminar-2",
        {"en": "Seminar room Garden", "fr": "Salle de séminaire Jardin"},
        MAIN,
        "2",
        58,
        {"theatre": 48, "classroom": 28, "u_shape": 20},
        ("video", "whiteboard", "daylight", "step_free"),
    ),
    RoomFacts(
        "seminar-3",
        {"en": "Seminar room Courtyard", "fr": "Salle de séminaire Cour"},
        EAST,
        "1",
        45,
        {"theatre": 36, "classroom": 22, "u_shape": 16},
        ("video", "whiteboard", "step_free"),
    ),
    RoomFacts(
        "seminar-4",
        {"en": "Seminar room Library", "fr": "Salle de séminaire Bibliothèque"},
        EAST,
        "1",
        45,
        {"theatre": 36, "classroom": 22, "u_shape": 16},
        ("video", "whiteboard", "daylight", "step_free"),
    ),
    RoomFacts(
        "seminar-5",
        {"en": "Seminar room Terrace", "fr": "Salle de séminaire Terrasse"},
        EAST,
        "2",
        40,
        {"theatre": 32, "classroom": 18, "u_shape": 14},
        ("video", "daylight"),
    ),
    RoomFacts(
        "board", {"en": "Board room", "fr": "Salle du conseil"}, EAST, "3", 48, {"boardroom": 18}, ("hybrid", "daylight", "catering", "step_free")
    ),
    RoomFacts(
        "studio",
        {"en": "Hybrid studio", "fr": "Studio hybride"},
        HOTEL,
        "0",
        55,
        {"studio": 12},
        ("streaming", "recording", "sound", "hybrid", "step_free"),
        setup_minutes=30,
        teardown_minutes=15,
    ),
    RoomFacts(
        "booth-1", {"en": "Interpretation booth 1", "fr": "Cabine d’interprétation 1"}, MAIN, "0", 6, {"booth": 2}, ("booth",), wheelchair_places=0
    ),
    RoomFacts(
        "booth-2",
        {"en": "Interpretation booth 2", "fr": "Cabine d’interprétation 2"},
        MAIN,
        "0",
        6,
        {"booth": 3},
        ("booth", "step_free"),
        wheelchair_places=1,
    ),
)

# slug, name, kind
ORGANISATIONS = (
    ("institute", {"en": "Mirabelle Institute for Life Data", "fr": "Institut Mirabelle des données du vivant"}, "member"),
    ("hospital", {"en": "Saint-Aubin Hospital", "fr": "Hôpital Saint-Aubin"}, "partner"),
    ("lumicell", {"en": "Lumicell (start-up)", "fr": "Lumicell (jeune pousse)"}, "start_up"),
)

# e-mail, given name, family name, role, organisation: the log-ins that `bin/serve` prints
PEOPLE = (
    ("admin@campus-mirabelle.example", "Ines", "Valmont", "administrator", None),
    ("venue@campus-mirabelle.example", "Tomasz", "Brillac", "venue_manager", None),
    ("organiser@institute.example", "Amara", "Delorme", "organiser", "institute"),
    ("organiser@hospital.example", "Kenji", "Marsault", "organiser", "hospital"),
    ("founder@lumicell.example", "Lucía", "Farenc", "organiser", "lumicell"),
    ("reviewer@institute.example", "Noor", "Castelin", "reviewer", "institute"),
    ("door@campus-mirabelle.example", "Babak", "Ruvier", "door", None),
)
# who has chosen a language and a zone; the others, which every visitor tries, take those of the first browser that signs in
BEARINGS = {"founder@lumicell.example": ("en", "America/Sao_Paulo"), "reviewer@institute.example": ("fr", "Europe/Paris")}
PASSWORD = "mirabelle-mirabelle"

PRIVACY = {
    "en": "Campus Mirabelle and the organiser of each event are jointly responsible for the data of those who register (GDPR, Article 26).",
    "fr": "Le Campus Mirabelle et l’organisateur de chaque événement sont responsables conjoints des données des inscrits (RGPD, article 26).",
}

TERMS = {
    "en": "Rooms are kept as booked. Whoever cancels less than seven days before pays half. The house rules hang in every room.",
    "fr": "Les salles sont tenues comme réservées. Une annulation à moins de sept jours est due pour moitié. Le règlement est affiché dans chaque salle.",
}

IMPRINT = {
    "en": "Campus Mirabelle is a fictional centre for demonstrations. Address: 12 rue des Mirabelles, 75099 Paris.",
    "fr": "Le Campus Mirabelle est un centre fictif, à des fins de démonstration. Adresse : 12 rue des Mirabelles, 75099 Paris.",
}
