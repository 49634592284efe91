"""Events come into being, change, are cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db, transaction, violated
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people.models import Organisation
from conference.programme import queries, rules_writing
from conference.programme.models import Event
from conference.programme.rules import Visibility

SHOWN = ("slug", "title", "description", "starts_on", "ends_on", "timezone", "visibility", "place_name", "url")  # by calendars: raise the sequence
FIELDS = (*SHOWN, "languages", "places", "registration_open", "interchange")


def event_facts(event: Event) -> dict[str, Any]:
    """What the history keeps of an event, and what the rules look at."""
    return {name: getattr(event, name) for name in FIELDS}


@transaction
def create_event(
    *, slug: str, title: Words, starts_on: date, ends_on: date, timezone: str, languages: Sequence[str], visibility: Visibility,
    organisation: Organisation, places: int | None = None, registration_open: bool = False, description: Words | None = None,
    place_name: str = "", url: str = "", interchange: Mapping[str, Any] | None = None, by: Any, now: datetime,
) -> Event:  # fmt: skip
    """An event of this organisation, with an empty programme.

    Raises Refused (422) with every objection to its facts, or (409, `address-taken`) when another event has its address.
    """
    event = Event(
        slug=slug, title=Words(title), description=Words(description), starts_on=starts_on, ends_on=ends_on, timezone=timezone,
        languages=list(languages), visibility=Visibility(visibility), organisation_id=organisation.id, places=places,
        registration_open=registration_open, place_name=place_name, url=url, interchange=dict(interchange or {}), created_at=now, changed_at=now,
    )  # fmt: skip
    check(event)
    db.session.add(event)
    save(event)
    record(event.entity, "create", by=by, at=now, after=event_facts(event))
    touch_public(event, Visibility.PRIVATE, now=now)
    return event


@transaction
def change_event(event: Event, *, by: Any, now: datetime, **changes: Any) -> Event:
    """Set some of FIELDS. Sessions keep their instants when the zone or the days change; the clashes tell what then lies outside.

    Raises Refused as `create_event` does. Calendars see a new sequence only when something they show is different.
    """
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"an event has no {sorted(unknown)}")
    before = event_facts(event)
    with db.session.no_autoflush:
        for name, value in changes.items():
            setattr(event, name, Words(value) if name in {"title", "description"} else value)
        check(event, known_slug=before["slug"])
    after = event_facts(event)
    if before == after:
        return event
    event.changed_at = now
    event.sequence += any(before[name] != after[name] for name in SHOWN)
    save(event)
    record(event.entity, "change", by=by, at=now, before=before, after=after)
    touch_public(event, before["visibility"], now=now)
    return event


@transaction
def cancel_event(event: Event, *, by: Any, now: datetime) -> None:
    """The event does not take place. Its pages and feeds stay and say so; registration closes. Refuses a second time."""
    if event.cancelled_at:
        refuse([Objection("already-cancelled", _("This event is already cancelled."))])
    event.cancelled_at = event.changed_at = now
    event.registration_open = False
    event.sequence += 1
    record(event.entity, "cancel", by=by, at=now)
    touch_public(event, event.visibility, now=now)


def check(event: Event, known_slug: str | None = None) -> None:
    """Raises Refused when the event's facts do not hold, or its address is another's."""
    refuse(rules_writing.objections_to_event(event_facts(event)), status=422)
    if event.slug != known_slug and queries.slug_taken(event.slug):
        refuse([address_taken(event.slug)])


def save(event: Event) -> None:
    """Write it down now, so that an address that somebody else has just taken is refused."""
    try:
        db.session.flush()
    except IntegrityError as problem:  # somebody else was faster by a moment
        if violated(problem) == "uq_event_slug":
            raise Refused([address_taken(event.slug)]) from problem
        raise


def address_taken(slug: str) -> Objection:
    """The objection to an address that another event has."""
    return Objection("address-taken", _("Another event already has the address %(slug)s. Choose another one.", slug=slug), field="slug")


def touch_public(event: Event, was: Visibility, *, now: datetime) -> None:
    """Raise the event's stamp, and the centre's when its public list has, had or will have the event."""
    touch(event.scope, event.timetable_scope, now=now)
    if Visibility.PUBLIC in {event.visibility, was}:
        touch("centre", now=now)
