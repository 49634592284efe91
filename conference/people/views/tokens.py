"""One's own API tokens: made and shown once, looked at, withdrawn."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import flash, render_template, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import reader_zone
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, load, see_other
from conference.people import actions, doors, policy, queries
from conference.people.forms import TokenForm
from conference.people.models import ApiToken
from conference.people.rules import Scope
from conference.people.views.blueprint import bp


@bp.route("/account/tokens/", methods=["GET", "POST"])
def tokens():
    """The secret of a new token is on the answer to the POST and nowhere else."""
    allow(policy.own_account)
    form = TokenForm()
    if form.is_submitted():
        doors.need_confirmation(url_for("people.tokens"))
    secret, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            secret = actions.create_token(
                doors.me(), scopes=form.scopes.data, name=form.name.data, expires_at=end_of(form.expires_on.data), by=current_user, now=clock.now()
            )
            form, status = TokenForm(formdata=None), 201
        except Refused as refused:
            form.object_to(refused.objections)
    mine = db.session.scalars(queries.tokens_of(doors.me())).all()
    body = render_template("people/tokens.html", form=form, tokens=mine, secret=secret, scopes=Scope, now=clock.now())
    return body, status, {"Cache-Control": "no-store"}


def end_of(day):
    """The end of a day in the reader's zone, or None."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(reader_zone())) if day else None


@bp.post("/account/tokens/<uid>/withdrawal")
def withdraw_token(uid):
    token = load(ApiToken, uid=uid, may=policy.withdraw_token)
    actions.revoke_token(token, by=current_user, now=clock.now())
    flash(str(_("The token is withdrawn. Programs that use it are turned away.")), "success")
    return see_other(url_for("people.tokens"))
