"""The way in and out."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.message import _
from conference.kernel.web import link, public, safe_next, see_other
from conference.people import actions, doors
from conference.people.forms import SignInForm

bp = Blueprint("people", __name__)

WRONG = _("The e-mail address or the password is not right.")


def home() -> str:
    return link("desk.home") or "/"


@bp.route("/login", methods=["GET", "POST"])
@public
def sign_in():
    """Who is signed in already is led on."""
    if current_user.is_authenticated:
        return see_other(safe_next(home()))
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form, 422 if form.is_submitted() else 200)
    user = actions.password_fits(form.email.data, form.password.data)
    if user is None:
        form.form_errors.append(WRONG)
        return sign_in_page(form, 422)
    doors.carry(actions.open_login(user, agent=request.user_agent.string, address=request.remote_addr or "", now=clock.now()))
    return see_other(safe_next(home()))


def sign_in_page(form, status):
    return render_template("people/sign_in.html", form=form, next=safe_next("")), status


@bp.post("/logout")
@public
def sign_out():
    """Ends the log-in itself, not only the cookie. For whoever is not signed in nothing happens."""
    if current_user.is_authenticated and (login := doors.this_login()):
        actions.end_login(login, now=clock.now())
    doors.forget()
    flash(str(_("You are signed out.")), "success")
    return see_other(home())
