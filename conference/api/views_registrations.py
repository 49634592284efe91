"""Registrations: anybody registers, organisers read the list, the door lets people in."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_login import current_user
from sqlalchemy import func

from conference.api.answers import at
from conference.api.forms_door import CheckIn as CheckInSaid
from conference.api.forms_door import CheckInIn
from conference.api.forms_registrations import Registered, RegistrationChanges, RegistrationIn, RegistrationsAsked
from conference.api.forms_registrations import Registration as RegistrationSaid
from conference.api.frame import Calls
from conference.api.pages import page, page_of
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.web import allow, load
from conference.people.doors import me
from conference.people.rules import Scope
from conference.programme import policy
from conference.programme.models import Event
from conference.registration import actions, queries
from conference.registration.links import manage_url
from conference.registration.models import CheckIn, Registration
from conference.registration.rules import ScanResult, State

bp = Calls("registrations", "Who comes to an event, and who is in.")
TOLD = ("given_name", "family_name", "latin_name", "affiliation", "email", "country", "language", "timezone")


@bp.call(
    "POST", "/events/<slug>/registrations", body=RegistrationIn, answer=Registered, status=201, scope=Scope.REGISTRATIONS, token=False, refuses=(429,)
)
def register_somebody(slug: str, body: Any) -> Any:
    """Register for an event

    Confirmed while there are places (pending where the category needs approval), else on the waiting list. An address that is
    registered already gets the same answer, and its owner a letter.
    """
    event = load(Event, slug=slug, may=policy.see)
    on_behalf = body.pop("on_behalf", False)
    if on_behalf:
        allow(policy.run_registration, event)
    by = current_user if current_user.is_authenticated else None
    client = request.remote_addr or ""
    made = actions.register(event, **body, by=by, client=client, on_behalf=on_behalf, now=clock.now())
    return {
        "code": made.registration.code,
        "status": made.registration.state,
        "position": made.position,
        "manage_url": manage_url(made.secret),
    }


@bp.call("GET", "/events/<slug>/registrations", query=RegistrationsAsked, answer=page_of(RegistrationSaid), scope=Scope.REGISTRATIONS)
def registrations(slug: str, query: Any) -> Any:
    """Who is registered, in order of arrival: for the event's organisers"""
    event = load(Event, slug=slug, may=policy.run_registration, see=policy.see)
    sought = {name: query[name] for name in ("search", "category", "country", "checked_in") if name in query}
    found = queries.registrations(event, state=query.get("status"), **sought)
    return page(queries.bare(found), query, lambda rows: said(event, rows))


@bp.call("GET", "/events/<slug>/registrations/<code>", answer=RegistrationSaid, scope=Scope.REGISTRATIONS)
def registration(slug: str, code: str) -> Any:
    """One registration, by its ticket's code: for the event's organisers"""
    event = load(Event, slug=slug, may=policy.run_registration, see=policy.see)
    return said(event, [one(event, code)])[0]


@bp.call("PATCH", "/events/<slug>/registrations/<code>", body=RegistrationChanges, answer=RegistrationSaid, scope=Scope.REGISTRATIONS)
def change_a_registration(slug: str, code: str, body: Any) -> Any:
    """Change what somebody told, approve, decline or cancel

    Whoever is concerned gets a letter. A place that is given back goes to whoever waits longest.
    """
    event = load(Event, slug=slug, may=policy.run_registration, see=policy.see)
    found, by, now = one(event, code), current_user, clock.now()
    status = body.pop("status", found.state)
    if body:
        actions.change_registration(found, by=by, now=now, **body)
    if status is not found.state:
        decide = {State.CONFIRMED: actions.approve, State.DECLINED: actions.decline, State.CANCELLED: actions.cancel_registration}
        decide[status](found, by=by, now=now)
    return said(event, [found])[0]


@bp.call("DELETE", "/events/<slug>/registrations/<code>", answer=RegistrationSaid, scope=Scope.REGISTRATIONS)
def cancel_a_registration(slug: str, code: str) -> Any:
    """Cancel a registration

    It stays in the list as cancelled. Its place goes to whoever waits longest.
    """
    event = load(Event, slug=slug, may=policy.run_registration, see=policy.see)
    found = one(event, code)
    actions.cancel_registration(found, by=me(), now=clock.now())
    return said(event, [found])[0]


@bp.call("POST", "/events/<slug>/check-ins", body=CheckInIn, answer=CheckInSaid, status=201, scope=Scope.CHECK_INS)
def check_somebody_in(slug: str, body: Any) -> Any:
    """Let a ticket's holder in, or say why not

    Every scan has an answer: `admitted`, `already_in`, `not_confirmed`, `wrong_event`, `unknown`. A repeated nonce is the same scan.
    """
    event = load(Event, slug=slug, may=policy.check_in, see=policy.see)
    return scan_said(event, actions.check_in(event, **body, by=me(), now=clock.now()))


@bp.call("DELETE", "/events/<slug>/check-ins/<path:nonce>", answer=CheckInSaid, scope=Scope.CHECK_INS)
def take_a_check_in_back(slug: str, nonce: str) -> Any:
    """Take back a scan that let somebody in by mistake

    The ticket can be scanned again, under another nonce. The scan stays, with the time at which it was taken back.
    """
    event = load(Event, slug=slug, may=policy.check_in, see=policy.see)
    scan = queries.scan(event, nonce) or abort(404)
    actions.undo_check_in(scan, by=me(), now=clock.now())
    return scan_said(event, scan)


def one(event: Event, code: str) -> Registration:
    """The registration with this ticket at this event, or 404. The code that a repeated address was told leads to the first."""
    found = queries.with_code(code)
    if found is None or found.event_id != event.id or found.erased_at is not None:
        abort(404)
    return found.twin_of or found


def scan_said(event: Event, scan: CheckIn) -> dict[str, Any]:
    return {
        "result": scan.result,
        "message": scan.result.label,
        "admitted": scan.result is ScanResult.ADMITTED,
        "at": at(scan.at, event.timezone),
        "first_at": at(scan.first_at, event.timezone),
        "nonce": scan.nonce,
        "undone_at": at(scan.undone_at, event.timezone),
        "registration": guest(scan.registration) if scan.registration else None,
    }


def guest(registration: Registration) -> dict[str, Any]:
    """What the door needs to know of somebody."""
    told = {name: getattr(registration, name) for name in ("code", "given_name", "family_name", "latin_name")}
    return {**told, "category": registration.category.slug if registration.category else None, "status": registration.state}


def said(event: Event, found: list[Registration]) -> list[dict[str, Any]]:
    """Registrations for organisers; places in line and check-ins of all of them in one statement each."""
    waiting = positions(event) if any(each.state is State.WAITLISTED for each in found) else {}
    inside = queries.came(found)
    return [
        {
            **{name: getattr(each, name) for name in TOLD},
            "code": each.code,
            "status": each.state,
            "position": waiting.get(each.id),
            "category": each.category.slug if each.category else None,
            "answers": each.answers,
            "registered_at": at(each.placed_at, event.timezone),
            "checked_in_at": at(inside.get(each.id), event.timezone),
        }
        for each in found
    ]


def positions(event: Event) -> dict[int, int]:
    """The place in line of everybody who waits."""
    number = func.row_number().over(order_by=Registration.queue_number)
    return {id: place for id, place in db.session.execute(queries.waiting(event).with_only_columns(Registration.id, number))}  # noqa: C416
