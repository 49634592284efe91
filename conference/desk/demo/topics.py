"""What the demonstration's talks are about: titles and abstracts made of a field, a method and a question, in English and
French."""

from __future__ import annotations

from random import Random

from conference.kernel.words import Words

Pair = tuple[str, str]  # the same in English and in French

# track slug, name, colour, subjects
TRACKS: tuple[tuple[str, dict[str, str], int, tuple[Pair, ...]], ...] = (
    (
        "genomics",
        {"en": "Genomics", "fr": "Génomique"},
        1,
        (
            ("rare variants", "variants rares"),
            ("long-read sequencing", "séquençage de longs fragments"),
            ("single-cell atlases", "atlas de cellules uniques"),
            ("structural variation", "variations structurelles"),
            ("pangenome graphs", "graphes du pangénome"),
            ("ancient DNA", "ADN ancien"),
            ("epigenetic clocks", "horloges épigénétiques"),
        ),
    ),
    (
        "imaging",
        {"en": "Imaging", "fr": "Imagerie"},
        2,
        (
            ("retinal scans", "images de la rétine"),
            ("whole-slide pathology", "lames numériques en pathologie"),
            ("cardiac MRI", "IRM cardiaque"),
            ("portable ultrasound", "échographie portable"),
            ("light-sheet microscopy", "microscopie à feuille de lumière"),
            ("dental radiographs", "radiographies dentaires"),
        ),
    ),
    (
        "clinical-ai",
        {"en": "Clinical AI", "fr": "IA clinique"},
        3,
        (
            ("sepsis alerts", "alertes de sepsis"),
            ("triage models", "modèles de triage"),
            ("discharge letters", "lettres de sortie"),
            ("foundation models for ECG", "modèles de fondation pour l’ECG"),
            ("drift monitoring", "surveillance de la dérive"),
            ("calibrated risk scores", "scores de risque calibrés"),
            ("voice biomarkers", "biomarqueurs de la voix"),
        ),
    ),
    (
        "epidemiology",
        {"en": "Epidemiology", "fr": "Épidémiologie"},
        4,
        (
            ("wastewater surveillance", "surveillance des eaux usées"),
            ("heat waves and mortality", "canicules et mortalité"),
            ("vaccine effectiveness", "efficacité des vaccins"),
            ("contact matrices", "matrices de contacts"),
            ("antimicrobial resistance", "résistance aux antibiotiques"),
            ("cohort attrition", "attrition des cohortes"),
        ),
    ),
    (
        "data-protection",
        {"en": "Data protection", "fr": "Protection des données"},
        5,
        (
            ("federated analysis", "analyse fédérée"),
            ("synthetic records", "dossiers synthétiques"),
            ("consent over time", "consentement dans la durée"),
            ("secure enclaves", "enclaves sécurisées"),
            ("re-identification risk", "risque de réidentification"),
            ("access committees", "comités d’accès"),
        ),
    ),
    (
        "methods",
        {"en": "Statistics and methods", "fr": "Statistiques et méthodes"},
        6,
        (
            ("missing data", "données manquantes"),
            ("target trials", "essais cibles"),
            ("causal forests", "forêts causales"),
            ("survival with competing risks", "survie avec risques concurrents"),
            ("small-area estimates", "estimations sur petits domaines"),
            ("measurement error", "erreur de mesure"),
        ),
    ),
    (
        "infrastructure",
        {"en": "Research infrastructure", "fr": "Infrastructures de recherche"},
        7,
        (
            ("biobank freezers", "congélateurs de biobanques"),
            ("workflow engines", "moteurs de flux de travail"),
            ("common data models", "modèles de données communs"),
            ("research software careers", "carrières du logiciel de recherche"),
            ("metadata that people fill in", "métadonnées que l’on remplit vraiment"),
            ("archives on tape", "archives sur bande"),
        ),
    ),
    (
        "society",
        {"en": "Science and society", "fr": "Science et société"},
        8,
        (
            ("patients as partners", "patients partenaires"),
            ("citizen sequencing", "séquençage citoyen"),
            ("rural clinics", "cliniques rurales"),
            ("trust after a breach", "confiance après une fuite"),
            ("teaching hospitals", "hôpitaux universitaires"),
            ("open peer review", "relecture ouverte"),
        ),
    ),
)

SHAPES: tuple[Pair, ...] = (
    ("What {n} hospitals taught us about {subject}", "{Subject} : ce que {n} hôpitaux nous ont appris"),
    ("{Subject} at scale: lessons from {place}", "{Subject} à grande échelle ({lieu})"),
    ("Measuring {subject} without fooling ourselves", "Mesurer sans se tromper : {subject}"),
    ("The price of {subject}", "{Subject} : à quel prix ?"),
    ("{Subject}: what still does not work", "{Subject} : ce qui ne marche pas encore"),
    ("From pilot to routine: {subject} in {place}", "Du pilote à la routine : {subject} ({lieu})"),
    ("Five years of {subject}", "Cinq ans de pratique : {subject}"),
    ("Can we trust {subject}?", "{Subject} : peut-on s’y fier ?"),
    ("{Subject} for everyone", "{Subject} pour tout le monde"),
    ("Open data on {subject}", "Données ouvertes : {subject}"),
    ("{Subject} when the network is down", "{Subject} quand le réseau est en panne"),
    ("An honest benchmark of {subject}", "Une comparaison honnête : {subject}"),
)
WHERE: tuple[Pair, ...] = (
    ("Lagos", "Lagos"), ("Tartu", "Tartu"), ("São Paulo", "São Paulo"), ("Osaka", "Osaka"), ("Lyon", "Lyon"), ("Cairo", "Le Caire"),
    ("Lahore", "Lahore"), ("the Windward Islands", "îles du Vent"), ("Szeged", "Szeged"), ("Oaxaca", "Oaxaca"), ("rural Norway", "Norvège rurale"),
    ("Tbilisi", "Tbilissi"),
)  # fmt: skip
OPENINGS: tuple[Pair, ...] = (
    (
        "We followed {n} sites over {years} years and report what changed, what did not, and what we would do differently.",
        "Nous avons suivi {n} sites pendant {years} ans : ce qui a changé, ce qui n’a pas changé, et ce que nous ferions autrement.",
    ),
    (
        "This talk presents a method, its code and the three occasions on which it failed us.",
        "Cet exposé présente une méthode, son code et les trois fois où elle nous a trahis.",
    ),
    (
        "Routine data are messy. We show how far careful linkage goes and where it stops.",
        "Les données de soins sont en désordre. Nous montrons jusqu’où va un appariement soigneux, et où il s’arrête.",
    ),
    (
        "A joint project of a hospital, an institute and two patient associations, told from all four sides.",
        "Un projet commun d’un hôpital, d’un institut et de deux associations de patients, raconté des quatre côtés.",
    ),
    (
        "We compare six approaches on the same {n} records, with every choice written down beforehand.",
        "Nous comparons six approches sur les mêmes {n} dossiers, chaque choix étant consigné à l’avance.",
    ),
)
CLOSINGS: tuple[Pair, ...] = (
    (
        "Slides and code are open. Questions from beginners are welcome.",
        "Diapositives et code sont ouverts. Les questions de débutants sont bienvenues.",
    ),
    ("The second half is a discussion; bring your own counter-example.", "La seconde moitié est une discussion ; apportez votre contre-exemple."),
    ("No prior knowledge of the field is needed.", "Aucune connaissance préalable du domaine n’est nécessaire."),
    ("The speaker will stay for questions in the foyer.", "L’orateur restera au foyer pour répondre aux questions."),
)
TOGETHER: Pair = ("research together", "recherche en commun")
YOUNG: Pair = ("young companies", "jeunes entreprises")


def title(random: Random, subject: Pair) -> Words:
    """A title on this subject in both languages, with its first letter large."""
    shapes, (place, lieu), number = random.choice(SHAPES), random.choice(WHERE), random.choice((7, 12, 23, 40, 112))
    made = [shape.format(subject=name, Subject=capital(name), n=number, place=place, lieu=lieu) for shape, name in zip(shapes, subject, strict=True)]
    return Words({"en": capital(made[0]), "fr": capital(made[1])})


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def abstract(random: Random, subject: Pair) -> Words:
    """Three short paragraphs in Markdown, in both languages."""
    openings, closings = random.choice(OPENINGS), random.choice(CLOSINGS)
    numbers = {"n": random.choice((9, 31, 140, 2200)), "years": random.choice((2, 3, 5))}
    english = f"{openings[0].format(**numbers)}\n\nKeywords: *{subject[0]}*, routine care, reproducibility.\n\n{closings[0]}"
    french = f"{openings[1].format(**numbers)}\n\nMots-clés : *{subject[1]}*, soins courants, reproductibilité.\n\n{closings[1]}"
    return Words({"en": english, "fr": french})


def only(words: Words, language: str) -> Words:
    """The same in one language alone: nobody has translated it yet."""
    return Words(words.best(language), language=language)
