"""What may happen to one registration: cancelled, taken back, changed, approved, declined, its letter sent again.

Locks are always taken in the order event, registration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conference.kernel.database import db, lock, transaction
from conference.kernel.history import SYSTEM, record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.programme.models import Event
from conference.registration import queries, rules, throttle
from conference.registration.actions.places import go, move_up, owe, owe_link_to_address
from conference.registration.actions.register import chosen_category, objections_to_coming, stripped, write
from conference.registration.models import Category, Registration
from conference.registration.rules import Details, LetterKind, State

SECOND_THOUGHTS = timedelta(days=1)  # so long a cancellation can be taken back even when registration has closed


def hold(registration: Registration) -> Event:
    """Lock a registration behind its event, in the one order that cannot deadlock."""
    event = registration.event
    lock(event)
    lock(registration)
    if registration.erased_at is not None:
        refuse([Objection("erased", _("This registration has been erased."))])
    return event


@transaction
def cancel_registration(registration: Registration, *, by: Any, now: datetime) -> None:
    """Give up a registration. The place goes to whoever waits longest; both get a letter. An address's twins end with it.

    Refuses what is cancelled or declined already, whoever has come in, and events that are over.
    """
    event = hold(registration)
    objections = rules.objections_to_moving(registration.state, State.CANCELLED)
    if queries.admitted(registration):
        objections.append(Objection("checked-in", _("This ticket was let in already; there is nothing to cancel.")))
    if rules.is_over(event.ends_on, event.timezone, now):
        objections.append(Objection("event-over", _("This event is over; there is nothing to cancel.")))
    refuse(objections)
    go(registration, State.CANCELLED, "cancelled", by=by, now=now)
    for twin in queries.twins(registration):
        go(twin, State.CANCELLED, "cancelled", by=SYSTEM, now=now)
    owe(registration, LetterKind.CANCELLED, now=now)
    db.session.flush()
    move_up(event, now=now)


@transaction
def end_with_event(registration: Registration, *, now: datetime) -> None:
    """End a registration because its event does not take place; a letter says so. Does nothing to one that has ended already,
    and nothing while the event stands."""
    event = hold(registration)
    if registration.state.is_alive and event.cancelled_at is not None:
        for each in (registration, *queries.twins(registration)):
            go(each, State.CANCELLED, "event_cancelled", by=SYSTEM, now=now)
        owe(registration, LetterKind.CANCELLED, now=now)


@transaction
def take_back_cancellation(registration: Registration, *, by: Any, now: datetime) -> int | None:
    """Come back after a cancellation: with a place if one is free and nobody waits, else at the list's end (its position).

    Refuses when registration is closed and a day has passed, and when the address has registered anew.
    """
    event = hold(registration)
    recently = registration.cancelled_at is not None and now - registration.cancelled_at <= SECOND_THOUGHTS
    objections = objections_to_coming(event, now, invited=recently)
    if registration.state != State.CANCELLED:
        objections.append(Objection("not-cancelled", _("This registration is not cancelled.")))
    anew = queries.alive_with_address(event, registration.email_key) if registration.twin_of_id is None else None
    if anew not in {None, registration}:
        objections.append(Objection("registered-anew", _("You have registered again since. Use the newer letter's link.")))
    refuse(objections)
    move_up(event, now=now)
    standing, kind = queries.standing(event), registration.category
    go(registration, rules.placement(standing.free, needs_approval=bool(kind and kind.needs_approval)), "taken_back", by=by, now=now)
    registration.queue_number = standing.last_number + 1
    owe(registration, LetterKind.REGISTERED, now=now)
    db.session.flush()
    return queries.position(registration)


@transaction
def change_registration(registration: Registration, *, by: Any, now: datetime, category: str | None = None, **told: Any) -> None:
    """Change what somebody told: any of Details' fields, or the category. A place is kept, except that choosing a category
    that needs approval puts a confirmed registration before the organiser again, unless the organiser chose it.

    Refuses (422) wrong shapes and unknown categories; (409) a registration that is over, and an address that is taken.
    """
    event = hold(registration)
    before = details_of(registration)
    after = stripped(replace(before, **{name: value for name, value in told.items() if value is not None}))
    wrong = rules.objections_to_details(after)
    kind, objections = chosen_category(event, category) if category else (registration.category, [])
    refuse([*wrong, *objections], status=422)
    if not registration.state.is_alive:
        refuse([Objection("wrong-state", _("This registration is %(state)s; nothing in it can be changed.", state=registration.state.label))])
    taken = queries.alive_with_address(event, rules.email_key(after.email)) if registration.twin_of_id is None else None
    if taken and taken is not registration:
        refuse([Objection("address-taken", _("Somebody is registered with this address already."), field="email")])
    if before == after and kind is registration.category:
        return
    old, new = noted(before, registration.category), noted(after, kind) | differing(before.answers, after.answers)
    record(registration.entity, "changed", by=by, at=now, before=old, after=new)
    write(registration, after)
    registration.changed_at = now
    if kind is not registration.category:
        registration.category = kind
        if kind and kind.needs_approval and registration.state == State.CONFIRMED and by is registration:
            go(registration, State.PENDING, "needs_approval", by=by, now=now)
            owe(registration, LetterKind.REGISTERED, now=now)


def noted(details: Details, category: Category | None) -> dict[str, Any]:
    """What the history may say: all but the answers, which may tell of somebody's health."""
    return {name: value for name, value in vars(details).items() if name != "answers"} | {"category": slug_of(category)}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The names of the answers that are new, gone or others; nothing when none is."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return {"answers_changed": names} if names else {}


def details_of(registration: Registration) -> Details:
    """What somebody has told, as facts."""
    names = ("given_name", "email", "country", "language", "timezone", "family_name", "latin_name", "affiliation")
    return Details(**{name: getattr(registration, name) for name in names}, answers=registration.answers)


def slug_of(category: Category | None) -> str:
    """The category as the history names it."""
    return category.slug if category else ""


@transaction
def approve(registration: Registration, *, by: Any, now: datetime) -> None:
    """Confirm a registration that waits for approval; its letter brings the ticket. Refuses any other state."""
    hold(registration)
    refuse(only_pending(registration))
    decide(registration, State.CONFIRMED, "approved", by=by, now=now)
    owe(registration, LetterKind.APPROVED, now=now)


@transaction
def decline(registration: Registration, *, by: Any, now: datetime) -> None:
    """Turn down a registration that waits for approval; its place goes to whoever waits longest. Refuses any other state."""
    event = hold(registration)
    refuse(only_pending(registration))
    decide(registration, State.DECLINED, "declined", by=by, now=now)
    owe(registration, LetterKind.DECLINED, now=now)
    db.session.flush()
    move_up(event, now=now)


def decide(registration: Registration, state: State, action: str, *, by: Any, now: datetime) -> None:
    """Give a registration that waits for approval the state that was decided; its twins that seem to wait follow."""
    for each in (registration, *(twin for twin in queries.twins(registration) if twin.state == State.PENDING)):
        go(each, state, action, by=by, now=now)


def only_pending(registration: Registration) -> list[Objection]:
    """Why it can be neither approved nor declined; empty while it waits for approval."""
    if registration.state == State.PENDING:
        return []
    message = _("Only a registration that waits for approval can be approved or declined; this one is %(state)s.", state=registration.state.label)
    return [Objection("not-pending", message)]


@transaction
def send_letter_again(registration: Registration, *, by: Any, now: datetime) -> None:
    """Send the letter with link and ticket once more. Refuses (429) too many to one mailbox."""
    throttle.count_mailbox(registration.event_id, registration.email_key, now=now)
    record(registration.entity, "letter", by=by, at=now)
    owe(registration, LetterKind.LINK, now=now)


@transaction
def send_lost_link(event: Event, *, email: str, now: datetime, client: str = "") -> None:
    """Send whoever is registered with this address a new link. The caller is never told whether somebody is.

    Refuses (422) what is no address; (429) too many for one mailbox or client.
    """
    key = rules.email_key(email.strip())
    if not key:
        refuse([Objection("not-an-address", _("This is not an e-mail address. It looks like name@example.org."), field="email")], status=422)
    throttle.count_client(client, now=now)
    throttle.count_mailbox(event.id, key, now=now)
    owe_link_to_address(event, key, now=now)
