"""A large centre, the same every time: 200 rooms, 50,000 bookings over a year, an event of 500 talks, 2,000 registrations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert, select

from conference.booking.models import Booking, Claim, Occurrence
from conference.booking.rules import OccurrenceState
from conference.booking.rules import State as BookingState
from conference.kernel.crypto import hash_password, new_token
from conference.kernel.database import db, transaction, uid
from conference.kernel.span import Span
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people.models import Grant, Kind, Organisation, Person, Role, User
from conference.programme.actions import add_session, add_speaker, add_track, create_event, publish_timetable
from conference.programme.models import Event, EventRoom
from conference.programme.rules import Part, SessionKind, Visibility
from conference.registration.models import Registration
from conference.registration.rules import State as RegistrationState
from conference.venue.models import Layout, LayoutName, OpeningHours, Room, RoomUnit, Venue

ROOMS, BOOKINGS, TALKS, SPEAKERS, REGISTRATIONS = 200, 50_000, 500, 600, 2_000
ZONE, PASSWORD = "Europe/Paris", "benchmark-benchmark"
EMAIL, SLUG, SMALL = "organiser@benchmark.example", "large-congress", "small-meeting"
FIRST_DAY = date(2027, 1, 4)
EVENT_DAY = date(2027, 6, 7)
SETTLED = datetime(2026, 1, 1, tzinfo=UTC)


def fill() -> None:
    """Fill an empty database. Deterministic but for the random public ids."""
    random = Random(20270104)
    organisations, user = people()
    rooms(random)
    bookings(random, organisations, user)
    event = congress(random, organisations[0], user)
    meeting(organisations[0], user)
    registrations(random, event)


@transaction
def people() -> tuple[list[Organisation], User]:
    organisations = [Organisation(slug=f"organisation-{n}", name=Words(f"Organisation {n}"), kind=Kind.MEMBER, created_at=SETTLED) for n in range(20)]
    person = Person(given_name="Bench", family_name="Mark", email=EMAIL, created_at=SETTLED)
    user = User(person=person, email=EMAIL, password_hash=hash_password(PASSWORD), created_at=SETTLED)
    user.grants = [Grant(role=Role.ADMINISTRATOR, granted_at=SETTLED)]
    venue = Venue(name=Words("Large centre"), timezone=ZONE, contact_email=EMAIL)
    hours = [OpeningHours(weekday=day, opens=time(6), closes=time(23)) for day in range(7)]
    db.session.add_all([*organisations, user, venue, *hours])
    db.session.flush()
    return organisations, user


@transaction
def rooms(random: Random) -> None:
    features = ["video_projection", "whiteboard", "daylight", "step_free", "streaming"]
    for number in range(ROOMS):
        seats = random.choice((12, 20, 40, 60, 120, 300))
        room = Room(
            slug=f"room-{number}",
            name=Words({"en": f"Room {number}", "fr": f"Salle {number}"}),
            building=f"Building {number // 40}",
            floor=str(number % 5),
            features=random.sample(features, 3),
            position=number,
            created_at=SETTLED,
        )
        room.layouts = [Layout(name=LayoutName.THEATRE, capacity=seats), Layout(name=LayoutName.CLASSROOM, capacity=max(1, seats // 2))]
        db.session.add(room)
        db.session.flush()
        db.session.add(RoomUnit(room_id=room.id, unit_id=room.id))
    touch("centre", now=SETTLED)  # as every action on the house does: what never was touched is read each time


def rows(table: Any, made: list[dict[str, Any]]) -> None:
    sheet: Table = table.__table__
    for start in range(0, len(made), 2_000):
        db.session.execute(insert(sheet), made[start : start + 2_000])


@transaction
def bookings(random: Random, organisations: list[Organisation], user: User) -> None:
    """One booking in each of so many different (room, day, hour) places, so that none overlap."""
    room_ids = list(db.session.scalars(select(Room.id).order_by(Room.id)))
    places = [(room_id, day, hour) for room_id in room_ids for day in range(365) for hour in (8, 10, 13, 15)]
    booked: list[dict[str, Any]] = []
    times: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    for key, (room_id, day, hour) in enumerate(sorted(random.sample(places, BOOKINGS)), start=1):
        start = datetime.combine(FIRST_DAY, time(hour), UTC) + timedelta(days=day)
        state = BookingState.OPTION if random.random() < 0.1 else BookingState.CONFIRMED
        end = start + timedelta(minutes=90)
        booked.append(
            {
                "id": key,
                "uid": uid(),
                "room_id": room_id,
                "organisation_id": random.choice(organisations).id,
                "holder_id": user.id,
                "title": f"Meeting {key}",
                "note": "",
                "state": state,
                "setup_minutes": 0,
                "teardown_minutes": 0,
                "zone": ZONE,
                "sequence": 0,
                "placed_at": SETTLED,
                "created_at": SETTLED,
                "changed_at": SETTLED,
            }
        )
        times.append(
            {"id": key, "uid": uid(), "booking_id": key, "room_id": room_id, "starts_at": start, "ends_at": end, "state": OccurrenceState.PLANNED}
        )
        claims.append({"unit_id": room_id, "occurrence_id": key, "starts_at": start, "ends_at": end, "blocking": state is BookingState.CONFIRMED})
    for table, made in ((Booking, booked), (Occurrence, times), (Claim, claims)):
        rows(table, made)
    if db.engine.dialect.name == "postgresql":
        for name in ("booking", "occurrence"):
            db.session.execute(db.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {BOOKINGS})"))


def congress(random: Random, organisation: Organisation, user: User) -> Event:
    """Four days, ten external rooms, 500 talks of 25 minutes in five tracks, published."""
    event = create_event(
        slug=SLUG,
        title=Words({"en": "Large congress", "fr": "Grand congrès"}),
        starts_on=EVENT_DAY,
        ends_on=EVENT_DAY + timedelta(days=3),
        timezone=ZONE,
        languages=["en", "fr"],
        visibility=Visibility.PUBLIC,
        organisation=organisation,
        places=100_000,
        registration_open=True,
        by=user,
        now=SETTLED,
    )
    programme(random, event, user)
    publish_timetable(event, by=user, now=SETTLED, comment="First programme")
    return event


def meeting(organisation: Organisation, user: User) -> None:
    """One talk in a small event: what a new process answers first, so that loading code is not counted with a cold page."""
    day = EVENT_DAY + timedelta(days=30)
    event = create_event(
        slug=SMALL,
        title=Words("Small meeting"),
        starts_on=day,
        ends_on=day,
        timezone=ZONE,
        languages=["en"],
        visibility=Visibility.PUBLIC,
        organisation=organisation,
        by=user,
        now=SETTLED,
    )
    start = datetime.combine(day, time(8), UTC)
    add_session(
        event, code="ONLY", title=Words("The talk"), kind=SessionKind.TALK, span=Span(start, start + timedelta(hours=1)), by=user, now=SETTLED
    )
    publish_timetable(event, by=user, now=SETTLED, comment="")


@transaction
def programme(random: Random, event: Event, user: User) -> None:
    halls = [EventRoom(event_id=event.id, slug=f"hall-{n}", name=Words(f"Hall {n}"), capacity=200, position=n) for n in range(10)]
    db.session.add_all(halls)
    db.session.flush()
    tracks = [add_track(event, slug=f"track-{n}", name=Words(f"Track {n}"), colour=n + 1, by=user, now=SETTLED) for n in range(5)]
    speakers = [
        add_speaker(event, name=f"Speaker Number {n}", biography=Words("Works on many things. " * 8), by=user, now=SETTLED) for n in range(SPEAKERS)
    ]
    for number in range(TALKS):
        slot, hall = divmod(number, 10)
        day, turn = divmod(slot, 13)
        start = datetime.combine(EVENT_DAY, time(7), UTC) + timedelta(days=day, minutes=30 * turn)
        add_session(
            event,
            code=f"T{number:05d}",
            title=Words(f"Talk {number}: on the measurement of things that move"),
            kind=SessionKind.TALK,
            track=tracks[number % 5],
            room=halls[hall],
            span=Span(start, start + timedelta(minutes=25)),
            speakers=[(speaker, Part.SPEAKER) for speaker in random.sample(speakers, 1 + number % 2)],
            abstract="We measure, compare and discuss. Naïve approaches fail; careful ones — too, but later. " * 5,
            language="en",
            by=user,
            now=SETTLED,
        )


@transaction
def registrations(random: Random, event: Event) -> None:
    made = [
        {
            "uid": uid(),
            "code": new_token(),
            "event_id": event.id,
            "given_name": f"Given{number}",
            "family_name": f"Family{number}",
            "latin_name": "",
            "search_name": f"given{number} family{number}",
            "email": f"person{number}@example.org",
            "email_key": f"person{number}@example.org",
            "affiliation": "",
            "country": random.choice(("FR", "EG", "BR", "JP")),
            "language": random.choice(("en", "fr")),
            "timezone": ZONE,
            "answers": {},
            "state": RegistrationState.CONFIRMED,
            "sequence": 0,
            "placed_at": SETTLED,
            "queue_number": number + 1,
            "changed_at": SETTLED,
        }
        for number in range(REGISTRATIONS)
    ]
    rows(Registration, made)
