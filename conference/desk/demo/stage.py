"""Sets the demonstration's stage: the venue, its rooms, hours, organisations and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conference.desk.demo import campus
from conference.kernel.crypto import hash_password
from conference.kernel.database import db, transaction
from conference.kernel.words import Words
from conference.people.models import Grant, Kind, Organisation, Person, Role, User
from conference.venue.actions import add_room, change_venue
from conference.venue.models import Room

ZONE = "Europe/Paris"


@dataclass(frozen=True)
class Stage:
    """What the rest of the demonstration stands on."""

    rooms: dict[str, Room]
    organisations: dict[str, Organisation]
    users: dict[str, User]
    admin: User


@transaction
def set_stage(now: datetime) -> Stage:
    """The whole campus, empty. Everybody has the same password, which is printed."""
    organisations = {slug: Organisation(slug=slug, name=Words(name), kind=Kind(kind), created_at=now) for slug, name, kind in campus.ORGANISATIONS}
    db.session.add_all(organisations.values())
    db.session.flush()
    users = people(organisations, now)
    admin = users[campus.PEOPLE[0][0]]
    change_venue(
        name=Words(campus.NAME),
        address=campus.ADDRESS,
        latitude=campus.LATITUDE,
        longitude=campus.LONGITUDE,
        timezone=ZONE,
        contact_email=campus.CONTACT,
        privacy_text=Words(campus.PRIVACY),
        terms_text=Words(campus.TERMS),
        imprint_text=Words(campus.IMPRINT),
        by=admin,
        now=now,
    )
    return Stage(rooms(admin, now), organisations, users, admin)


def people(organisations: dict[str, Organisation], now: datetime) -> dict[str, User]:
    users = {}
    password = hash_password(campus.PASSWORD)
    for email, given, family, role, organisation in campus.PEOPLE:
        locale, zone = campus.BEARINGS.get(email, (None, None))
        person = Person(given_name=given, family_name=family, email=email, language=locale or "en", timezone=zone, created_at=now)
        user = User(person=person, email=email, password_hash=password, locale=locale, timezone=zone, created_at=now)
        user.grants.append(Grant(role=Role(role), organisation_id=organisations[organisation].id if organisation else None, granted_at=now))
        users[email] = user
    db.session.add_all(users.values())
    db.session.flush()
    return users


def rooms(admin: User, now: datetime) -> dict[str, Room]:
    made: dict[str, Room] = {}
    for facts in campus.ROOMS:
        made[facts.slug] = add_room(
            slug=facts.slug,
            name=Words(facts.name),
            layouts=facts.layouts,
            features=facts.features,
            parts=[made[part] for part in facts.parts],
            description=Words(facts.description),
            building=facts.building,
            floor=facts.floor,
            area_m2=facts.area_m2,
            wheelchair_places=facts.wheelchair_places,
            setup_minutes=facts.setup_minutes,
            teardown_minutes=facts.teardown_minutes,
            by=admin,
            now=now,
        )
    return made
