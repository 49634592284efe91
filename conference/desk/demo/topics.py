"""What the demonstration's talks are about: titles and abstracts made of a field, a method and a question."""

from __future__ import annotations

from random import Random

# track slug, name, colour, subjects
TRACKS: tuple[tuple[str, dict[str, str], int, tuple[str, ...]], ...] = (
    (
        "genomics",
        {"en": "Genomics", "fr": "Génomique"},
        1,
        (
            "rare variants",
            "long-read sequencing",
            "single-cell atlases",
            "structural variation",
            "pangenome graphs",
            "ancient DNA",
            "epigenetic clocks",
        ),
    ),
    (
        "imaging",
        {"en": "Imaging", "fr": "Imagerie"},
        2,
        ("retinal scans", "whole-slide pathology", "cardiac MRI", "portable ultrasound", "light-sheet microscopy", "dental radiographs"),
    ),
    (
        "clinical-ai",
        {"en": "Clinical AI", "fr": "IA clinique"},
        3,
        (
            "sepsis alerts",
            "triage models",
            "discharge letters",
            "foundation models for ECG",
            "drift monitoring",
            "calibrated risk scores",
            "voice biomarkers",
        ),
    ),
    (
        "epidemiology",
        {"en": "Epidemiology", "fr": "Épidémiologie"},
        4,
        (
            "wastewater surveillance",
            "heat waves and mortality",
            "vaccine effectiveness",
            "contact matrices",
            "antimicrobial resistance",
            "cohort attrition",
        ),
    ),
    (
        "data-protection",
        {"en": "Data protection", "fr": "Protection des données"},
        5,
        ("federated analysis", "synthetic records", "consent over time", "secure enclaves", "re-identification risk", "access committees"),
    ),
    (
        "methods",
        {"en": "Statistics and methods", "fr": "Statistiques et méthodes"},
        6,
        ("missing data", "target trials", "causal forests", "survival with competing risks", "small-area estimates", "measurement error"),
    ),
    (
        "infrastructure",
        {"en": "Research infrastructure", "fr": "Infrastructures de recherche"},
        7,
        (
            "biobank freezers",
            "workflow engines",
            "common data models",
            "research software careers",
            "metadata that people fill in",
            "archives on tape",
        ),
    ),
    (
        "society",
        {"en": "Science and society", "fr": "Science et société"},
        8,
        ("patients as partners", "citizen sequencing", "rural clinics", "trust after a breach", "teaching hospitals", "open peer review"),
    ),
)

SHAPES = (
    "What {n} hospitals taught us about {subject}",
    "{Subject} at scale: lessons from {place}",
    "Measuring {subject} without fooling ourselves",
    "The price of {subject}",
    "{Subject}: what still does not work",
    "From pilot to routine: {subject} in {place}",
    "Five years of {subject}",
    "Can we trust {subject}?",
    "{Subject} for everyone",
    "Open data on {subject}",
    "{Subject} when the network is down",
    "An honest benchmark of {subject}",
)
SHAPES_FR = (
    "{Subject} : ce que {n} hôpitaux nous ont appris",
    "Mesurer sans se tromper : {subject}",
    "Cinq ans de pratique : {subject}",
    "{Subject} : ce qui ne marche pas encore",
)
WHERE = ("Lagos", "Tartu", "São Paulo", "Osaka", "Lyon", "Cairo", "Lahore", "the Windward Islands", "Szeged", "Oaxaca", "rural Norway", "Tbilisi")
OPENINGS = (
    "We followed {n} sites over {years} years and report what changed, what did not, and what we would do differently.",
    "This talk presents a method, its code and the three occasions on which it failed us.",
    "Routine data are messy. We show how far careful linkage goes and where it stops.",
    "A joint project of a hospital, an institute and two patient associations, told from all four sides.",
    "We compare six approaches on the same {n} records, with every choice written down beforehand.",
)
CLOSINGS = (
    "Slides and code are open. Questions from beginners are welcome.",
    "The second half is a discussion; bring your own counter-example.",
    "No prior knowledge of the field is needed.",
    "The speaker will stay for questions in the foyer.",
)


def title(random: Random, subject: str, *, french: bool = False) -> str:
    """A title on this subject, with its first letter large."""
    shape = random.choice(SHAPES_FR if french else SHAPES)
    made = shape.format(subject=subject, Subject=subject[0].upper() + subject[1:], n=random.choice((7, 12, 23, 40, 112)), place=random.choice(WHERE))
    return made[0].upper() + made[1:]


def abstract(random: Random, subject: str) -> str:
    """Three short paragraphs in Markdown."""
    opening = random.choice(OPENINGS).format(n=random.choice((9, 31, 140, 2200)), years=random.choice((2, 3, 5)))
    return f"{opening}\n\nKeywords: *{subject}*, routine care, reproducibility.\n\n{random.choice(CLOSINGS)}"
