"""Check-in: one scan is one row, whatever it came to. Two doors that scan one ticket: one lets in, the other is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from conference.kernel.database import lock, transaction
from conference.kernel.history import actor_of, record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.actions.scans import note
from conference.registration.models import CheckIn, Registration
from conference.registration.rules import ScanResult, State

LATE = timedelta(days=7)  # a phone that was without network tells what it scanned, but not from another month


@transaction
def check_in(event: Event, *, code: str, nonce: str, by: Any, now: datetime, scanned_at: datetime | None = None) -> CheckIn:
    """Let the holder of this ticket in, or say why not: the scan's row has `result`, `registration` and, when the ticket was
    let in before, `first_at`. Nothing is refused except a scan without a nonce (422): every scan has an answer.

    The same nonce again is the same scan and gives the same row. Of concurrent scans of one ticket exactly one admits.
    """
    if not 1 <= len(nonce) <= 64 or not nonce.isprintable():
        refuse([Objection("nonce-missing", _("Give each scan a name of its own, of at most 64 characters."), field="nonce")], status=422)
    registration = queries.with_code(code) if len(code) <= 64 and code.isprintable() else None
    if registration is not None and registration.event_id == event.id and registration.erased_at is None:
        return scan_ticket(event, registration, nonce, by=by, at=moment(scanned_at, now))
    result = ScanResult.UNKNOWN if registration is None or registration.erased_at else ScanResult.WRONG_EVENT
    return note(event, nonce, result, at=moment(scanned_at, now), by=by)


@transaction
def check_in_person(event: Event, registration: Registration, *, nonce: str, by: Any, now: datetime) -> CheckIn:
    """Let somebody in who was found by name; the same answers as for their ticket."""
    return check_in(event, code=registration.code, nonce=nonce, by=by, now=now)


def scan_ticket(event: Event, registration: Registration, nonce: str, *, by: Any, at: datetime) -> CheckIn:
    """Decide under the registration's lock."""
    person = registration.twin_of or registration
    lock(person)
    before = queries.admitted(person)
    if registration.twin_of_id is not None or person.state != State.CONFIRMED:
        result = ScanResult.NOT_CONFIRMED
    else:
        result = ScanResult.ALREADY_IN if before else ScanResult.ADMITTED
    return note(event, nonce, result, at=at, by=by, registration_id=person.id, first_at=before.at if before else None)


@transaction
def undo_check_in(scan: CheckIn, *, by: Any, now: datetime) -> None:
    """Take back a scan that let somebody in by mistake; the ticket can be scanned again. Refuses scans that let nobody in."""
    lock(scan)
    if scan.result != ScanResult.ADMITTED or scan.undone_at is not None:
        refuse([Objection("nobody-let-in", _("This scan let nobody in, so there is nothing to take back."))])
    scan.undone_at, scan.undone_by = now, actor_of(by)
    if scan.registration is not None:
        record(scan.registration.entity, "check_in_undone", by=by, at=now)


def moment(scanned_at: datetime | None, now: datetime) -> datetime:
    """When it was scanned: not in the future, not long ago."""
    return now if scanned_at is None or not now - LATE <= scanned_at <= now else scanned_at
