"""Register somebody: the form's, the API's and the organiser's one door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from conference.kernel.crypto import hash_token, new_token
from conference.kernel.database import db, lock, transaction, uid
from conference.kernel.history import record
from conference.kernel.i18n import fold
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.people.models import Person
from conference.programme.models import Event
from conference.registration import links, queries, rules, throttle
from conference.registration.actions import consents as given
from conference.registration.actions.places import move_up, owe
from conference.registration.models import Category, ConsentText, Registration
from conference.registration.rules import Details, LetterKind, State


@dataclass(frozen=True)
class Registered:
    """What came of registering: the row, the secret of a self-service link, the place on the waiting list if any. `ignored`: the
    form was sent before with something else in it, and what it says now is not written."""

    registration: Registration
    secret: str
    position: int | None
    ignored: bool = False


@transaction
def register(
    event: Event, *, given_name: str, email: str, country: str, language: str, timezone: str, now: datetime, family_name: str = "",
    category: str | None = None, affiliation: str = "", latin_name: str = "", answers: Mapping[str, Any] | None = None,
    consents: Collection[str] = (), by: Any = None, nonce: str = "", client: str = "", on_behalf: bool = False, person: Person | None = None,
) -> Registered:  # fmt: skip
    """Register somebody: confirmed while there are places (pending where the category needs approval), else waiting.

    Guarantees: never more confirmed and pending than places; nobody passes those who wait; one registration per address.
    An address that is registered already gets the same answer as a new one (a twin, which holds nothing), and a letter
    tells its owner. The same `nonce` and address again give what they gave the first time (who goes back in the browser and
    types another address registers somebody else). `consents` are purposes of the event's
    texts, `category` one of its slugs; an event that has none of its own takes none. `on_behalf`: an organiser adds
    somebody, also while registration is closed. `client` is the network address, counted against machines. `person` is
    whoever is signed in: it becomes theirs when the address is.

    Refuses (422) every field of a wrong shape, unknown categories and consents, a required consent that is missing; (409)
    when registration is closed, the event over or cancelled; (429) too many from one client or for one mailbox.
    """
    details = stripped(Details(given_name, email, country, language, timezone, family_name, latin_name, affiliation, answers or {}))
    if wrong := rules.objections_to_details(details):
        refuse([*wrong, *objections_to_choices(event, category, consents)], status=422)
    key = rules.email_key(details.email)
    nonce = hash_token(f"{nonce}:{key}") if nonce else ""
    lock(event)
    earlier, first = queries.known_already(event, key, nonce)
    if earlier is not None:
        return Registered(earlier, links.mint(earlier, now=now), queries.position(earlier), tells_otherwise(earlier, details, category, consents))
    refuse(objections_to_coming(event, now, invited=on_behalf))
    kind, objections = chosen_category(event, category)
    texts, missing = given.chosen(event, consents)
    refuse([*objections, *missing], status=422)
    if not on_behalf:
        throttle.count_client(client, now=now)
    throttle.count_mailbox(event.id, key, now=now)
    registration, waiting = place(event, details, kind, now=now)
    registration.form_nonce, registration.twin_of_id = nonce or None, first
    if person is not None and rules.email_key(person.email or "") == key:
        registration.person_id = person.id
    enter(registration, texts, category=category or "", by=by or registration, now=now)
    return Registered(registration, links.mint(registration, now=now), waiting + 1 if registration.state == State.WAITLISTED else None)


def enter(registration: Registration, texts: Collection[ConsentText], *, category: str, by: Any, now: datetime) -> None:
    """Write the row down with what belongs to it: its line of history, its consents, the letter it is owed."""
    db.session.add(registration)
    record(registration.entity, "registered", by=by, at=now, after={"state": registration.state, "category": category})
    db.session.flush()
    given.give(registration, texts, now=now)
    owe(registration, LetterKind.REGISTERED, now=now)


def place(event: Event, details: Details, kind: Category | None, *, now: datetime) -> tuple[Registration, int]:
    """The row, not saved yet, in the state that is due to it, and how many wait before it; the event is locked, and those
    who wait have moved up first."""
    standing = queries.standing(event)
    if move_up(event, now=now, standing=standing):
        standing = queries.standing(event)
    registration = Registration(
        uid=uid(), code=new_token(), event_id=event.id, category_id=kind.id if kind else None,
        state=rules.placement(standing.free, needs_approval=bool(kind and kind.needs_approval)),
        queue_number=standing.last_number + 1, sequence=0, placed_at=now, changed_at=now,
    )  # fmt: skip
    write(registration, details)
    return registration, standing.waiting


def write(registration: Registration, details: Details) -> None:
    """Put what somebody told into their row, and what search looks at."""
    for name in ("given_name", "family_name", "latin_name", "affiliation", "email", "language", "timezone"):
        setattr(registration, name, getattr(details, name))
    registration.country = details.country
    if details.answers != registration.answers:  # those that nobody can open stay as they are
        registration.answers = dict(details.answers)
    registration.email_key = rules.email_key(details.email)
    said = (registration.name, details.latin_name, details.affiliation, details.email)
    registration.search_name = fold(" ".join(text for text in said if text))[:500]


def tells_otherwise(registration: Registration, details: Details, category: str | None, consents: Collection[str]) -> bool:
    """True when the registration has ended, or has other details, another category or other consents than these."""
    agreed = {each.text.purpose for each in registration.consents if each.withdrawn_at is None}
    of_category = bool(category and registration.category and registration.category.slug != category)
    of_details = any(getattr(registration, name) != told for name, told in vars(details).items())
    return of_details or of_category or agreed != set(consents) or not registration.state.is_alive


def stripped(details: Details) -> Details:
    """The same without blanks around anything."""
    names = ("given_name", "family_name", "latin_name", "affiliation", "email", "country", "language", "timezone")
    bare = replace(details, **{name: getattr(details, name).strip() for name in names})
    return replace(bare, country=bare.country.upper())


def objections_to_coming(event: Event, now: datetime, *, invited: bool = False) -> list[Objection]:
    """Why nobody can register for this event now (the organiser may, while it is only closed)."""
    over = rules.is_over(event.ends_on, event.timezone, now)
    return rules.objections_to_coming(is_open=event.registration_open or invited, cancelled=event.cancelled_at is not None, over=over)


def objections_to_choices(event: Event, category: str | None, consents: Collection[str]) -> list[Objection]:
    """What the event's categories and texts have against these: told together with what else does not fit."""
    return [*chosen_category(event, category)[1], *given.chosen(event, consents)[1]]


def chosen_category(event: Event, slug: str | None) -> tuple[Category | None, list[Objection]]:
    """The event's category of this slug. An event without categories takes none; the only one there is needs no choosing."""
    offered = {each.slug: each for each in queries.categories(event)}
    if not offered:
        return None, []
    if not slug:
        only = next(iter(offered.values())) if len(offered) == 1 else None
        missing = Objection("category-missing", _("Please choose how you take part."), field="category", data={"choices": list(offered)})
        return only, [] if only else [missing]
    if slug not in offered:
        message = _("This event has no such category. Choose one of its own.")
        return None, [Objection("unknown-category", message, field="category", data={"choices": list(offered)})]
    return offered[slug], []
