"""Teams of events: invited by a letter, joined by its link, left. An address is answered the same whoever it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from conference.kernel import crypto
from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.mail import post
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse
from conference.people import queries as people_queries
from conference.people import throttle
from conference.people.actions import invitation_link, open_account
from conference.people.models import User
from conference.people.rules import INVITATION_LASTS, Limit, Role
from conference.programme import mails, queries_team, rules
from conference.programme.models import Event, TeamMember
from conference.programme.models_team import TeamInvitation

LETTERS = Limit("team-letter", free=50)  # of one organiser in a day: the centre's letters are not for flooding strangers
OVER = _("This link has been used or has run out. Ask whoever invited you for a new one.")


@transaction
def invite_to_team(event: Event, *, email: str, role: Role, by: User, now: datetime) -> None:
    """Send an invitation to this address; an earlier one for the same role is void. Nobody is on the team until they accept, so
    whether somebody signs in with the address shows nowhere. Refuses who is on the team with it, and too many letters (429)."""
    check_role(role)
    throttle.count_attempt((LETTERS, by.uid), now=now)
    email = email.strip().lower()
    lock(event)
    if any(member.user.email == email and member.role == role for member in event.team):
        refuse([Objection("already-on-team", _("%(name)s already has this role.", name=email), field="email")])
    db.session.execute(delete(TeamInvitation).where(TeamInvitation.event_id == event.id, TeamInvitation.email == email, TeamInvitation.role == role))
    secret = crypto.new_token()
    invitation = TeamInvitation(event_id=event.id, email=email, role=role, secret_hash=crypto.hash_token(secret), invited_at=now)
    invitation.expires_at = now + INVITATION_LASTS
    db.session.add(invitation)
    db.session.flush()
    record(event.entity, "invite to team", by=by, at=now, after={"role": role})
    post(mails.team_invitation(invitation, secret, by=by))


@transaction
def withdraw_invitation(invitation: TeamInvitation, *, by: Any, now: datetime) -> None:
    """The link opens nothing any more."""
    record(invitation.event.entity, "withdraw invitation", by=by, at=now, before={"role": invitation.role})
    db.session.delete(invitation)


@transaction
def join_team(secret: str, user: User, *, now: datetime) -> Event:
    """Take the offered role; the link is used up. Refuses one that is over."""
    return taken(secret, user, now=now).event


@transaction
def join_with_new_account(secret: str, *, language: str, now: datetime) -> str:
    """The same for whoever holds the letter and has no password here yet. Returns the secret of a link to choose one.

    Refuses a link that is over, and an address whose account has a password: its owner signs in.
    """
    invitation = queries_team.open_invitation(secret, now, hold=True)
    if invitation is None:
        raise Refused([Objection("link-over", OVER)])
    user = people_queries.user_by_email(invitation.email)
    if user is not None and (user.password_hash is not None or not user.is_active):
        raise Refused([Objection("sign-in-first", _("There is an account with this address. Sign in with it to accept."))])
    user = user or open_account(invitation.email, language=language, by="system", now=now)
    taken(secret, user, now=now)
    return invitation_link(user, now=now)


def taken(secret: str, user: User, *, now: datetime) -> TeamInvitation:
    """Use the invitation up for this user, in the running transaction. Refuses a link that is over."""
    invitation = queries_team.open_invitation(secret, now, hold=True)
    if invitation is None:
        raise Refused([Objection("link-over", OVER)])
    event, role = invitation.event, invitation.role
    if not any(member.user_id == user.id and member.role == role for member in event.team):
        put_on_team(event, user, role, by=user, now=now)
    db.session.delete(invitation)
    return invitation


@transaction
def add_to_team(event: Event, *, email: str, role: Role, by: Any, now: datetime) -> TeamMember:
    """Give the log-in with this address a role in the event's team at once: for the centre's own commands and demonstrations.
    Refuses an unknown address and a role held already."""
    check_role(role)
    user = db.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()
    if user is None:
        raise Refused(
            [Objection("unknown-log-in", _("Nobody signs in with this address. Ask an administrator to invite them first."), field="email")]
        )
    if any(member.user_id == user.id and member.role == role for member in event.team):
        refuse([Objection("already-on-team", _("%(name)s already has this role.", name=user.name), field="email")])
    return put_on_team(event, user, role, by=by, now=now)


def check_role(role: Role) -> None:
    """Refuses (422) a role that no team has."""
    if role not in rules.TEAM_ROLES:
        refuse([Objection("not-a-team-role", _("A team has organisers, reviewers and door staff."), field="role")], status=422)


def put_on_team(event: Event, user: User, role: Role, *, by: Any, now: datetime) -> TeamMember:
    """The row, with its line in the history."""
    member = TeamMember(event_id=event.id, user_id=user.id, role=role)
    event.team.append(member)
    db.session.flush()
    record(event.entity, "add to team", by=by, at=now, after={"user": user.actor, "role": role})
    return member


@transaction
def remove_from_team(member: TeamMember, *, by: Any, now: datetime) -> None:
    """Take a role in the team back."""
    record(member.event.entity, "remove from team", by=by, at=now, before={"user": member.user.actor, "role": member.role})
    db.session.delete(member)


@transaction
def purge_invitations(now: datetime) -> int:
    """Remove invitations whose time is over; they hold addresses of people."""
    return int(db.session.execute(delete(TeamInvitation).where(TeamInvitation.expires_at <= now)).rowcount)  # type: ignore[attr-defined]
