"""API tokens: made, shown once, used, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from conference.kernel import crypto
from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.people import queries
from conference.people.models import ApiToken, User
from conference.people.rules import TOKENS_EACH, Scope


@transaction
def create_token(user: User, *, scopes: Collection[str] = (), name: str = "", by: Any, now: datetime, expires_at: datetime | None = None) -> str:
    """Make an API token that acts as `user` within `scopes` (none: whatever they may). Returns the secret: it is never
    to be had again. Refuses unknown scopes, an end in the past, a disabled account, and more than TOKENS_EACH at once."""
    lock(user)
    held = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    refuse(objections_to_token(user, scopes, expires_at, held=db.session.scalar(held) or 0, now=now))
    secret = crypto.new_token()
    token = ApiToken(
        user_id=user.id, name=name, secret_hash=crypto.hash_token(secret), scopes=sorted(set(scopes)), created_at=now, expires_at=expires_at
    )
    db.session.add(token)
    record(user.actor, "token_created", by=by, at=now, after={"token": name, "scopes": token.scopes})
    return secret


def objections_to_token(user: User, scopes: Collection[str], expires_at: datetime | None, *, held: int, now: datetime) -> list[Objection]:
    """Why no such token can be made; empty when it can. `held` is how many the user has."""
    objections = []
    if unknown := [scope for scope in scopes if scope not in list(Scope)]:
        known = ", ".join(Scope)
        objections.append(
            Objection("scope-unknown", _("There is no scope %(unknown)s. There are: %(known)s.", unknown=unknown[0], known=known), field="scopes")
        )
    if expires_at is not None and expires_at <= now:
        objections.append(Objection("expiry-past", _("This day is over. Choose a later one."), field="expires_on"))
    if not user.is_active:
        objections.append(Objection("user-disabled", _("This account is disabled.")))
    if held >= TOKENS_EACH:
        objections.append(
            Objection("too-many-tokens", _("There are %(number)s tokens already. Withdraw those that are not used any more.", number=held))
        )
    return objections


@transaction
def revoke_token(token: ApiToken, *, by: Any, now: datetime) -> None:
    """Withdraw a token: from now on it opens nothing. What is withdrawn stays so."""
    if token.revoked_at is None:
        token.revoked_at = now
        record(token.user.actor, "token_withdrawn", by=by, at=now, before={"token": token.name, "scopes": token.scopes})


@transaction
def revoke_tokens(user: User, *, by: Any, now: datetime) -> int:
    """Withdraw every token of this user, each with its line in the history. How many that were."""
    live = db.session.scalars(queries.tokens_of(user)).all()
    for token in live:
        revoke_token(token, by=by, now=now)
    return len(live)


@transaction
def mark_token_used(token: ApiToken, *, now: datetime) -> None:
    """Write down when the token was last used."""
    db.session.execute(update(ApiToken).where(ApiToken.id == token.id).values(used_at=now))
