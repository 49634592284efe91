"""What guards one's account: the browsers that are signed in, and the second step."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
from flask import current_app, flash, render_template, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _, _n
from conference.kernel.objection import Refused
from conference.kernel.web import allow, load, see_other
from conference.people import actions, doors, policy, queries, totp
from conference.people.agents import agent_name
from conference.people.forms import CodeForm, EmptyForm
from conference.people.models import Login
from conference.people.views.blueprint import bp, home


@bp.get("/account/logins/")
def logins():
    allow(policy.own_account)
    mine = db.session.scalars(queries.live_logins(clock.now()).where(Login.user_id == current_user.id)).all()
    return render_template("people/logins.html", logins=mine, here=doors.this_login(), agent_name=agent_name, form=EmptyForm())


@bp.post("/account/logins/<uid>/end")
def end_login(uid):
    login = load(Login, uid=uid, may=policy.end_login)
    here = login is doors.this_login()
    actions.end_login(login, now=clock.now())
    if here:
        doors.forget()
    flash(str(_("That browser is signed out.")), "success")
    return see_other(home() if here else url_for("people.logins"))


@bp.post("/account/logins/end")
def end_other_logins():
    allow(policy.own_account)
    ended = actions.end_logins(doors.me(), now=clock.now(), but=doors.this_login())
    flash(str(_n("One other browser is signed out.", "%(number)s other browsers are signed out.", ended)), "success")
    return see_other(url_for("people.logins"))


@bp.route("/account/two-factor/", methods=["GET", "POST"])
def two_factor():
    """Off: shows the picture to scan and takes the first code. On: shows what can be done."""
    allow(policy.own_account)
    doors.need_confirmation()
    form = CodeForm()
    if current_user.totp_confirmed_at is not None:
        return render_template("people/two_factor_on.html", form=form)
    if form.validate_on_submit():
        try:
            codes = actions.confirm_second_factor(doors.me(), form.code.data, by=current_user, now=clock.now())
            return recovery_codes_page(codes)
        except Refused as refused:
            form.object_to(refused.objections)
    secret = actions.begin_second_factor(doors.me())
    uri = totp.enrolment_uri(secret, account=current_user.email, issuer=urlsplit(str(current_app.config["BASE_URL"])).hostname or "")
    picture = segno.make(uri, error="m").svg_data_uri(border=4, scale=5, light="#fff", dark="#000")
    return render_template("people/two_factor_off.html", form=form, secret=secret, picture=picture), 422 if form.is_submitted() else 200


@bp.post("/account/two-factor/codes")
def recovery_codes():
    allow(policy.own_account)
    doors.need_confirmation(url_for("people.two_factor"))
    return recovery_codes_page(actions.new_recovery_codes(doors.me(), by=current_user, now=clock.now()))


def recovery_codes_page(codes):
    return render_template("people/recovery_codes.html", codes=codes), 200, {"Cache-Control": "no-store"}


@bp.post("/account/two-factor/removal")
def remove_two_factor():
    allow(policy.own_account)
    doors.need_confirmation(url_for("people.two_factor"))
    actions.remove_second_factor(doors.me(), by=current_user, now=clock.now())
    flash(str(_("The second step is off.")), "success")
    return see_other(url_for("people.logins"))
