"""Registering for an event: one page, few fields; and a new link for whoever has lost theirs."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.fresh_form import fresh_form
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.stamps import stamps
from conference.kernel.web import load, see_other
from conference.programme.models import Event
from conference.registration import policy, queries
from conference.registration.actions import register as register_somebody
from conference.registration.actions import send_lost_link
from conference.registration.actions.register import objections_to_choices, objections_to_coming
from conference.registration.forms import LostLinkForm, RegistrationForm, asked, guessed_country, guessed_language, prefill
from conference.registration.views.blueprint import bp
from conference.venue.kept import CENTRE

FEW = 20  # places left, from which on the form says how many


@bp.route("/events/<slug>/register/", methods=["GET", "POST"])
def register(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.see)
    now = clock.now()
    closed = objections_to_coming(event, now)
    if request.method in {"GET", "HEAD"}:
        return empty_form(event, closed)
    form: Any = RegistrationForm()
    if form.validate():
        try:
            made = register_somebody(
                event, **form.told(), email=form.email.data, consents=form.consents.data or [], nonce=form.nonce.data or "",
                client=request.remote_addr or "", now=now, person=getattr(current_user, "person", None),
            )  # fmt: skip
        except Refused as refused:
            form.object_to(refused.objections)
            return page(event, form, closed, queries.standing(event)), refused.status
        if made.ignored:
            flash(str(_("This form has registered you already. What you changed in it since is not saved; change it here.")), "warning")
        else:
            flash(str(_("Thank you. A letter with your link is on its way to you.")), "success")
        return see_other(url_for("registrant.own", secret=made.secret))
    form.object_to(objections_to_choices(event, form.category.data, form.consents.data or []))
    return page(event, form, closed, queries.standing(event)), 422 if form.errors else 200


def empty_form(event: Event, closed: list[Objection]) -> str:
    """The form as it is first seen: kept under all that it shows, for this is what everybody opens in the first minute."""
    standing = queries.standing(event)
    marks = stamps([event.scope, CENTRE])
    left = "many" if standing.free is None or standing.free > FEW else max(0, standing.free)
    guessed = guessed_country(), guessed_language(), "zone" in request.cookies
    key = f"register|{event.id}|{marks[event.scope].version}|{marks[CENTRE].version}|{[each.code for each in closed]}|{left}|{guessed}"

    def make(nonce: str) -> str:
        form = RegistrationForm()
        prefill(form, current_user, nonce=nonce)
        return page(event, form, closed, standing)

    return fresh_form(key, make)


def page(event: Event, form: RegistrationForm, closed: list[Objection], standing: queries.Standing) -> str:
    asked(form, event)
    return render_template("registration/register.html", event=event, form=form, closed=closed, standing=standing, few=FEW)


@bp.route("/events/<slug>/register/link/", methods=["GET", "POST"])
def lost_link(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.see)
    form = LostLinkForm()
    if form.validate_on_submit():
        try:
            send_lost_link(event, email=form.email.data or "", client=request.remote_addr or "", now=clock.now())
        except Refused as refused:
            form.object_to(refused.objections)
            return render_template("registration/lost_link.html", event=event, form=form), refused.status
        flash(str(_("If this address is registered for the event, a letter with a new link is on its way to it.")), "success")
        return see_other(url_for("registration.lost_link", slug=slug))
    return render_template("registration/lost_link.html", event=event, form=form), 422 if form.errors else 200
