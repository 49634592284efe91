"""Who is there, who is signed in, who holds what: named reads, one statement each."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, select

from conference.kernel.crypto import hash_token
from conference.kernel.database import db
from conference.people.models import ApiToken, Login, User

# ASVS 5.0 7.3: a session ends after a time without use, and after a time in any case
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)


def user_by_email(email: str) -> User | None:
    """The log-in with this address, whatever its case."""
    return db.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()


def live_logins(now: datetime) -> Select[tuple[Login]]:
    """Log-ins that are still signed in, the latest used first."""
    alive = (Login.ended_at.is_(None), Login.seen_at > now - IDLE, Login.created_at > now - ABSOLUTE)
    return select(Login).where(*alive).order_by(Login.seen_at.desc(), Login.id.desc())


def login_by_secret(secret: str, now: datetime) -> Login | None:
    """The live log-in of an account that is not disabled; None for an ended, idle or old one."""
    login = db.session.scalars(live_logins(now).where(Login.secret_hash == hash_token(secret))).one_or_none()
    return login if login is not None and login.user.is_active else None


def token_by_secret(secret: str, now: datetime) -> ApiToken | None:
    """The API token that is neither withdrawn nor expired, of an account that is not disabled."""
    token = db.session.scalars(select(ApiToken).where(ApiToken.secret_hash == hash_token(secret), ApiToken.revoked_at.is_(None))).one_or_none()
    if token is None or not token.user.is_active or (token.expires_at is not None and token.expires_at <= now):
        return None
    return token
