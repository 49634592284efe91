"""What opens from a letter: an invitation, a new password, a new address. The link is looked at by GET and used by POST,
because mail programs open links before people do."""

from __future__ import annotations

from flask import flash, render_template, request, url_for

from conference.kernel import clock
from conference.kernel.i18n import browser_zone, said_locale
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import public, see_other
from conference.people import actions, queries
from conference.people.forms import AddressForm, EmptyForm, NewPasswordForm
from conference.people.models import LinkPurpose
from conference.people.views.blueprint import bp
from conference.people.views.sign_in import refused_page


@bp.route("/password-reset/", methods=["GET", "POST"])
@public
def ask_reset():
    """The answer is the same for every address; the letter goes only where there is an account."""
    form = AddressForm()
    if not form.validate_on_submit():
        return ask_page(form, 422 if form.is_submitted() else 200)
    try:
        actions.ask_for_link(LinkPurpose.PASSWORD_RESET, form.email.data, address=request.remote_addr or "", now=clock.now())
    except Refused as refused:
        return refused_page(ask_page, form, refused)
    flash(str(_("If there is an account with this address, a letter with a link is on its way. The link is good for one hour.")), "success")
    return see_other(url_for("people.sign_in"))


def ask_page(form, status):
    return render_template("people/ask_reset.html", form=form), status


@bp.route("/password-reset/<secret>", methods=["GET", "POST"])
@public
def new_password(secret):
    return password_by_link(secret, LinkPurpose.PASSWORD_RESET)


@bp.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def invitation(secret):
    return password_by_link(secret, LinkPurpose.INVITATION)


def password_by_link(secret, purpose):
    """Whoever chose a password signs in with it: a second step, where there is one, is not gone round."""
    now = clock.now()
    link = queries.open_link(secret, now, purpose)
    if link is None:
        return link_over()
    form = NewPasswordForm()
    form.ask_about_tokens(link.user)
    if form.validate_on_submit():
        try:
            bearings = {"language": said_locale(), "zone": browser_zone()}
            actions.set_password_by_link(secret, form.password.data, tokens_too=form.wants_tokens_gone, **bearings, now=now)
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("Your password is set. Sign in with it.")), "success")
            return see_other(url_for("people.sign_in"))
    return render_template(
        "people/new_password.html", form=form, user=link.user, invited=purpose is LinkPurpose.INVITATION
    ), 422 if form.is_submitted() else 200


@bp.route("/email-confirmation/<secret>", methods=["GET", "POST"])
@public
def email_confirmation(secret):
    link = queries.open_link(secret, clock.now(), LinkPurpose.EMAIL_CHANGE)
    if link is None:
        return link_over()
    form = EmptyForm()
    if form.validate_on_submit():
        actions.confirm_email(secret, now=clock.now())
        flash(str(_("This is the address of your account now.")), "success")
        return see_other(url_for("people.sign_in"))
    return render_template("people/email_confirmation.html", form=form, email=link.email), 200


def link_over():
    return render_template("people/link_over.html"), 404
