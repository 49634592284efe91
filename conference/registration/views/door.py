"""The door's page, for phones: scan or type a ticket's code, or find somebody by name; live counts. Plain forms do it all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, jsonify, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.crypto import new_token
from conference.kernel.database import db, transaction
from conference.kernel.errors import error_page
from conference.kernel.forms import read_instant
from conference.kernel.i18n import format_time, zone_city
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import load, see_other
from conference.people.doors import me
from conference.programme.models import Event
from conference.registration import policy, queries
from conference.registration.actions import check_in, undo_check_in
from conference.registration.forms import ScanForm
from conference.registration.models import CheckIn, Registration
from conference.registration.rules import ScanResult, State
from conference.registration.views.blueprint import bp

HERE = "/manage/events/<slug>/door/"
FOUND = 20


def guarded(slug: str) -> Event:
    return load(Event, slug=slug, may=policy.check_in, see=policy.see)


@bp.get(HERE)
def door(slug: str) -> Any:
    event = guarded(slug)
    search = request.args.get("q", "").strip()[:100]
    found = db.session.scalars(queries.registrations(event, search=search).limit(FOUND)).all() if search else []
    last = queries.scan_of(event, request.args.get("scan", 0, int))
    facts = {"count": queries.door_count(event), "search": search, "found": found, "came": queries.came(found), "nonce": new_token()}
    return render_template("registration/door.html", event=event, form=ScanForm(), last=last, said=told(last) if last else None, State=State, **facts)


@bp.get(f"{HERE}count")
def door_count(slug: str) -> str:
    """The live numbers, asked for again and again."""
    event = guarded(slug)
    return render_template("registration/_count.html", event=event, count=queries.door_count(event))


@bp.post(HERE)
def door_scan(slug: str) -> Any:
    """One scan: JSON for the page's script, else back to the page, which says what it came to."""
    return scanned(slug, ScanForm(), now=clock.now())


@transaction
def scanned(slug: str, form: ScanForm, *, now: datetime) -> Any:
    """Ask who may, write the scan down and say what it came to, all in one transaction: nothing has to be read twice."""
    event = guarded(slug)
    code, nonce = form.code.data or "", form.nonce.data or new_token()
    if person := request.form.get("person"):
        code = load(Registration, uid=person, event_id=event.id, twin_of_id=None, erased_at=None, may=policy.check_in).code
    scan = check_in(event, code=code, nonce=nonce, by=me(), now=now, scanned_at=earlier(form.scanned_at.data))
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(told(scan))
    return see_other(url_for("registration.door", slug=slug, scan=scan.id))


@bp.post(f"{HERE}scans/<int:number>/undo")
def door_undo(slug: str, number: int) -> Any:
    event = guarded(slug)
    scan = load(CheckIn, id=number, event_id=event.id, may=policy.check_in)
    try:
        undo_check_in(scan, by=current_user, now=clock.now())
    except Refused as refused:
        return error_page(refused.status, objections=refused.objections)
    flash(str(_("Taken back. The ticket can be scanned again.")), "success")
    return see_other(url_for("registration.door", slug=slug))


def earlier(text: str | None) -> datetime | None:
    """When the phone scanned; None when it does not say so in a way that can be read."""
    try:
        return read_instant(text, field="scanned_at") if text else None
    except Refused:
        return None


def told(scan: CheckIn) -> dict[str, Any]:
    """What the door is told of a scan."""
    person = scan.registration
    return {
        "result": scan.result.value,
        "result_label": str(scan.result.label),
        "name": person.name if person else None,
        "detail": str(detail(scan, person)),
        "first_at": scan.first_at.isoformat() if scan.first_at else None,
        "undo": undo_address(scan),
    }


def undo_address(scan: CheckIn) -> str | None:
    """Where a scan that let somebody in is taken back; None for the others."""
    if scan.result != ScanResult.ADMITTED or scan.undone_at is not None:
        return None
    return url_for("registration.door_undo", slug=scan.event.slug, number=scan.id)


def detail(scan: CheckIn, person: Registration | None) -> Any:
    """The sentence under the result: since when, as what, or what to do."""
    if scan.result == ScanResult.UNKNOWN:
        return _("No registration has this code. Look for the name.")
    if scan.result == ScanResult.WRONG_EVENT or person is None:
        return _("This ticket is for another event.")
    if scan.result == ScanResult.NOT_CONFIRMED and person.state == State.CONFIRMED:
        return _("This ticket does not count: the address was registered twice. Let the person in by name.")
    if scan.result == ScanResult.NOT_CONFIRMED:
        return _("This registration is %(state)s.", state=person.state.label)
    if scan.first_at is not None:
        zone = person.event.timezone
        return _("Let in at %(time)s (%(city)s).", time=format_time(scan.first_at, zone), city=zone_city(zone))
    return ", ".join(part for part in (str(person.category.name) if person.category else "", person.affiliation) if part)
