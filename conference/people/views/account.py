"""One's own account: profile, password, address, data. And the question "is it really you?" before dangerous acts."""

from __future__ import annotations

import json

from flask import Response, flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.i18n import reader_zone, tag
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, safe_next, see_other
from conference.people import actions, doors, erasure, policy
from conference.people.forms import AddressForm, ChangePasswordForm, ConfirmationForm, EmptyForm, ProfileForm
from conference.people.models import LinkPurpose
from conference.people.views.blueprint import bp, home
from conference.people.views.sign_in import WRONG_CODE, refused_page

WRONG_PASSWORD = _("This is not your password.")


@bp.route("/account/", methods=["GET", "POST"])
def account():
    allow(policy.own_account)
    form = ProfileForm(obj=current_user.person)

    def fill():
        form.process(obj=current_user.person)
        form.language.data = current_user.locale or tag()
        form.timezone.data = current_user.timezone or reader_zone()

    def act():
        facts = {name: getattr(form, name).data for name in ("given_name", "family_name", "language", "timezone")}
        actions.update_profile(doors.me(), country=form.country.data or None, by=current_user, now=clock.now(), **facts)

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, act, of=doors.me())
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("Saved.")), "success")
            return see_other(url_for("people.account", lang=form.language.data))
    return render_template("people/account.html", form=form), meanwhile.status(form)


@bp.route("/account/password/", methods=["GET", "POST"])
def password():
    allow(policy.own_account)
    form = ChangePasswordForm()
    form.ask_about_tokens(current_user)
    if not form.validate_on_submit():
        return password_page(form, 422 if form.is_submitted() else 200)
    now = clock.now()
    try:
        if actions.take_password(current_user.email, form.current.data, address=request.remote_addr or "", now=now) is None:
            form.current.errors.append(WRONG_PASSWORD)
            return password_page(form, 422)
        how = {"keep": doors.this_login(), "tokens_too": form.wants_tokens_gone}
        actions.change_password(doors.me(), password=form.password.data, **how, by=current_user, now=now)
    except Refused as refused:
        if refused.status == 429:
            return refused_page(password_page, form, refused)
        form.object_to(refused.objections)
        return password_page(form, refused.status)
    flash(str(_("Your password is changed. Every other browser is signed out.")), "success")
    return see_other(url_for("people.logins"))


def password_page(form, status):
    return render_template("people/password.html", form=form), status


@bp.route("/account/email/", methods=["GET", "POST"])
def email():
    """The answer is the same whether or not another account has the address."""
    allow(policy.own_account)
    doors.need_confirmation()
    form = AddressForm()
    if not form.validate_on_submit():
        return email_page(form, 422 if form.is_submitted() else 200)
    try:
        actions.ask_for_link(LinkPurpose.EMAIL_CHANGE, form.email.data, address=request.remote_addr or "", user=doors.me(), now=clock.now())
    except Refused as refused:
        return refused_page(email_page, form, refused)
    flash(str(_("A letter with a link is on its way to the new address. Open it to complete the change.")), "success")
    return see_other(url_for("people.account"))


def email_page(form, status):
    return render_template("people/email.html", form=form), status


@bp.route("/account/confirmation/", methods=["GET", "POST"])
def confirmation():
    """Asks for the password again, and for a code where there is a second step."""
    allow(policy.own_account)
    form = ConfirmationForm()
    if current_user.totp_confirmed_at is None:
        del form.code
    if not form.validate_on_submit():
        return confirmation_page(form, 422 if form.is_submitted() else 200)
    now = clock.now()
    try:
        if actions.take_password(current_user.email, form.password.data, address=request.remote_addr or "", now=now) is None:
            form.password.errors.append(WRONG_PASSWORD)
        elif "code" in form and not actions.take_second_factor(doors.me(), form.code.data, now=now):
            form.code.errors.append(WRONG_CODE)
        else:
            actions.confirm_login(doors.my_login(), now=now)
            return see_other(safe_next(home()))
    except Refused as refused:
        return refused_page(confirmation_page, form, refused)
    return confirmation_page(form, 422)


def confirmation_page(form, status):
    return render_template("people/confirmation.html", form=form, next=safe_next("")), status


@bp.get("/account/data/")
def data():
    allow(policy.own_account)
    return render_template("people/data.html", form=EmptyForm())


@bp.get("/account/data/download")
def download_data():
    """Everything the centre holds of oneself, as JSON."""
    allow(policy.own_account)
    doors.need_confirmation(url_for("people.data"))
    body = json.dumps(erasure.export_data(doors.me().person), ensure_ascii=False, indent=2)
    return Response(
        body, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    )


@bp.post("/account/erasure")
def erase():
    allow(policy.own_account)
    doors.need_confirmation(url_for("people.data"))
    try:
        erasure.erase_person(doors.me().person, by=current_user, now=clock.now())
    except Refused as refused:
        return render_template("people/data.html", form=EmptyForm(), objections=refused.objections), refused.status
    doors.forget()
    flash(str(_("Your account and your data are erased.")), "success")
    return see_other(home())
