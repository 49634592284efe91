"""Places: who moves up when one gets free, how many there are, whether registration is open. The event's row is held while
they are counted, so places are never oversold and the waiting list has one order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal

from conference.kernel import owed
from conference.kernel.database import db, lock, transaction
from conference.kernel.history import SYSTEM, record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.owed import LetterOwed
from conference.kernel.stamps import touch
from conference.programme.models import Event
from conference.registration import queries, rules
from conference.registration.models import Registration
from conference.registration.queries import Standing
from conference.registration.rules import LetterKind, State

REGISTRATION = literal("registration:")  # see Registration.entity


def owe(registration: Registration, kind: LetterKind, *, now: datetime) -> None:
    """Put down that a letter is due. A twin's goes to the address's owner, and only when it tells of one more registration."""
    if registration.twin_of_id is None:
        owed.owe(kind, registration.entity, now=now)
    elif kind in {LetterKind.REGISTERED, LetterKind.LINK}:
        owed.owe(LetterKind.TWICE, registration.entity, now=now)


def owe_link_to_address(event: Event, email_key: str, *, now: datetime) -> None:
    """Put down that a letter with a new link is due to whoever is registered with this address; nothing when nobody is. One
    statement in both cases: neither answer nor time tells which."""
    row = LetterOwed
    due = {row.kind: LetterKind.LINK.value, row.facts: {}, row.due_at: now, row.attempts: 0}
    given = [literal(value, column.type) for column, value in due.items()]
    found = queries.with_address(event, email_key).with_only_columns(REGISTRATION + Registration.uid, *given)
    db.session.execute(insert(row).from_select([row.about, *due], found))


def move_up(event: Event, *, now: datetime, standing: Standing | None = None) -> int:
    """Give free places to those who wait longest. The event is locked. How many moved up; none when the event is over."""
    standing = standing or queries.standing(event)
    waits, free = standing.waiting, standing.waiting if standing.free is None else standing.free
    nobody = waits + standing.waiting_twins == 0 or (standing.free is not None and free <= 0)
    if nobody or event.cancelled_at is not None or rules.is_over(event.ends_on, event.timezone, now):
        return 0
    lucky = list(db.session.scalars(queries.waiting(event).limit(min(waits, free))))
    for registration in lucky:
        go(registration, place_of(registration), "moved_up", by=SYSTEM, now=now)
        owe(registration, LetterKind.MOVED_UP, now=now)
    if standing.waiting_twins:
        places_left = standing.free is None or free > waits
        follow(event, before=None if places_left else lucky[-1].queue_number, now=now)
    db.session.flush()
    return len(lucky)


def place_of(registration: Registration) -> State:
    """The state in which somebody who waited gets a place."""
    kind = registration.category
    return rules.placement(None, needs_approval=bool(kind and kind.needs_approval))


def follow(event: Event, *, before: int | None, now: datetime) -> None:
    """Twins seem to move up with those who came after them; they hold nothing all the same, and no letter tells of it."""
    for twin in list(db.session.scalars(queries.waiting_twins(event, before))):
        go(twin, place_of(twin), "moved_up", by=SYSTEM, now=now)


def go(registration: Registration, state: State, action: str, *, by: Any, now: datetime) -> None:
    """Change the state, and tell the history."""
    record(registration.entity, action, by=by, at=now, before={"state": registration.state}, after={"state": state})
    registration.state, registration.changed_at = state, now
    registration.sequence += 1
    registration.cancelled_at = now if state == State.CANCELLED else None


@transaction
def fill_places(event: Event, *, now: datetime) -> int:
    """Give an event's free places to those who wait, if there are any (after its limit was raised). How many moved up."""
    lock(event)
    return move_up(event, now=now)


@transaction
def set_places(event: Event, *, places: int | None, by: Any, now: datetime) -> int:
    """Set how many may come (None: no limit); those who wait move up at once. How many did.

    Refuses fewer places than are taken: nobody loses a place that was promised.
    """
    lock(event)
    held = queries.standing(event).held
    if places is not None and not 0 <= places <= 1_000_000:
        refuse([Objection("not-a-number-of-places", _("Give a number of places between 0 and 1,000,000."), field="places")], status=422)
    if places is not None and places < held and (event.places is None or places < event.places):
        message = _("%(held)s people hold a place already. Choose at least %(held)s, or cancel some registrations first.", held=held)
        refuse([Objection("places-taken", message, field="places", data={"held": held})])
    record(event.entity, "places", by=by, at=now, before={"places": event.places}, after={"places": places})
    event.places = places
    touch(event.scope, now=now)
    db.session.flush()
    return move_up(event, now=now)


@transaction
def open_registration(event: Event, *, is_open: bool, by: Any, now: datetime) -> None:
    """Open or close registration. Closing takes nothing from anybody: those who wait still move up."""
    lock(event)
    if event.registration_open != is_open:
        record(event.entity, "registration", by=by, at=now, before={"open": event.registration_open}, after={"open": is_open})
        event.registration_open = is_open
        touch(event.scope, now=now)
