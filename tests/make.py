"""The cast and the stage of the tests: a small centre, a few people with names and roles. Plain rows, no magic.

Paris centre: hall divisible in three (A, B, C; the combined hall AB and ABC), an auditorium, a seminar room.
Alice organises for the institute, Bob for the hospital, Vera manages the venue, Ada administers, Dora keeps the door.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from PIL import Image

from conference.kernel.crypto import hash_password
from conference.kernel.database import db, transaction
from conference.kernel.span import Span, wall
from conference.kernel.stamps import stamp
from conference.kernel.words import Words
from conference.people.models import Grant, Kind, Organisation, Person, Role, User
from conference.programme.models import Event, EventRoom
from conference.programme.rules import Visibility
from conference.venue.models import Layout, LayoutName, OpeningHours, Room, RoomUnit, Venue

PARIS = "Europe/Paris"
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # a Monday morning, 09:00 in Paris
PASSWORD = "correct horse battery staple"
PASSWORD_HASH = hash_password(PASSWORD)


@transaction
def saved(*things: Any) -> Any:
    """Commit rows as they are; the one way in which tests write without an action."""
    db.session.add_all(things)
    return things[0] if len(things) == 1 else things


def raised(scope: str, first: datetime = MONDAY) -> int:
    """How often the scope's stamp was raised, for the first time at `first`; 0 for never."""
    version = stamp(scope).version
    return version and version - int(first.timestamp()) + 1


@transaction
def changed(thing: Any, **values: Any) -> Any:
    """Set columns of a row and commit, past every action."""
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def organisation(slug: str = "institute", name: str = "The Institute", kind: Kind = Kind.MEMBER) -> Organisation:
    return saved(Organisation(slug=slug, name=Words({"en": name}), kind=kind, created_at=MONDAY))


def user(name: str, role: Role | None = None, of: Organisation | None = None, **more: Any) -> User:
    """`user("Alice Martin", Role.ORGANISER, institute)`; the address is the first name at example.org."""
    given, _space, family = name.partition(" ")
    email = f"{given.lower()}@example.org"
    person = Person(given_name=given, family_name=family, email=email, created_at=MONDAY)
    account = User(person=person, email=email, password_hash=PASSWORD_HASH, created_at=MONDAY, **more)
    if role:
        account.grants.append(Grant(role=role, organisation_id=of.id if of else None, granted_at=MONDAY))
    return saved(account)


def room(slug: str, capacity: int = 40, *, parts: list[Room] | None = None, layouts: dict[str, int] | None = None, **more: Any) -> Room:
    """An atomic room, or with `parts` a combined one."""
    made = Room(slug=slug, name=Words({"en": slug.replace("-", " ").capitalize()}), created_at=MONDAY, **more)
    for name, places in (layouts or {"theatre": capacity, "classroom": max(1, capacity // 2)}).items():
        made.layouts.append(Layout(name=LayoutName(name), capacity=places))
    saved(made)
    units = [unit_id for part in parts for unit_id in part.unit_ids] if parts else [made.id]
    saved(*(RoomUnit(room_id=made.id, unit_id=unit_id) for unit_id in sorted(units)))
    db.session.refresh(made)
    return made


def centre(*, open_always: bool = False) -> SimpleNamespace:
    """The whole small centre. Opening hours are 07:00–22:00 every day, or always."""
    saved(Venue(name=Words({"en": "Campus Example", "fr": "Campus Exemple"}), timezone=PARIS, contact_email="centre@example.org"))
    opens, closes = (time(0), time.max) if open_always else (time(7), time(22))
    saved(*(OpeningHours(weekday=day, opens=opens, closes=closes) for day in range(7)))
    institute, hospital = organisation(), organisation("hospital", "The Hospital", Kind.PARTNER)
    a, b, c = (room(f"hall-{part}", 100) for part in "abc")
    return SimpleNamespace(
        institute=institute, hospital=hospital,
        hall_a=a, hall_b=b, hall_c=c, hall_ab=room("hall-ab", 200, parts=[a, b]), hall=room("hall", 300, parts=[a, b, c]),
        auditorium=room("auditorium", 400, features=["stage", "video"]), seminar=room("seminar-1", 30, features=["whiteboard"]),
        ada=user("Ada Admin", Role.ADMINISTRATOR), vera=user("Vera Venue", Role.VENUE_MANAGER), dora=user("Dora Door", Role.DOOR),
        rita=user("Rita Reviewer", Role.REVIEWER, institute),
        alice=user("Alice Martin", Role.ORGANISER, institute), bob=user("Bob Durand", Role.ORGANISER, hospital),
    )  # fmt: skip


def event(slug: str = "congress", of: Organisation | None = None, **more: Any) -> Event:
    """A public two-day congress in Paris, 1 and 2 March 2027, with one external room."""
    facts = {
        "title": Words({"en": "The Congress"}), "starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 2), "timezone": PARIS, "languages": ["en"],
        "visibility": Visibility.PUBLIC, "created_at": MONDAY, "changed_at": MONDAY, **more,
    }  # fmt: skip
    made = Event(slug=slug, organisation_id=(of or organisation()).id, **facts)
    made.rooms.append(EventRoom(slug="marquee", name=Words({"en": "Marquee"}), capacity=50))
    return saved(made)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    """The smallest PDF that anything takes for one."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        + inside
        + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def paris(day: str, at: str) -> datetime:
    """`paris("2027-03-01", "09:00")` as an instant."""
    return wall(date.fromisoformat(day), time.fromisoformat(at), PARIS)


def span(day: str, start: str, end: str) -> Span:
    return Span(paris(day, start), paris(day, end))


def hours(start: int, length: int = 1, *, after: datetime = MONDAY) -> Span:
    """So many hours after Monday 09:00, for so many hours."""
    return Span(after + timedelta(hours=start), after + timedelta(hours=start + length))


def sign_in(client: Any, account: User, password: str = PASSWORD) -> Any:
    """Sign in through the real page; the client must work without CSRF tokens (test configuration)."""
    answer = client.post("/login", data={"email": account.email, "password": password})
    assert answer.status_code == 303, answer.text
    return client
