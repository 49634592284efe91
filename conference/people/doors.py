"""Who is calling: pages know a browser by the secret in its cookie, the API a program by its bearer token, never mixed.

A cookie says nothing under /api/, so no other site can make a browser call it; a token says nothing on the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from flask import Request, abort, g, request, session, url_for
from flask_login import current_user

from conference.kernel import clock, crypto
from conference.kernel.database import Busy, db
from conference.kernel.web import login_manager, see_other
from conference.people import actions, queries
from conference.people.models import ApiToken, Login, User
from conference.people.rules import CONFIRMED_FOR

CARRIED = "_user_id"  # where Flask-Login looks for the log-in's secret
AWAITING = "awaiting_code"
CODE_WITHIN = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=5)  # a write per request would make every page queue behind the writers
API = "/api/v"  # the page that describes it, /api/, is one like the others


@login_manager.user_loader
def user_of_browser(secret: str) -> User | None:
    """The user of the log-in whose secret the cookie carries."""
    if request.path.startswith(API):
        return None
    now = clock.now()
    login = queries.login_by_secret(secret, now)
    if login is None:
        return None
    if stale(login.seen_at, now):
        with suppress(Busy), finding_out():
            actions.mark_seen(login, now=now)
    g.login = login
    return login.user


@login_manager.request_loader
def user_of_program(call: Request) -> User | None:
    """The user for whom the bearer token acts; `g.token` is the token, whose scopes the API checks."""
    scheme, _space, secret = call.headers.get("Authorization", "").partition(" ")
    if not call.path.startswith(API) or scheme.lower() != "bearer" or not secret:
        return None
    now = clock.now()
    token = queries.token_by_secret(secret.strip(), now)
    if token is None:
        return None
    if token.used_at is None or stale(token.used_at, now):
        with suppress(Busy):
            actions.mark_token_used(token, now=now)
    g.token = token
    return token.user


@contextmanager
def finding_out() -> Iterator[None]:
    """What is noted while it is found out who asks: the one thing that is written before any policy is asked."""
    g.finding_out = True
    try:
        yield
    finally:
        g.finding_out = False


def stale(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SEEN_EVERY


def me() -> User:
    """The user who asks, as the row itself: what actions change must not be a stand-in. Only behind a door for people."""
    user: User = current_user._get_current_object()
    return user


def this_login() -> Login | None:
    """The log-in of the browser that asks; None for strangers and programs."""
    return g.get("login")


def my_login() -> Login:
    """The same, behind a door for people, where there is one."""
    login: Login = g.login
    return login


def this_token() -> ApiToken | None:
    """The token of the program that asks; None for browsers and strangers."""
    return g.get("token")


def carry(secret: str) -> None:
    """Give the browser a new session with this log-in in it; nothing of the session before survives but the language."""
    forget()
    session[CARRIED] = secret
    session.permanent = True


def forget() -> None:
    """Empty the browser's session, but for the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    g.pop("login", None)


# The second step ------------------------------------------------------------------------------------------------------


def await_code(user: User, *, now: datetime) -> None:
    """The password was right: the session remembers for a few minutes whose code is awaited."""
    forget()
    session[AWAITING] = {"user": user.uid, "at": int(now.timestamp()), "of": password_mark(user)}


def who_awaits_code(now: datetime) -> User | None:
    """Whose code is awaited; None when the password was given too long ago, or was changed since."""
    awaited = session.get(AWAITING)
    if not awaited or now.timestamp() - awaited["at"] > CODE_WITHIN.total_seconds():
        return None
    user = db.session.scalars(queries.user_by_uid(awaited["user"])).one_or_none()
    return user if user is not None and user.is_active and password_mark(user) == awaited["of"] else None


def password_mark(user: User) -> str:
    return crypto.signature("awaiting-code", user.password_hash or "")


# Dangerous acts -------------------------------------------------------------------------------------------------------


def need_confirmation(page: str | None = None) -> None:
    """Go on only if the person has shown lately who they are; otherwise ask, and come back to `page` (this one)."""
    login = this_login()
    if login is None or clock.now() - login.confirmed_at > CONFIRMED_FOR:
        target = page or request.full_path.rstrip("?")
        abort(see_other(url_for("people.confirmation", next=target)))
