"""What people do to their own account: password, e-mail address, profile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from conference.kernel import crypto
from conference.kernel.database import db, lock, transaction, violated
from conference.kernel.history import record
from conference.kernel.mail import post
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse
from conference.kernel.stamps import touch
from conference.people import mails, queries, throttle
from conference.people.actions.bearings import keep_bearings
from conference.people.actions.links import void
from conference.people.actions.sign_in import end_logins
from conference.people.actions.tokens import revoke_tokens
from conference.people.models import LinkPurpose, Login, User
from conference.people.passwords import objections_to_password
from conference.people.rules import CODE_ACCOUNT, SIGN_IN_ACCOUNT

LINK_OVER = _("This link has been used or has run out. Ask for a new one.")


def objections(user: User, password: str) -> list[Objection]:
    """Why this user cannot have this password; empty when they can."""
    return objections_to_password(password, about=[user.email, user.person.given_name, user.person.family_name])


def set_password_by_link(
    secret: str, password: str, *, tokens_too: bool = False, language: str | None = None, zone: str | None = None, now: datetime
) -> User:
    """Accept an invitation or reset a password: sets it, uses the link up, ends every session; with `tokens_too` withdraws
    every API token, which otherwise go on. `language` and `zone` are the browser's; an account that has none of its own keeps them.

    Refuses a link that was used or is over, and a password that is easy to guess; then the link can be used again.
    """
    link = queries.open_link(secret, now, LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET)
    if link is None:
        raise Refused([Objection("link-over", LINK_OVER)])
    refuse(objections(link.user, password), status=422)
    return store_by_link(secret, crypto.hash_password(password), tokens_too=tokens_too, language=language, zone=zone, now=now)


@transaction
def store_by_link(secret: str, password_hash: str, *, tokens_too: bool, language: str | None, zone: str | None, now: datetime) -> User:
    """The writing half: looks at the link again under a lock, because two may hold it at once."""
    link = queries.open_link(secret, now, LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET, hold=True)
    if link is None:
        raise Refused([Objection("link-over", LINK_OVER)])
    user, purpose = link.user, link.purpose
    link.used_at = now
    new_password(user, password_hash, tokens_too=tokens_too, by=user, now=now)
    keep_bearings(user, language=language, zone=zone, now=now)
    throttle.forgive(SIGN_IN_ACCOUNT, user.email)
    throttle.forgive(CODE_ACCOUNT, user.uid)
    if purpose is LinkPurpose.PASSWORD_RESET:
        post(mails.security_notice(user, _("The password of your account was changed."), at=now))
    return user


def change_password(user: User, *, password: str, keep: Login | None, tokens_too: bool = False, by: Any, now: datetime) -> None:
    """Set a new password; every other log-in ends, with `tokens_too` every API token. Whoever calls has seen the old one a moment ago."""
    refuse(objections(user, password), status=422)
    store_password(user, crypto.hash_password(password), keep=keep, tokens_too=tokens_too, by=by, now=now)


@transaction
def store_password(user: User, password_hash: str, *, keep: Login | None, tokens_too: bool, by: Any, now: datetime) -> None:
    """The writing half of a change of password; the hash was computed outside the transaction, it takes its time."""
    new_password(user, password_hash, keep=keep, tokens_too=tokens_too, by=by, now=now)
    post(mails.security_notice(user, _("The password of your account was changed."), at=now))


def new_password(user: User, password_hash: str, *, keep: Login | None = None, tokens_too: bool = False, by: Any, now: datetime) -> None:
    """Set the hash; end every log-in but `keep`, and every link that could set another."""
    user.password_hash = password_hash
    end_logins(user, now=now, but=keep)
    if tokens_too:
        revoke_tokens(user, by=by, now=now)
    void(user, LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET, now=now)
    record(user.actor, "password_changed", by=by, at=now)


@transaction
def confirm_email(secret: str, *, now: datetime) -> User:
    """The link that went to the new address was opened: it is the user's address now. The old one is told.

    Refuses a link that is over, and an address that somebody else took in the meantime.
    """
    link = queries.open_link(secret, now, LinkPurpose.EMAIL_CHANGE, hold=True)
    if link is None or link.email is None:
        raise Refused([Objection("link-over", LINK_OVER)])
    user, old = link.user, link.user.email
    link.used_at = now
    user.email = user.person.email = link.email
    try:
        db.session.flush()
    except IntegrityError as problem:
        if "user_account_email" not in violated(problem):
            raise
        raise Refused([Objection("email-taken", _("Another account uses this address."))]) from problem
    void(user, LinkPurpose.PASSWORD_RESET, now=now)
    record(user.actor, "email_changed", by=user, at=now, before={"email": old}, after={"email": user.email})
    post(mails.security_notice(user, _("The e-mail address of your account was changed."), to=old, at=now))
    return user


PROFILE = ("given_name", "family_name", "country", "language", "timezone")


@transaction
def update_profile(
    user: User, *, by: Any, now: datetime, given_name: str, family_name: str, country: str | None, language: str, timezone: str | None
) -> None:
    """Names as the person writes them, and the language and zone in which the centre speaks to them."""
    lock(user)
    person = user.person
    before = {name: getattr(person, name) for name in PROFILE}
    person.given_name, person.family_name, person.country, person.language, person.timezone = given_name, family_name, country, language, timezone
    user.locale, user.timezone = language, timezone
    after = {name: getattr(person, name) for name in PROFILE}
    if before != after:
        record(user.actor, "profile_changed", by=by, at=now, before=before, after=after)
        touch(f"user:{user.id}", now=now)
