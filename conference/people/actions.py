"""Signing in and out: a log-in is a row, the browser's cookie carries its secret, and ending the row ends it everywhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from conference.kernel import crypto
from conference.kernel.database import db, transaction
from conference.people import queries
from conference.people.models import ApiToken, Login, User


def password_fits(email: str, password: str) -> User | None:
    """The active user whose address and password these are, else None. One hash is computed in every case, so that the
    time it takes does not tell whether the address is known."""
    user = queries.user_by_email(email)
    fits = crypto.password_matches(user.password_hash if user else None, password)
    return user if user is not None and fits and user.is_active else None


@transaction
def open_login(user: User, *, agent: str, address: str, now: datetime) -> str:
    """Sign this user in on one browser. Returns the secret for its cookie; only a hash of it is kept."""
    secret = crypto.new_token()
    login = Login(user_id=user.id, secret_hash=crypto.hash_token(secret), agent=agent[:200], address=address[:60])
    login.created_at = login.seen_at = login.confirmed_at = now
    db.session.add(login)
    return secret


@transaction
def end_login(login: Login, *, now: datetime) -> None:
    """Sign one browser out. What has ended stays ended."""
    if login.ended_at is None:
        login.ended_at = now


@transaction
def mark_seen(login: Login, *, now: datetime) -> None:
    """Write down that the log-in is in use: its idle time begins anew."""
    db.session.execute(update(Login).where(Login.id == login.id).values(seen_at=now))


@transaction
def mark_token_used(token: ApiToken, *, now: datetime) -> None:
    """Write down when the token was last used."""
    db.session.execute(update(ApiToken).where(ApiToken.id == token.id).values(used_at=now))
