"""Bookings: who has which room when. Whose and what for is told to those who may see it; that a room is taken, to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from conference.api import queries as own_queries
from conference.api.answers import at
from conference.api.forms_bookings import Booking as BookingSaid
from conference.api.forms_bookings import BookingChanges, BookingIn, BookingsAsked, Cancelling
from conference.api.frame import Calls
from conference.api.pages import page, page_of
from conference.api.whose import organisation_for
from conference.booking import actions, policy, queries
from conference.booking.models import Booking, Occurrence
from conference.booking.rules import OccurrenceState, State
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.policy import signed_in
from conference.kernel.span import Span
from conference.kernel.web import allow, load
from conference.people.doors import me
from conference.people.models import Organisation
from conference.people.policy import manages_venue
from conference.people.rules import Role, Scope
from conference.programme import policy as event_policy
from conference.programme.actions.bookings import book_for_event
from conference.programme.models import Event, EventBooking
from conference.venue import queries as venue_queries
from conference.venue.rules import RoomFacts

bp = Calls("bookings", "Rooms booked: once or as a series, confirmed or as options that wait in line.")
FACTS = ("title", "note", "layout", "attendance", "setup_minutes", "teardown_minutes", "is_public")
AS_GIVEN = (*FACTS, "on_conflict", "override_reason")


@bp.call("GET", "/bookings", query=BookingsAsked, answer=page_of(BookingSaid), scope=Scope.BOOKINGS, may=signed_in)
def bookings(query: Any) -> Any:
    """The bookings you may see, the newest first"""
    return page(asked(seen(), query), query, said)


@bp.call("POST", "/bookings", body=BookingIn, answer=BookingSaid, status=201, scope=Scope.BOOKINGS, may=policy.book, others={409: "RoomTaken"})
def place_booking(body: Any) -> Any:
    """Book a room

    A confirmed booking excludes others; options wait in line and lapse after the centre's days. Taken: 409 `room-taken` with
    what is in the way and up to three alternatives. A series is followed on the wall clock of the centre's zone.
    """
    room, event = venue_queries.room(body["room"]), event_named(body.get("event"))
    refuse([*unknown_room(room, body), *unknown_event(event, body)], status=422)
    told = {name: body[name] for name in AS_GIVEN if name in body}
    told |= {"room": room, "span": Span(body["starts_at"], body["ends_at"]), "state": body["status"], "rrule": body.get("recurrence")}
    now = clock.now()
    if event:
        allow(policy.book_for, event)
        organisation = event.organisation
        made = book_for_event(event, by=me(), now=now, **told)
    else:
        organisation = organisation_for(me(), body.get("organisation"), now=now)
        made = actions.book_room(organisation=organisation, by=me(), now=now, **told)
    answer = just_made(made, organisation, event)
    return answer, answer["url"]


@bp.call("GET", "/bookings/<id>", answer=BookingSaid, scope=Scope.BOOKINGS, may=signed_in)
def booking(id: str) -> Any:
    """One booking, with all its dates"""
    return said([load(Booking, uid=id, may=policy.see)])[0]


@bp.call("PATCH", "/bookings/<id>", body=BookingChanges, answer=BookingSaid, scope=Scope.BOOKINGS, may=signed_in, others={409: "RoomTaken"})
def change_a_booking(id: str, body: Any) -> Any:
    """Change, move, confirm or give back a booking

    `starts_at`, `ends_at` and `room` move it; of a series, name the `occurrence`. An option that moves queues again at the end of
    the line, unless it only gives something up.
    """
    found, by, now = load(Booking, uid=id, may=policy.change, see=policy.see), current_user, clock.now()
    if body.keys() & {"room", "starts_at", "ends_at"}:
        move(found, body, now=now)
    elif "occurrence" in body:
        refuse([Objection("nothing-to-move", _("Say where this date is to move."), field="starts_at")], status=422)
    if facts := {name: body[name] for name in FACTS if name in body}:
        actions.change_booking(found, by=by, now=now, override_reason=body.get("override_reason"), **facts)
    if "status" in body and body["status"] is not found.state:
        change = {State.CONFIRMED: actions.confirm_option, State.RELEASED: actions.release_option, State.CANCELLED: actions.cancel_booking}
        change[body["status"]](found, by=by, now=now)
    return said([found])[0]


@bp.call("DELETE", "/bookings/<id>", query=Cancelling, answer=BookingSaid, scope=Scope.BOOKINGS, may=signed_in)
def cancel_a_booking(id: str, query: Any) -> Any:
    """Cancel a booking, or one date of a series

    Nothing is erased: it can still be read, as cancelled. The room is free again.
    """
    found = load(Booking, uid=id, may=policy.cancel, see=policy.see)
    actions.cancel_booking(found, by=current_user, now=clock.now(), occurrence=date_of(found, query.get("occurrence")))
    return said([found])[0]


def move(found: Booking, body: dict[str, Any], *, now: Any) -> None:
    """Move it, or one date of it; what is not said of time and room stays."""
    date = date_of(found, body.get("occurrence"))
    stands = date or next(iter(queries.planned(found)), found.occurrences[0])
    room = venue_queries.room(body["room"]) if "room" in body else venue_queries.house().by_id[stands.room_id]
    refuse(unknown_room(room, body), status=422)
    starts = body.get("starts_at", stands.starts_at)
    ends = body.get("ends_at", starts + (stands.ends_at - stands.starts_at))
    why = {"override_reason": body.get("override_reason")}
    actions.move_booking(found, span=Span(starts, ends), room=room, occurrence=date, by=current_user, now=now, **why)


def date_of(found: Booking, id: str | None) -> Occurrence | None:
    """The date with this id. Refuses (422) one that is not of this booking."""
    date = next((each for each in found.occurrences if each.uid == id), None)
    if id is not None and date is None:
        refuse([Objection("date-unknown", _("This booking has no such date."), field="occurrence")], status=422)
    return date


def event_named(slug: str | None) -> Event | None:
    """An event that the caller may edit; None where there is none or it is not theirs."""
    found = db.session.scalars(select(Event).where(Event.slug == slug)).one_or_none() if slug else None
    return found if found is not None and event_policy.edit(current_user, found) else None


def unknown_room(room: RoomFacts | None, body: dict[str, Any]) -> list[Objection]:
    return [] if room else [Objection("room-unknown", _("There is no room %(slug)s.", slug=body["room"]), field="room")]


def unknown_event(event: Event | None, body: dict[str, Any]) -> list[Objection]:
    if event or "event" not in body:
        return []
    return [Objection("event-unknown", _("There is no event %(slug)s that you may change.", slug=body["event"]), field="event")]


# Lists ----------------------------------------------------------------------------------------------------------------


def seen() -> Select[tuple[Booking]]:
    """Every booking that the caller may see, as `policy.see` says of each."""
    everything = manages_venue(current_user) or policy.keeps_doors(current_user)
    theirs = None if everything else current_user.organisation_ids(Role.ORGANISER)
    return select(Booking).where(queries.bookings_of(theirs, holder_id=current_user.id)).order_by(Booking.id.desc())


def asked(found: Select[tuple[Booking]], query: dict[str, Any]) -> Select[tuple[Booking]]:
    """Of these the ones that were asked for."""
    if "status" in query:
        found = found.where(Booking.state == query["status"])
    if "event" in query:
        found = found.where(Booking.id.in_(select(EventBooking.booking_id).join(Event).where(Event.slug == query["event"])))
    dates = []
    if "room" in query:
        room = venue_queries.room(query["room"])
        dates.append(Occurrence.room_id == (room.id if room else None))
    if "starts_at" in query:
        dates.append(Occurrence.ends_at > query["starts_at"])
    if "ends_at" in query:
        dates.append(Occurrence.starts_at < query["ends_at"])
    found = found.where(Booking.occurrences.any(db.and_(*dates))) if dates else found
    return found.options(lazyload(Booking.room), lazyload(Booking.organisation))


def said(found: Iterable[Booking]) -> list[dict[str, Any]]:
    """Bookings as the API tells them; what belongs to them is read for all at once: four statements, ranks among them."""
    found = list(found)
    ids = [each.id for each in found]
    if not ids:
        return []
    dates, events, owners = own_queries.dates_of(ids), own_queries.events_of(ids), own_queries.organisations_of(found)
    options = [each.id for each in found if each.state is State.OPTION]
    waiting = [date.id for id in options for date in dates[id] if date.state is OccurrenceState.PLANNED]
    ranks = queries.ranks(waiting) if waiting else {}
    rooms, address = venue_queries.house().by_id, addresses()

    def tell(each: Booking) -> dict[str, Any]:
        beside = {"organisation": owners[each.organisation_id], "event": events.get(each.id), "url": address + each.uid}
        return {**one(each, dates[each.id], ranks, rooms), **beside}

    return [tell(each) for each in found]


def just_made(made: Booking, organisation: Organisation, event: Event | None) -> dict[str, Any]:
    """The same of one that was made in this transaction: all is at hand; only an option's place in line is read."""
    waiting = [date.id for date in queries.planned(made)] if made.state is State.OPTION else []
    told = one(made, made.occurrences, queries.ranks(waiting) if waiting else {}, venue_queries.house().by_id)
    return {**told, "organisation": organisation.slug, "event": event.slug if event else None, "url": addresses() + made.uid}


def addresses() -> str:
    """What a booking's address begins with."""
    return url_for("api_bookings.booking", id="-", _external=True).removesuffix("-")


def one(each: Booking, occurrences: list[Any], ranks: dict[int, int], rooms: Mapping[int, RoomFacts]) -> dict[str, Any]:
    zone = each.zone
    dates = [(date, {"id": date.uid, "room": rooms[date.room_id].slug, **span_said(date, zone)}) for date in occurrences]
    rank = max((ranks[date.id] for date, _said in dates if date.id in ranks), default=1) if each.state is State.OPTION else None
    return {
        "id": each.uid,
        "status": each.state,
        "rank": rank,
        "room": rooms[each.room_id].slug,
        "title": each.title,
        "note": each.note,
        "layout": each.layout,
        "attendance": each.attendance,
        "setup_minutes": each.setup_minutes,
        "teardown_minutes": each.teardown_minutes,
        "is_public": each.is_public,
        "recurrence": each.rrule,
        "timezone": zone,
        "expires_at": at(each.expires_at, zone),
        "occurrences": [{**told, "status": date.state} for date, told in dates if date.state is not OccurrenceState.SKIPPED],
        "skipped": [{**told, "reason": date.reason} for date, told in dates if date.state is OccurrenceState.SKIPPED],
        "created_at": at(each.created_at, zone),
        "changed_at": at(each.changed_at, zone),
    }


def span_said(date: Any, zone: str) -> dict[str, Any]:
    return {"starts_at": at(date.starts_at, zone), "ends_at": at(date.ends_at, zone)}
