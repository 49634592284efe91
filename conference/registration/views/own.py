"""Self-service: whoever holds the link sees how their registration stands, changes, cancels, takes their data along, goes."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from conference.kernel import clock, meanwhile
from conference.kernel.errors import error_page
from conference.kernel.forms import Form
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import public, see_other
from conference.registration import queries
from conference.registration.actions import (
    cancel_registration,
    change_consents,
    change_registration,
    send_letter_again,
    take_back_cancellation,
    withdraw_consent,
)
from conference.registration.actions.change import hold
from conference.registration.actions.register import objections_to_coming
from conference.registration.erasure import erase_registration, own_data
from conference.registration.forms import DetailsForm, asked, shown
from conference.registration.models import Registration
from conference.registration.rules import State
from conference.registration.tickets import qr_svg, ticket_pdf
from conference.registration.views.blueprint import own_bp as bp


def found(secret: str) -> Registration:
    """The registration that this secret opens; 404 for every other."""
    link = queries.link(secret) if len(secret) <= 64 else None
    if link is None:
        abort(404)
    return link.registration


def sent() -> None:
    """The form came from our page: the token fits. Raises the error that the extension would raise."""
    form = Form()
    if not form.validate():
        raise CSRFError(str(next(iter(form.errors.values()), [""])[0]))


def home(secret: str) -> Any:
    return see_other(url_for("registrant.own", secret=secret))


@bp.get("/")
@public
def own(secret: str) -> Any:
    registration = found(secret)
    event = registration.event
    may_return = registration.state == State.CANCELLED and not objections_to_coming(event, clock.now(), invited=True)
    facts = {"position": queries.position(registration), "may_return": may_return, "admitted": queries.admitted(registration)}
    return render_template("registration/own.html", secret=secret, registration=registration, event=event, form=Form(), **facts)


@bp.get("/ticket.svg")
@public
def ticket_svg(secret: str) -> Response:
    return Response(qr_svg(ticketed(secret).code), content_type="image/svg+xml")


@bp.get("/ticket.pdf")
@public
def ticket_sheet(secret: str) -> Response:
    sheet = ticket_pdf(ticketed(secret))
    return Response(sheet, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="ticket.pdf"'})


def ticketed(secret: str) -> Registration:
    registration = found(secret)
    if registration.state != State.CONFIRMED:
        abort(404)
    return registration


@bp.route("/change/", methods=["GET", "POST"])
@public
def change(secret: str) -> Any:
    registration = found(secret)
    form: Any = asked(DetailsForm(), registration.event)
    meanwhile.shown(form, lambda: shown(form, registration))

    def act() -> None:
        now = clock.now()
        change_registration(registration, by=registration, now=now, **form.told())
        if "consents" in form:
            change_consents(registration, form.consents.data or [], by=registration, now=now)

    status = 200
    if form.is_submitted():
        try:
            meanwhile.save(form, act, hold=lambda: hold(registration))
        except Refused as refused:
            form.object_to(refused.objections)
            status = refused.status
        else:
            flash(str(_("Saved.")), "success")
            return home(secret)
    return render_template("registration/change.html", secret=secret, registration=registration, form=form), status


@bp.post("/cancellation")
@public
def cancellation(secret: str) -> Any:
    registration = found(secret)
    sent()
    try:
        cancel_registration(registration, by=registration, now=clock.now())
    except Refused as refused:
        return error_page(refused.status, objections=refused.objections)
    flash(str(_("Your registration is cancelled.")), "success")
    return home(secret)


@bp.post("/return")
@public
def come_back(secret: str) -> Any:
    registration = found(secret)
    sent()
    try:
        position = take_back_cancellation(registration, by=registration, now=clock.now())
    except Refused as refused:
        return error_page(refused.status, objections=refused.objections)
    flash(str(_("Welcome back.") if position is None else _("Welcome back. All places are taken, so you are on the waiting list.")), "success")
    return home(secret)


@bp.post("/letters")
@public
def letters(secret: str) -> Any:
    registration = found(secret)
    sent()
    send_letter_again(registration, by=registration, now=clock.now())
    flash(str(_("A letter with your link is on its way to you.")), "success")
    return home(secret)


@bp.post("/consents/<int:number>/withdrawal")
@public
def withdrawal(secret: str, number: int) -> Any:
    registration = found(secret)
    sent()
    consent = next((each for each in registration.consents if each.id == number), None) or abort(404)
    withdraw_consent(consent, by=registration, now=clock.now())
    flash(str(_("Your agreement is withdrawn.")), "success")
    return home(secret)


@bp.get("/data.json")
@public
def data(secret: str) -> Response:
    """Everything that is kept about the holder, to take along."""
    text = json.dumps(own_data(found(secret)), ensure_ascii=False, indent=2)
    return Response(text, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="registration.json"'})


@bp.route("/erasure/", methods=["GET", "POST"])
@public
def erasure(secret: str) -> Any:
    registration = found(secret)
    if request.method == "GET":
        return render_template("registration/erasure.html", secret=secret, registration=registration, form=Form())
    sent()
    slug = registration.event.slug
    erase_registration(registration, by=registration, now=clock.now())
    flash(str(_("Your data are erased. This was the last time that we could greet you by your name.")), "success")
    return see_other(url_for("programme.event", slug=slug))
