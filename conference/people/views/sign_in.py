"""The way in and out."""

from __future__ import annotations

import logging

from flask import flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.i18n import browser_zone, said_locale
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import public, safe_next, see_other
from conference.people import actions, doors
from conference.people.forms import CodeForm, SignInForm
from conference.people.views.blueprint import bp, home

log = logging.getLogger(__name__)

WRONG = _("The e-mail address or the password is not right.")
WRONG_CODE = _("This code does not fit. Type the newest one, or a recovery code that you have not used yet.")


@bp.route("/login", methods=["GET", "POST"])
@public
def sign_in():
    """Who is signed in already is led on."""
    if current_user.is_authenticated:
        return see_other(safe_next(home()))
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, 422 if form.is_submitted() else 200)
    now = clock.now()
    try:
        user = actions.take_password(form.email.data, form.password.data, address=request.remote_addr or "", now=now)
    except Refused as refused:
        return refused_page(sign_in_page, form, refused)
    if user is None:
        log.warning("sign-in refused", extra={"reason": "wrong password or unknown account"})
        form.form_errors.append(WRONG)
        return sign_in_page(form, 422)
    if user.totp_confirmed_at is not None:
        doors.await_code(user, now=now)
        return see_other(url_for("people.second_step", next=safe_next("") or None))
    return enter(user)


@bp.route("/login/code", methods=["GET", "POST"])
@public
def second_step():
    """The code of whoever has just given the right password; anybody else begins at the beginning."""
    now = clock.now()
    user = doors.who_awaits_code(now)
    if user is None:
        return see_other(url_for("people.sign_in", next=safe_next("") or None))
    form = CodeForm()
    if not form.validate_on_submit():
        return second_page(form, 422 if form.is_submitted() else 200)
    try:
        fits = actions.take_second_factor(user, form.code.data, now=now)
    except Refused as refused:
        return refused_page(second_page, form, refused)
    if not fits:
        log.warning("sign-in refused", extra={"reason": "wrong code", "user": user.uid})
        form.code.errors.append(WRONG_CODE)
        return second_page(form, 422)
    return enter(user)


def enter(user):
    """Open a log-in in a new session and go where the person wanted to go."""
    target = safe_next(home())
    log.info("signed in", extra={"user": user.uid})
    agent, address, bearings = request.user_agent.string, request.remote_addr or "", {"language": said_locale(), "zone": browser_zone()}
    doors.carry(actions.open_login(user, agent=agent, address=address, **bearings, now=clock.now()))
    return see_other(target)


def refused_page(page, form, refused):
    log.warning("attempt slowed", extra={"endpoint": request.endpoint})
    form.object_to(refused.objections)
    return (*page(form, refused.status), {"Retry-After": str(refused.data["retry_after"])})


def sign_in_page(form, status):
    return render_template("people/sign_in.html", form=form, next=safe_next("")), status


def second_page(form, status):
    return render_template("people/second_step.html", form=form, next=safe_next("")), status


@bp.post("/logout")
@public
def sign_out():
    """Ends the log-in itself, not only the cookie. For whoever is not signed in nothing happens."""
    if current_user.is_authenticated and (login := doors.this_login()):
        actions.end_login(login, now=clock.now())
    doors.forget()
    flash(str(_("You are signed out.")), "success")
    return see_other(home())
