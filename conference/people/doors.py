"""Who is calling: pages know a browser by the secret in its cookie, the API a program by its bearer token, never mixed.

A cookie says nothing under /api/, so no other site can make a browser call it; a token says nothing on the pages.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from flask import Request, g, request, session

from conference.kernel import clock
from conference.kernel.database import Busy
from conference.kernel.web import login_manager
from conference.people import actions, queries
from conference.people.models import ApiToken, Login, User

SECRET = "_user_id"  # where Flask-Login looks for it
SEEN_EVERY = timedelta(minutes=5)  # a write per request would make every page queue behind the writers
API = "/api/"


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
        with suppress(Busy):
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


def stale(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SEEN_EVERY


def this_login() -> Login | None:
    """The log-in of the browser that asks; None for strangers and programs."""
    return g.get("login")


def this_token() -> ApiToken | None:
    """The token of the program that asks; None for browsers and strangers."""
    return g.get("token")


def carry(secret: str) -> None:
    """Give the browser a new session with this log-in in it; nothing of the session before survives but the language."""
    locale = session.get("locale")
    session.clear()
    session[SECRET] = secret
    session.permanent = True
    if locale:
        session["locale"] = locale


def forget() -> None:
    """Take the log-in out of the browser's session, with all else that was in it but the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    g.pop("login", None)
