"""Named reads of registrations. Twins are in none of them, except where a secret link or a ticket leads to one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from conference.kernel.crypto import hash_token
from conference.kernel.database import db
from conference.kernel.i18n import fold
from conference.programme.models import Event
from conference.registration.models import Category, CheckIn, ConsentText, ManageLink, Registration
from conference.registration.often import asked_often
from conference.registration.rules import ALIVE, HOLDING, ScanResult, State, full_name

REAL = Registration.twin_of_id.is_(None)
# a twin has no name where staff read what happened (docs/decisions/007)
NAME_IN_HISTORY = case((REAL, Registration.given_name + " " + Registration.family_name), else_="")


@dataclass(frozen=True)
class Standing:
    """How full an event is: its limit (None: none), who holds a place, who waits, the last number given, twins that wait."""

    places: int | None
    held: int
    waiting: int
    last_number: int
    waiting_twins: int = 0

    @property
    def free(self) -> int | None:
        """Places nobody holds; None without a limit."""
        return None if self.places is None else self.places - self.held


@cache
def of_event() -> tuple[Any, Any, Any]:
    """What is read for each registration, made once: making a statement costs more than running it. The standing; who has
    this address or sent this form; the scan with this nonce."""
    event_id, of = bindparam("event_id", type_=Registration.event_id.type), Registration.event_id
    held = func.count().filter(REAL, Registration.state.in_(HOLDING))
    waiting = func.count().filter(REAL, Registration.state == State.WAITLISTED)
    twins = func.count().filter(~REAL, Registration.state == State.WAITLISTED)
    counted = select(held, waiting, func.max(Registration.queue_number), twins).where(of == event_id)
    known = select(Registration.id, Registration.form_nonce, Registration.twin_of_id, Registration.state, Registration.erased_at)
    same = or_(Registration.email_key == bindparam("key", type_=String()), Registration.form_nonce == bindparam("nonce", type_=String()))
    scans = select(CheckIn).where(CheckIn.event_id == event_id, CheckIn.nonce == bindparam("nonce", type_=String()))
    return counted, known.where(of == event_id, same), scans


def standing(event: Event) -> Standing:
    """Counted afresh, never kept in a counter. One statement, out of one index."""
    db.session.flush()
    row = db.session.connection().execute(of_event()[0], {"event_id": event.id}).one()
    return Standing(event.places, row[0], row[1], row[2] or 0, row[3])


def waiting(event: Event) -> Select[Registration]:
    """The waiting list in its one order: as they came."""
    those = select(Registration).where(REAL, Registration.event_id == event.id, Registration.state == State.WAITLISTED)
    return those.order_by(Registration.queue_number)


def waiting_twins(event: Event, before: int | None) -> Select[Registration]:
    """The twins that seem to wait, those who came before that number (None: all)."""
    those = select(Registration).where(~REAL, Registration.event_id == event.id, Registration.state == State.WAITLISTED)
    return those if before is None else those.where(Registration.queue_number < before)


def position(registration: Registration) -> int | None:
    """The place on the waiting list, from 1; None for those who do not wait. One statement."""
    if registration.state != State.WAITLISTED:
        return None
    before = waiting_before(registration.event_id, registration.queue_number)
    return 1 + (db.session.scalar(before) or 0)


def waiting_before(event_id: int, number: int) -> Select[int]:
    """How many wait for this event who came before that number."""
    return select(func.count()).where(
        REAL, Registration.event_id == event_id, Registration.state == State.WAITLISTED, Registration.queue_number < number
    )


def with_address(event: Event, email_key: str) -> Select[Registration]:
    """The registration that this address has for the event, if any: one at most."""
    found = select(Registration).where(REAL, Registration.event_id == event.id, Registration.email_key == email_key, Registration.state.in_(ALIVE))
    return found.where(Registration.erased_at.is_(None))


def by_entity(entity: str) -> Registration | None:
    """The registration that an entity (`registration:uid`) names, if it is still there."""
    return db.session.scalars(select(Registration).where(Registration.uid == entity.partition(":")[2])).one_or_none()


def sequence_of(number: int) -> int | None:
    """How often the registration of this number has changed; None when there is nobody behind it any more."""
    return db.session.scalar(select(Registration.sequence).where(Registration.id == number, Registration.erased_at.is_(None)))


def alive_with_address(event: Event, email_key: str) -> Registration | None:
    """The same, fetched."""
    return db.session.scalars(with_address(event, email_key)).one_or_none()


def known_already(event: Event, email_key: str, nonce: str) -> tuple[Registration | None, int | None]:
    """What came of this very form when it was sent before, and the id of the registration that this address has. One small
    statement when the form is new, whether or not the address is: time must not tell either."""
    db.session.flush()
    rows = db.session.connection().execute(of_event()[1], {"event_id": event.id, "key": email_key, "nonce": nonce or None}).all()
    sent = next((row.id for row in rows if nonce and row.form_nonce == nonce), None)
    first = next((row.id for row in rows if row.twin_of_id is None and row.state in ALIVE and row.erased_at is None and row.id != sent), None)
    return (db.session.get(Registration, sent) if sent else None), first


def twins(registration: Registration) -> list[Registration]:
    """What came of registering the same address again, as far as it is alive."""
    return list(db.session.scalars(select(Registration).where(Registration.twin_of_id == registration.id, Registration.state.in_(ALIVE))))


def link(secret: str) -> ManageLink | None:
    """The self-service link with this secret, with its registration; None when there is none or the person was erased."""
    found = select(ManageLink).join(ManageLink.registration).where(ManageLink.secret_hash == hash_token(secret), Registration.erased_at.is_(None))
    return db.session.scalars(found).one_or_none()


def with_code(code: str) -> Registration | None:
    """The registration whose ticket shows this code, twins included."""
    return db.session.scalars(asked_often().of_code, {"code": code.strip().lower()}).one_or_none()


# What an event asks ---------------------------------------------------------------------------------------------------


def categories(event: Event) -> list[Category]:
    """The kinds of participants of an event, in the organiser's order."""
    return list(db.session.scalars(asked_often().categories, {"event_id": event.id}))


def consents_asked(event: Event) -> list[ConsentText]:
    """The newest version of each text that registrants are asked to agree to; an event's own goes before the centre's."""
    newest: dict[str, ConsentText] = {}
    for text in db.session.scalars(asked_often().texts, {"event_id": event.id}):
        newest.setdefault(text.purpose, text)
    return sorted((text for text in newest.values() if text.text), key=lambda text: (not text.required, text.purpose))


# For organisers and the door ------------------------------------------------------------------------------------------


def registrations(
    event: Event, *, search: str = "", state: State | None = None, category: str = "", country: str = "", checked_in: bool | None = None
) -> Select[Registration]:
    """An event's registrations, in order of arrival; each word of `search` is found in names, address, affiliation, without accents."""
    found = select(Registration).where(REAL, Registration.event_id == event.id, Registration.erased_at.is_(None)).order_by(Registration.queue_number)
    for word in fold(search).split()[:8]:
        found = found.where(Registration.search_name.contains(word, autoescape=True))
    if state is not None:
        found = found.where(Registration.state == state)
    if category:
        found = found.join(Registration.category).where(Category.slug == category)
    if country:
        found = found.where(Registration.country == country)
    if checked_in is not None:
        found = found.where(is_in() if checked_in else ~is_in())
    return found


def bare(found: Select[Registration]) -> Select[Registration]:
    """The same without the event, which whoever lists has at hand, and with nothing of a category but its slug."""
    return found.options(lazyload(Registration.event), joinedload(Registration.category).load_only(Category.slug))


@dataclass(frozen=True)
class Listed:
    """A line of the organiser's list."""

    id: int
    uid: str
    given_name: str
    family_name: str
    affiliation: str
    state: State
    category_id: int | None
    country: str
    placed_at: datetime

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)


LISTED = tuple(getattr(Registration, each.name) for each in fields(Listed))


def listed(found: Select[Registration], *, page: int, per_page: int) -> list[Listed]:
    """A page of these, as plain lines: a list reads none of what fills a whole registration. One statement."""
    plain = found.with_only_columns(*LISTED, maintain_column_froms=True).limit(per_page).offset((page - 1) * per_page)
    return [Listed(*row) for row in db.session.execute(plain)]


def number_of(found: Select[Registration]) -> int:
    """How many these are. One statement."""
    return db.session.scalar(found.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def is_in() -> ColumnElement[bool]:
    """True in SQL for registrations that were let in."""
    held = (CheckIn.result == ScanResult.ADMITTED, CheckIn.undone_at.is_(None))
    return select(CheckIn.id).where(CheckIn.registration_id == Registration.id, *held).exists()


@cache
def of_list() -> tuple[Any, Any]:
    """What is read for each list, made once: how many are in each state and country; who of some came, and when first."""
    event_id, ids = bindparam("event_id", type_=Registration.event_id.type), bindparam("ids", expanding=True, type_=Registration.id.type)
    which, real = (Registration.state, Registration.country), (REAL, Registration.event_id == event_id, Registration.erased_at.is_(None))
    let_in = (CheckIn.result == ScanResult.ADMITTED, CheckIn.undone_at.is_(None), CheckIn.registration_id.in_(ids))
    scans = select(CheckIn.registration_id, func.min(CheckIn.at)).where(*let_in).group_by(CheckIn.registration_id)
    return select(*which, func.count()).where(*real).group_by(*which), scans


def came(registrations: Collection[Any]) -> dict[int, datetime]:
    """When each of these was let in, by id; those who were not are left out. One statement."""
    rows = db.session.execute(of_list()[1], {"ids": [each.id for each in registrations]})
    return {number: at for number, at in rows if number is not None}


def scan_of(event: Event, number: int) -> CheckIn | None:
    """A scan at this event's door."""
    return db.session.scalars(select(CheckIn).where(CheckIn.event_id == event.id, CheckIn.id == number)).one_or_none()


def admitted(registration: Registration) -> CheckIn | None:
    """The scan that let this registration in, if any holds."""
    return db.session.scalars(asked_often().admitting, {"registration_id": registration.id}).first()


def scan(event: Event, nonce: str) -> CheckIn | None:
    """The scan that was sent with this nonce before."""
    return db.session.scalars(of_event()[2], {"event_id": event.id, "nonce": nonce}).one_or_none()


@dataclass(frozen=True)
class DoorCount:
    """How many are expected (confirmed) and how many of them are in."""

    expected: int
    inside: int


def door_count(event: Event) -> DoorCount:
    """Live numbers for the door. One statement."""
    confirmed = (REAL, Registration.event_id == event.id, Registration.state == State.CONFIRMED)
    row = db.session.execute(select(func.count(), func.count().filter(is_in())).select_from(Registration).where(*confirmed)).one()
    return DoorCount(row[0], row[1])


def counts(event: Event) -> tuple[dict[State, int], list[str]]:
    """How many registrations are in each state, and the countries that registrants come from. One statement."""
    found: dict[State, int] = dict.fromkeys(State, 0)
    countries = set()
    for state, country, number in db.session.execute(of_list()[0], {"event_id": event.id}):
        found[state] += number
        countries.add(country)
    return found, sorted(countries)


# For the jobs ---------------------------------------------------------------------------------------------------------


def events_that_wait(now: datetime) -> list[Event]:
    """Events that are not over and on whose waiting list somebody stands."""
    someone = select(Registration.event_id).where(REAL, Registration.state == State.WAITLISTED).distinct()
    yesterday = now.date() - timedelta(days=1)  # west of Greenwich the last day may still go on
    coming = select(Event).where(Event.id.in_(someone), Event.cancelled_at.is_(None), Event.ends_on >= yesterday)
    return list(db.session.scalars(coming.order_by(Event.id)))


def left_by_their_event(now: datetime, limit: int) -> Select[Registration]:
    """Registrations that are alive although their event was cancelled, of events that are not long over."""
    recent = Event.ends_on >= now.date() - timedelta(days=1)
    stranded = select(Registration).join(Registration.event).where(REAL, Registration.state.in_(ALIVE), Event.cancelled_at.is_not(None), recent)
    return stranded.order_by(Registration.id).limit(limit)
