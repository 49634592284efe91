"""The demonstration's attendees, from many countries and in many scripts; more of them than places at two of the events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random

from conference.desk.demo import names
from conference.desk.demo.stage import ZONE
from conference.kernel.database import db, transaction
from conference.kernel.span import wall
from conference.kernel.words import Words
from conference.people.models import User
from conference.programme.models import Event
from conference.registration.actions import check_in, register
from conference.registration.models import Category, ConsentText
from conference.registration.rules import State

NUMBERS = {"life-data-congress": 96, "clinical-ai-school": 46, "journees-donnees-sante": 80, "lumicell-demo-day": 34}
CATEGORIES = (
    ("academic", {"en": "Academic", "fr": "Universitaire"}, False),
    ("student", {"en": "Student", "fr": "Étudiant"}, False),
    ("industry", {"en": "Industry", "fr": "Entreprise"}, False),
    ("press", {"en": "Press", "fr": "Presse"}, True),
)
PHOTOS = Words(
    {
        "en": "Photographs in which I can be recognised may be shown on the event’s pages.",
        "fr": "Des photographies sur lesquelles on me reconnaît peuvent être montrées sur les pages de l’événement.",
    }
)
# country, language, zone
HOMES = (
    ("FR", "fr", "Europe/Paris"),
    ("FR", "fr", "Europe/Paris"),
    ("EG", "en", "Africa/Cairo"),
    ("BR", "en", "America/Sao_Paulo"),
    ("JP", "en", "Asia/Tokyo"),
    ("NG", "en", "Africa/Lagos"),
    ("IN", "en", "Asia/Kolkata"),
    ("SN", "fr", "Africa/Dakar"),
    ("CA", "fr", "America/Toronto"),
    ("PL", "en", "Europe/Warsaw"),
    ("NP", "en", "Asia/Kathmandu"),
    ("MX", "en", "America/Mexico_City"),
)


@transaction
def register_hosts(event: Event, hosts: Iterable[User], now: datetime) -> None:
    """Those whose log-ins are printed come too, so that their own calendars are filled."""
    for host in hosts:
        given, _blank, family = host.name.partition(" ")
        register(
            event, given_name=given, family_name=family, email=host.email, country="FR", language="fr", timezone=ZONE, now=now, person=host.person,
            on_behalf=True,
        )  # fmt: skip


@transaction
def invite_guests(event: Event, random: Random, now: datetime, today: datetime, door: User) -> None:
    """Categories, a consent text, and registrations by the real action, an hour apart; past ones are checked in."""
    for position, (slug, name, approval) in enumerate(CATEGORIES):
        db.session.add(Category(event_id=event.id, slug=slug, name=Words(name), needs_approval=approval, position=position))
    db.session.add(ConsentText(event_id=event.id, purpose="photos", version=1, text=PHOTOS, required=False, created_at=now))
    db.session.flush()
    opening = wall(event.starts_on, time(8, 30), ZONE)
    for number in range(NUMBERS[event.slug]):
        given, family = names.person(random)
        country, language, zone = random.choice(HOMES)
        came = register(
            event,
            given_name=given,
            family_name=family,
            email=f"guest{number}@{event.slug}.example",
            country=country,
            language=language,
            timezone=zone,
            category=random.choice(CATEGORIES)[0],
            affiliation=random.choice(names.PLACES),
            consents=["photos"] if random.random() < 0.6 else [],
            now=now + timedelta(hours=number),
            on_behalf=True,
        )
        if opening < today and came.registration.state is State.CONFIRMED and random.random() < 0.85:
            check_in(event, code=came.registration.code, nonce=f"demo-{event.slug}-{number}", by=door, now=opening + timedelta(minutes=number))
