"""An event's team: who is on it, who is invited; and the page to which an invitation's link leads."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import tag
from conference.kernel.message import _
from conference.kernel.web import load, public, see_other
from conference.people import doors
from conference.people import queries as people_queries
from conference.people.forms import EmptyForm
from conference.people.rules import Role
from conference.programme import policy, queries_team
from conference.programme.actions import invite_to_team, join_team, join_with_new_account, remove_from_team, withdraw_invitation
from conference.programme.forms import TeamForm
from conference.programme.models import Event, TeamMember
from conference.programme.models_team import TeamInvitation
from conference.programme.views.blueprint import bp
from conference.programme.views.manage_parts import form_of, written


@bp.route("/manage/events/<slug>/team/", methods=["GET", "POST"])
def manage_team(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    form = TeamForm()

    def invite() -> Any:
        return invite_to_team(event, email=form.email.data or "", role=Role(form.role.data), by=doors.me(), now=clock.now())

    if answer := written(form, invite, request.path, said=_("An invitation is on its way. Whoever accepts it is on the team.")):
        return answer
    invited = db.session.scalars(queries_team.invited_to(event)).all()
    return form_of(form, "programme/manage_team.html", event=event, invited=invited)


@bp.post("/manage/events/<slug>/team/<int:number>/removal")
def manage_team_remove(slug: str, number: int) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    member = load(TeamMember, id=number, event_id=event.id, may=policy.edit)
    remove_from_team(member, by=current_user, now=clock.now())
    flash(str(_("Taken off the team.")), "success")
    return see_other(url_for("programme.manage_team", slug=slug))


@bp.post("/manage/events/<slug>/team/invitations/<int:number>/withdrawal")
def manage_team_uninvite(slug: str, number: int) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    invitation = load(TeamInvitation, id=number, event_id=event.id, may=policy.edit)
    withdraw_invitation(invitation, by=current_user, now=clock.now())
    flash(str(_("The invitation is withdrawn. Its link opens nothing any more.")), "success")
    return see_other(url_for("programme.manage_team", slug=slug))


@bp.route("/team-invitations/<secret>/", methods=["GET", "POST"])
@public
def team_invitation(secret: str) -> Any:
    """Looked at by GET, because mail programs open links; accepted by POST. Whoever has no password yet goes on to choose one."""
    invitation = queries_team.open_invitation(secret, clock.now())
    if invitation is None:
        return render_template("people/link_over.html"), 404
    form = EmptyForm()
    if not form.validate_on_submit():
        return render_template("programme/team_invitation.html", form=form, invitation=invitation, event=invitation.event)
    if current_user.is_authenticated:
        join_team(secret, doors.me(), now=clock.now())
        flash(str(_("You are on the team now. The event stands here.")), "success")
        return see_other(url_for("programme.manage_events"))
    account = people_queries.user_by_email(invitation.email)
    if account is not None and (account.password_hash is not None or not account.is_active):
        return see_other(url_for("people.sign_in", next=request.path))
    password = join_with_new_account(secret, language=tag(), now=clock.now())
    return see_other(url_for("people.invitation", secret=password))
