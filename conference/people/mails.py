"""The letters of accounts: invitation, password reset, a new address to confirm, and word of what was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from conference.kernel.i18n import venue_zone
from conference.kernel.mail import Mail, compose
from conference.kernel.message import Message
from conference.kernel.web import absolute
from conference.people.models import User


def language_of(user: User) -> str:
    return user.locale or user.person.language or str(current_app.config["DEFAULT_LOCALE"])


def zone_of(user: User) -> str:
    return user.timezone or venue_zone()


def invitation(user: User, secret: str, *, until: datetime, inviter: str) -> Mail:
    return letter("invitation", user, url=absolute("people.invitation", secret=secret), until=until, inviter=inviter)


def password_reset(user: User, secret: str, *, until: datetime) -> Mail:
    return letter("password_reset", user, url=absolute("people.new_password", secret=secret), until=until)


def email_change(user: User, secret: str, *, to: str, until: datetime) -> Mail:
    return letter("email_change", user, to=to, url=absolute("people.email_confirmation", secret=secret), until=until)


def security_notice(user: User, what: Message, *, to: str | None = None, at: datetime) -> Mail:
    """Tells the owner what was changed on the account, so that they notice when it was not them."""
    return letter("security_notice", user, to=to, what=what, at=at, url=absolute("people.ask_reset"))


def letter(template: str, user: User, *, to: str | None = None, **facts: Any) -> Mail:
    return compose(template, to=to or user.email, locale=language_of(user), zone=zone_of(user), about=user.actor, name=user.name, **facts)
