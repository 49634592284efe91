"""What goes on at the demonstration's campus week after week, who waits for which room, and when rooms are closed."""

from __future__ import annotations

from dataclasses import dataclass

# who books for an organisation
BY = {"institute": "organiser@institute.example", "hospital": "organiser@hospital.example", "lumicell": "founder@lumicell.example"}
WORKDAYS = "MO,TU,WE,TH,FR"
# from, until, on Saturday and Sunday (5, 6) and on other days; the Pavillon Est has hours of its own
HOURS = {"main": (7, 22, 8, 20), "east": (8, 20, 9, 19)}


@dataclass(frozen=True)
class Weekly:
    """A series: on these weekdays (RFC 5545), from and until on the campus's clock, each week or every second one."""

    room: str
    title: str
    days: str
    start: str
    end: str
    organisation: str
    people: int
    layout: str | None = None
    every: int = 1
    is_public: bool = False


SERIES = (
    Weekly("seminar-3", "Journal club", "MO", "12:00", "13:30", "institute", 18, "classroom"),
    Weekly("auditorium", "Monday lecture: data and the living", "MO", "11:00", "12:30", "institute", 180, is_public=True),
    Weekly("auditorium", "Grand rounds", "TU", "08:30", "10:00", "hospital", 260, is_public=True),
    Weekly("auditorium", "Teaching afternoon of the residents", "WE", "14:00", "17:00", "hospital", 140),
    Weekly("auditorium", "Cours du soir : comprendre les données", "TH", "18:30", "20:00", "institute", 300, is_public=True),
    Weekly("auditorium", "Ciné-débat", "FR", "17:30", "19:30", "hospital", 200, every=2, is_public=True),
    Weekly("auditorium", "Choir of the campus", "SA", "14:00", "17:00", "institute", 60),
    Weekly("hall-a", "Statistics for biologists", "MO", "09:00", "12:30", "institute", 60, "classroom"),
    Weekly("hall-b", "First-aid training", "MO", "13:30", "17:00", "hospital", 40, "cabaret"),
    Weekly("hall-c", "Bootcamp for founders", "MO", "10:00", "16:00", "lumicell", 50, "cabaret"),
    Weekly("hall-a", "Reading a medical image", "TU", "13:00", "15:00", "hospital", 40, "classroom"),
    Weekly("hall-bc", "Users’ forum", "TU", "10:00", "16:00", "lumicell", 120, "theatre", every=2),
    Weekly("hall-a", "Nursing school, practical class", "WE", "09:00", "12:00", "hospital", 60, "classroom"),
    Weekly("hall-b", "Grant-writing clinic", "WE", "09:30", "12:00", "institute", 30, "cabaret"),
    Weekly("hall-c", "Examinations", "WE", "10:00", "17:00", "institute", 60, "classroom"),
    Weekly("hall-ab", "Open consultation day", "TH", "09:00", "13:00", "hospital", 200, "theatre", is_public=True),
    Weekly("hall-c", "Investors’ afternoon", "TH", "14:00", "17:30", "lumicell", 60, "theatre"),
    Weekly("hall-a", "Methods club", "FR", "09:00", "12:00", "institute", 45, "classroom"),
    Weekly("hall", "Assembly of the campus", "FR", "14:00", "17:00", "institute", 300, "theatre", every=2),
    Weekly("hall-c", "Science club for children", "SA", "10:00", "13:00", "institute", 50, "cabaret", is_public=True),
    Weekly("foyer", "Newcomers’ welcome", "MO", "18:00", "20:00", "hospital", 120, "reception", is_public=True),
    Weekly("foyer", "Poster lunch", "TU,TH", "12:00", "14:00", "institute", 90, "poster", is_public=True),
    Weekly("foyer", "Marché des producteurs", "WE", "11:30", "14:30", "hospital", 150, "exhibition", is_public=True),
    Weekly("foyer", "Apéritif of the incubator", "FR", "17:30", "19:30", "lumicell", 80, "reception"),
    Weekly("foyer", "Repair café", "SU", "10:00", "13:00", "lumicell", 40, "exhibition", is_public=True),
    Weekly("seminar-1", "Master’s course: biostatistics", "MO,WE,FR", "09:00", "12:00", "institute", 28, "classroom"),
    Weekly("seminar-1", "Data protection clinic", "TH", "09:00", "10:30", "hospital", 20, "u_shape"),
    Weekly("seminar-1", "Patients’ council", "TU", "14:00", "17:00", "hospital", 20, "u_shape"),
    Weekly("seminar-1", "Lunchtime yoga", WORKDAYS, "12:30", "13:30", "lumicell", 15),
    Weekly("seminar-2", "Morning briefing", WORKDAYS, "08:30", "09:30", "hospital", 25, "theatre"),
    Weekly("seminar-2", "Doctoral school", "MO,WE", "10:30", "12:30", "institute", 24, "classroom"),
    Weekly("seminar-2", "Curriculum committee", "TU,FR", "14:00", "16:00", "hospital", 16, "u_shape"),
    Weekly("seminar-3", "Interviews with customers", "TU,FR", "09:00", "12:00", "lumicell", 8),
    Weekly("seminar-3", "Ethics board", "WE,TH", "14:00", "17:00", "hospital", 14, "u_shape"),
    Weekly("seminar-4", "Coding practice", WORKDAYS, "09:00", "12:30", "institute", 18, "classroom"),
    Weekly("seminar-4", "French for newcomers", "TU", "17:00", "18:30", "institute", 14, "classroom", is_public=True),
    Weekly("seminar-4", "Sleep laboratory, team day", "MO,TH", "14:00", "17:00", "hospital", 15, "u_shape"),
    Weekly("seminar-5", "Prototype workshop", "MO,WE,TH", "10:00", "17:00", "lumicell", 10, "u_shape"),
    Weekly("seminar-5", "Office hours of the incubator", "FR", "09:00", "12:00", "lumicell", 10),
    Weekly("board", "Directors’ committee", "MO", "09:00", "11:00", "institute", 12, "boardroom"),
    Weekly("board", "Lunch of the deans", "TU", "12:00", "14:00", "hospital", 10, "boardroom"),
    Weekly("board", "Steering committee", "WE", "10:00", "12:00", "hospital", 12, "boardroom"),
    Weekly("board", "Appeals committee", "TH", "15:00", "18:00", "institute", 8, "boardroom"),
    Weekly("board", "Shareholders’ meeting", "FR", "14:00", "16:00", "lumicell", 9, "boardroom", every=2),
    Weekly("studio", "Tele-expertise", "TU,WE", "09:30", "12:00", "hospital", 5, "studio"),
    Weekly("studio", "Podcast recording", "TH", "14:00", "16:00", "lumicell", 4, "studio"),
    Weekly("studio", "Lectures for the archive", "FR", "10:00", "12:00", "institute", 3, "studio"),
    Weekly("booth-1", "Interpreters of the Monday lecture", "MO", "10:30", "13:00", "institute", 2, "booth"),
    Weekly("booth-2", "Interpreters’ practice", "WE,TH", "14:00", "18:00", "institute", 3, "booth"),
)
# room, title, days from today (later where it is taken), from, until, organisation, people; of the same room and day: one behind the other
OPTIONS = (
    ("hall-b", "Association evening", 0, "18:00", "19:30", "hospital", 80),
    ("hall-b", "Product launch", 0, "18:00", "19:30", "lumicell", 60),
    ("seminar-5", "Robotics workshop", 1, "17:15", "18:45", "lumicell", 12),
    ("hall-a", "Hackathon, first evening", 1, "18:00", "20:00", "lumicell", 80),
    ("hall-a", "Gala of the alumni", 1, "18:30", "20:00", "institute", 110),
    ("board", "Visit of the ministry", 2, "16:30", "18:30", "institute", 14),
    ("foyer", "Exhibition: cells in colour", 3, "15:00", "17:00", "lumicell", 100),
    ("hall-bc", "Blood donation", 4, "17:30", "19:30", "hospital", 90),
    ("hall-bc", "Chess tournament", 4, "17:30", "19:30", "institute", 100),
    ("seminar-3", "Summer internships: interviews", 5, "17:00", "19:00", "institute", 12),
    ("studio", "Filmed portrait", 6, "16:30", "18:30", "lumicell", 4),
    ("auditorium", "Concert for the wards", 8, "15:00", "16:30", "hospital", 250),
    ("hall-c", "Careers fair", 9, "17:30", "19:30", "institute", 130),
    ("hall-c", "Demo night", 9, "18:00", "19:30", "lumicell", 90),
    ("seminar-2", "Translation seminar", 11, "16:30", "18:30", "institute", 20),
    ("hall-ab", "Annual assembly", 62, "09:00", "18:00", "hospital", 220),
    ("hall-ab", "Book fair", 62, "09:00", "18:00", "lumicell", 180),
    ("auditorium", "Prize ceremony", 68, "09:00", "18:00", "hospital", 380),
    ("hall", "Winter reception", 75, "09:00", "18:00", "institute", 300),
)
# room, reason, days from today (later where it is taken), from, until
CLOSURES = (
    ("booth-1", "Maintenance of the consoles", -7, "14:00", "18:00"),
    ("seminar-5", "Window cleaning", -2, "17:15", "18:45"),
    ("booth-2", "Maintenance of the consoles", 0, "08:00", "12:30"),
    ("seminar-3", "New projector", 1, "17:15", "18:45"),
    ("studio", "Calibration of the cameras", 3, "17:00", "20:00"),
    ("foyer", "Floor polishing", 6, "14:30", "17:00"),
    ("booth-1", "Maintenance of the consoles", 7, "14:00", "18:00"),
    ("seminar-5", "New floor", 10, "17:15", "18:45"),
    ("auditorium", "Check of the fire doors", 14, "20:15", "21:45"),
)
CALLED_OFF = ("Users’ forum", "Shareholders’ meeting")  # of these series the next date is cancelled
