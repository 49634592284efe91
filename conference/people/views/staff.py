"""The people of the centre, for administrators: find, invite, give and take roles, close accounts."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import history_of
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, load, see_other
from conference.people import actions, doors, history, policy, queries
from conference.people.forms import InvitationForm, RoleForm
from conference.people.models import Grant, Organisation, User
from conference.people.paging import page_of
from conference.people.rules import Role
from conference.people.views.blueprint import bp

SHOWN = 20


@bp.get("/manage/centre/people/")
def manage_people():
    allow(policy.manage_people)
    text, asked = request.args.get("q", "")[:200], request.args.get("role", "")
    role = Role(asked) if asked in list(Role) else None
    page = page_of(queries.users(text, role))
    return render_template("people/people.html", page=page, text=text, role=role, roles=Role, last_seen=queries.last_seen(page.items))


@bp.route("/manage/centre/people/invitation", methods=["GET", "POST"])
def invite_person():
    allow(policy.manage_people)
    doors.need_confirmation(url_for("people.invite_person"))
    form = InvitationForm()
    if form.validate_on_submit():
        facts = {name: getattr(form, name).data for name in ("language", "given_name", "family_name")}
        try:
            user = actions.invite(form.email.data, role=Role(form.role.data), organisation=chosen(form), by=current_user, now=clock.now(), **facts)
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("An invitation is on its way to %(email)s.", email=user.email)), "success")
            return see_other(url_for("people.manage_person", uid=user.uid))
    return render_template("people/invite.html", form=form), 422 if form.is_submitted() else 200


def chosen(form):
    """The organisation that the form names, or None for the whole centre."""
    return db.session.scalars(select(Organisation).filter_by(slug=form.organisation.data)).one_or_none() if form.organisation.data else None


@bp.get("/manage/centre/people/<uid>/")
def manage_person(uid):
    return person_page(load(User, uid=uid, may=policy.manage_people), RoleForm(), 200)


def person_page(user, form, status):
    changes = db.session.scalars(history_of(user.actor).limit(SHOWN)).all()
    lines = history.lines(changes)
    return render_template("people/person.html", user=user, form=form, lines=lines, last_seen=queries.last_seen([user]).get(user.id)), status


@bp.post("/manage/centre/people/<uid>/roles")
def grant_role(uid):
    user = load(User, uid=uid, may=policy.manage_people)
    doors.need_confirmation(url_for("people.manage_person", uid=uid))
    form = RoleForm()
    if form.validate_on_submit():
        try:
            actions.grant_role(user, Role(form.role.data), organisation=chosen(form), by=current_user, now=clock.now())
            return done(user, _("The role is given."))
        except Refused as refused:
            form.object_to(refused.objections)
    return person_page(user, form, 422)


@bp.post("/manage/centre/people/<uid>/roles/<int:grant_id>/withdrawal")
def withdraw_role(uid, grant_id):
    user = load(User, uid=uid, may=policy.manage_people)
    grant = load(Grant, id=grant_id, user_id=user.id, may=policy.manage_people)
    doors.need_confirmation(url_for("people.manage_person", uid=uid))
    return act(user, lambda: actions.withdraw_role(grant, by=current_user, now=clock.now()), _("The role is taken back."))


@bp.post("/manage/centre/people/<uid>/invitation")
def invite_again(uid):
    user = load(User, uid=uid, may=policy.manage_people)
    return act(user, lambda: actions.invite_again(user, by=current_user, now=clock.now()), _("A new invitation is on its way."))


@bp.post("/manage/centre/people/<uid>/closing")
def disable_person(uid):
    user = load(User, uid=uid, may=policy.manage_people)
    doors.need_confirmation(url_for("people.manage_person", uid=uid))
    return act(user, lambda: actions.disable_user(user, by=current_user, now=clock.now()), _("The account is closed and signed out everywhere."))


@bp.post("/manage/centre/people/<uid>/opening")
def enable_person(uid):
    user = load(User, uid=uid, may=policy.manage_people)
    doors.need_confirmation(url_for("people.manage_person", uid=uid))
    return act(user, lambda: actions.enable_user(user, by=current_user, now=clock.now()), _("The account is open again."))


@bp.post("/manage/centre/people/<uid>/second-step-removal")
def help_with_second_step(uid):
    """For somebody who lost both the phone and the recovery codes. They are told by letter."""
    user = load(User, uid=uid, may=policy.manage_people)
    doors.need_confirmation(url_for("people.manage_person", uid=uid))
    return act(
        user, lambda: actions.remove_second_factor(user, by=current_user, now=clock.now()), _("The second step is off. They are told by letter.")
    )


def act(user, action, said):
    """Do it and come back to the person's page, with what was done or with the reasons why not."""
    try:
        action()
    except Refused as refused:
        form = RoleForm(formdata=None)
        form.object_to(refused.objections)
        return person_page(user, form, refused.status)
    return done(user, said)


def done(user, said):
    flash(str(said), "success")
    return see_other(url_for("people.manage_person", uid=user.uid))
