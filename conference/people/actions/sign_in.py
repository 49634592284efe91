"""Signing in and out: a log-in is a row, the browser's cookie carries its secret, and ending the row ends it everywhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, update

from conference.kernel import crypto
from conference.kernel.database import db, transaction
from conference.people import queries, throttle
from conference.people.actions.bearings import keep_bearings
from conference.people.models import Login, User
from conference.people.rules import ABSOLUTE, IDLE, SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS


def take_password(email: str, password: str, *, address: str, now: datetime) -> User | None:
    """The active user whose address and password these are, else None.

    The attempt is counted first; Refused (429) when there were too many, known account or not. One hash is computed in
    every case, outside any transaction. A right password clears the account's count and is hashed anew when its hash is
    weaker than today's.
    """
    subject = email.strip().lower()
    throttle.count_attempt((SIGN_IN_ACCOUNT, subject), (SIGN_IN_ADDRESS, throttle.network(address)), now=now)
    user = queries.user_by_email(subject)  # its roles are not read: one statement, known or not
    stored = user.password_hash if user else None
    if not crypto.password_matches(stored, password) or user is None or stored is None or not user.is_active:
        return None
    renewed = crypto.hash_password(password) if crypto.needs_rehash(stored) else stored
    welcome(user, stored=stored, renewed=renewed, address=address)
    return user


@transaction
def welcome(user: User, *, stored: str, renewed: str, address: str) -> None:
    """Clear the account's count, give the address its attempt back, keep the stronger hash."""
    throttle.forgive(SIGN_IN_ACCOUNT, user.email)
    throttle.give_back(SIGN_IN_ADDRESS, throttle.network(address))
    if renewed != stored:  # only over the hash that was checked: a password changed meanwhile stays
        db.session.execute(update(User).where(User.id == user.id, User.password_hash == stored).values(password_hash=renewed))


@transaction
def open_login(user: User, *, agent: str, address: str, language: str | None = None, zone: str | None = None, now: datetime) -> str:
    """Sign this user in on one browser. Returns the secret for its cookie; only a hash of it is kept.

    `language` and `zone` are the browser's; an account that has none of its own keeps them.
    """
    secret = crypto.new_token()
    login = Login(user_id=user.id, secret_hash=crypto.hash_token(secret), agent=agent[:200], address=address[:60])
    login.created_at = login.seen_at = login.confirmed_at = now
    db.session.add(login)
    keep_bearings(user, language=language, zone=zone, now=now)
    return secret


@transaction
def confirm_login(login: Login, *, now: datetime) -> None:
    """The person has shown again who they are: dangerous acts are open for a while."""
    login.confirmed_at = now


@transaction
def end_login(login: Login, *, now: datetime) -> None:
    """Sign one browser out. What has ended stays ended."""
    if login.ended_at is None:
        login.ended_at = now


@transaction
def end_logins(user: User, *, now: datetime, but: Login | None = None) -> int:
    """Sign this user out everywhere, or everywhere but here. How many log-ins that ended."""
    others = [Login.user_id == user.id, Login.ended_at.is_(None)]
    if but is not None:
        others.append(Login.id != but.id)
    return int(db.session.execute(update(Login).where(*others).values(ended_at=now)).rowcount)  # type: ignore[attr-defined]


@transaction
def mark_seen(login: Login, *, now: datetime) -> None:
    """Write down that the log-in is in use: its idle time begins anew."""
    db.session.execute(update(Login).where(Login.id == login.id).values(seen_at=now))


@transaction
def purge_logins(now: datetime) -> int:
    """Remove log-ins that nobody can use any more; they hold addresses of people."""
    over = or_(Login.ended_at.is_not(None), Login.seen_at <= now - IDLE, Login.created_at <= now - ABSOLUTE)
    return int(db.session.execute(delete(Login).where(over)).rowcount)  # type: ignore[attr-defined]
