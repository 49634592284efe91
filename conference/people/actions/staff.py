"""What administrators do: invite people, give and take roles, close accounts, keep the list of organisations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db, lock, transaction, violated
from conference.kernel.history import record
from conference.kernel.mail import post
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people import mails, queries, rules
from conference.people.actions.links import invitation_link, void
from conference.people.actions.sign_in import end_logins
from conference.people.models import Grant, LinkPurpose, Organisation, Person, User
from conference.people.rules import Kind, Role


@transaction
def create_user(
    email: str, *, role: Role, organisation: Organisation | None, language: str, given_name: str = "", family_name: str = "", by: Any, now: datetime
) -> User:
    """A new account with one role and no password yet. Refuses an address in use, and a role that does not fit."""
    refuse(rules.objections_to_role(role, in_organisation=organisation is not None), status=422)
    user = open_account(email, language=language, by=by, now=now)
    user.person.given_name, user.person.family_name = given_name or "", family_name or ""
    add_grant(user, role, organisation, by=by, now=now)
    return user


@transaction
def open_account(email: str, *, language: str, by: Any, now: datetime) -> User:
    """A new account without a role and without a password yet. Refuses an address in use."""
    email = email.strip().lower()
    if queries.user_by_email(email) is not None:
        raise Refused([Objection("email-taken", _("There is an account with this address already."), field="email")])
    person = queries.contact(email) or Person(email=email, created_at=now)  # a speaker who is invited keeps their programme
    person.language = language
    user = User(person=person, email=email, locale=language, created_at=now, recovery_hashes=[])
    db.session.add(user)
    db.session.flush()
    record(user.actor, "created", by=by, at=now, after={"email": email})
    return user


@transaction
def invite(
    email: str, *, role: Role, organisation: Organisation | None, language: str, given_name: str = "", family_name: str = "", by: Any, now: datetime
) -> User:
    """A new account, and the letter that lets its owner choose a password."""
    user = create_user(email, role=role, organisation=organisation, language=language, given_name=given_name, family_name=family_name, by=by, now=now)
    post_invitation(user, by=by, now=now)
    return user


@transaction
def invite_again(user: User, *, by: Any, now: datetime) -> None:
    """Send a new invitation; the link of the earlier one is void. Refuses somebody who has come already."""
    lock(user)
    if user.password_hash is not None or not user.is_active:
        raise Refused([Objection("not-invited", _("Only somebody who has not signed in yet can be invited again."))])
    record(user.actor, "invited_again", by=by, at=now)
    post_invitation(user, by=by, now=now)


def post_invitation(user: User, *, by: Any, now: datetime) -> None:
    """Post a letter with a new invitation link; earlier links are void."""
    secret = invitation_link(user, now=now)
    post(mails.invitation(user, secret, until=now + rules.INVITATION_LASTS, inviter=getattr(by, "name", "")))


@transaction
def grant_role(user: User, role: Role, *, organisation: Organisation | None, by: Any, now: datetime) -> None:
    """Give a role, for the whole centre or in one organisation. Having it already changes nothing."""
    refuse(rules.objections_to_role(role, in_organisation=organisation is not None), status=422)
    lock(user)
    if any(each.role is role and each.organisation_id == (organisation.id if organisation else None) for each in user.grants):
        return
    add_grant(user, role, organisation, by=by, now=now)


def add_grant(user: User, role: Role, organisation: Organisation | None, *, by: Any, now: datetime) -> None:
    """Add the role, with its line in the history."""
    user.grants.append(Grant(role=role, organisation_id=organisation.id if organisation else None, granted_at=now))
    record(user.actor, "role_granted", by=by, at=now, after={"role": role, "organisation": organisation.slug if organisation else None})
    touch(f"user:{user.id}", now=now)


@transaction
def withdraw_role(grant: Grant, *, by: Any, now: datetime) -> None:
    """Take a role back. Refuses the last administrator's."""
    user, role, organisation = grant.user, grant.role, grant.organisation
    refuse(
        rules.objections_to_losing_administrator(is_administrator=role is Role.ADMINISTRATOR and user.is_active, others=other_administrators(user))
    )
    user.grants.remove(grant)
    db.session.delete(grant)
    record(user.actor, "role_withdrawn", by=by, at=now, before={"role": role, "organisation": organisation.slug if organisation else None})
    touch(f"user:{user.id}", now=now)


@transaction
def disable_user(user: User, *, by: Any, now: datetime) -> None:
    """Close an account: sessions end, tokens and links open nothing, nobody can sign in. Refuses the last administrator."""
    refuse(rules.objections_to_losing_administrator(is_administrator=user.holds(Role.ADMINISTRATOR), others=other_administrators(user)))
    lock(user)
    if user.is_active:
        user.disabled_at = now
        end_logins(user, now=now)
        void(user, *LinkPurpose, now=now)
        record(user.actor, "disabled", by=by, at=now)


@transaction
def enable_user(user: User, *, by: Any, now: datetime) -> None:
    """Open a closed account again, with the password and the roles it had. Refuses an erased one."""
    lock(user)
    if user.person.erased_at is not None:
        raise Refused([Objection("erased", _("This account was erased. It cannot come back."))])
    if not user.is_active:
        user.disabled_at = None
        record(user.actor, "enabled", by=by, at=now)


def other_administrators(user: User) -> int:
    """How many active administrators there are beside this user. Their rows are held, so that two cannot leave at once."""
    rows = select(Grant).join(Grant.user).where(Grant.role == Role.ADMINISTRATOR, User.disabled_at.is_(None)).order_by(Grant.id)
    held = db.session.scalars(rows.with_for_update(of=Grant)).all()
    return len({grant.user_id for grant in held} - {user.id})


@transaction
def create_organisation(slug: str, *, name: Words, kind: Kind, by: Any, now: datetime) -> Organisation:
    """A new organisation. Refuses a short name that another one has."""
    if db.session.scalar(select(func.count()).select_from(Organisation).where(Organisation.slug == slug)):
        raise short_name_taken()
    organisation = Organisation(slug=slug, name=name, kind=kind, created_at=now)
    db.session.add(organisation)
    db.session.flush()
    record(organisation.entity, "created", by=by, at=now, after={"slug": slug, "name": name, "kind": kind})
    return organisation


@transaction
def update_organisation(organisation: Organisation, *, slug: str, name: Words, kind: Kind, by: Any, now: datetime) -> None:
    """Change what an organisation is called and what it is to the centre. Refuses a short name that another one has."""
    lock(organisation)
    before = {"slug": organisation.slug, "name": organisation.name, "kind": organisation.kind}
    after = {"slug": slug, "name": name, "kind": kind}
    if before == after:
        return
    organisation.slug, organisation.name, organisation.kind = slug, name, kind
    try:
        db.session.flush()
    except IntegrityError as problem:
        if "organisation_slug" not in violated(problem):
            raise
        raise short_name_taken() from problem
    record(organisation.entity, "changed", by=by, at=now, before=before, after=after)
    touch("centre", f"organisation:{organisation.id}", now=now)


def short_name_taken() -> Refused:
    """The refusal of a short name in use."""
    return Refused([Objection("slug-taken", _("Another organisation has this short name. Choose a different one."), field="slug")])
