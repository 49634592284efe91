"""Who is there, who is signed in, who holds what: named reads, one statement each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Select, String, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from conference.kernel.crypto import hash_token
from conference.kernel.database import db
from conference.kernel.i18n import fold
from conference.people.models import ApiToken, Grant, LinkPurpose, Login, OneTimeLink, Organisation, Person, User
from conference.people.rules import ABSOLUTE, IDLE, Role


def contact(email: str) -> Person | None:
    """Somebody who is known by this address alone (a speaker to whom letters go) and has no log-in yet."""
    wanted = select(Person).outerjoin(User, User.person_id == Person.id).where(Person.email == email, User.id.is_(None), Person.erased_at.is_(None))
    return db.session.scalars(wanted.order_by(Person.id)).first()


def user_by_email(email: str) -> User | None:
    """The log-in with this address, whatever its case."""
    return db.session.scalars(select(User).where(User.email == email.strip().lower()).options(lazyload(User.grants))).one_or_none()


def live_logins(now: datetime) -> Select[Login]:
    """Log-ins that are still signed in, the latest used first."""
    alive = (Login.ended_at.is_(None), Login.seen_at > now - IDLE, Login.created_at > now - ABSOLUTE)
    return select(Login).where(*alive).order_by(Login.seen_at.desc(), Login.id.desc())


@cache
def who_asks() -> tuple[Select[Login], Select[ApiToken]]:
    """The log-in, or the token, with this secret, and whose it is with their rights: one statement, asked with each request
    and therefore made once. The organisations' names, which few pages say, are not read."""
    secret = bindparam("secret_hash", type_=String())
    alive = (Login.ended_at.is_(None), Login.seen_at > bindparam("idle"), Login.created_at > bindparam("old"))
    rights = joinedload(User.grants).lazyload(Grant.organisation)
    login = select(Login).where(Login.secret_hash == secret, *alive).options(joinedload(Login.user).options(rights))
    token = select(ApiToken).where(ApiToken.secret_hash == secret, ApiToken.revoked_at.is_(None))
    return login, token.options(joinedload(ApiToken.user).options(rights))


def login_by_secret(secret: str, now: datetime) -> Login | None:
    """The live log-in of an account that is not disabled; None for an ended, idle or old one."""
    told = {"secret_hash": hash_token(secret), "idle": now - IDLE, "old": now - ABSOLUTE}
    login = db.session.scalars(who_asks()[0], told).unique().one_or_none()
    return login if login is not None and login.user.is_active else None


def token_by_secret(secret: str, now: datetime) -> ApiToken | None:
    """The API token that is neither withdrawn nor expired, of an account that is not disabled."""
    token = db.session.scalars(who_asks()[1], {"secret_hash": hash_token(secret)}).unique().one_or_none()
    if token is None or not token.user.is_active or (token.expires_at is not None and token.expires_at <= now):
        return None
    return token


def tokens_of(user: User) -> Select[ApiToken]:
    """The user's tokens that were not withdrawn, the newest first."""
    return select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)).order_by(ApiToken.id.desc())


def has_tokens(user: User) -> bool:
    """Whether any of the user's tokens was not withdrawn."""
    return bool(db.session.scalar(select(tokens_of(user).order_by(None).exists())))


def open_link(secret: str, now: datetime, *purposes: LinkPurpose, hold: bool = False) -> OneTimeLink | None:
    """The unused link with this secret, of an account that is not disabled; with `hold` its row is locked."""
    usable = (
        OneTimeLink.secret_hash == hash_token(secret),
        OneTimeLink.purpose.in_(purposes),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )
    found = select(OneTimeLink).where(*usable)
    link = db.session.scalars(found.with_for_update(of=OneTimeLink) if hold else found).one_or_none()
    return link if link is not None and link.user.is_active else None


def users(text: str = "", role: Role | None = None) -> Select[User]:
    """The accounts whose name or address contains every word of `text`, and that hold `role`; by name. Erased ones are left out."""
    found = select(User).join(User.person).where(Person.erased_at.is_(None))
    for word in fold(text).split():
        found = found.where(or_(Person.search_name.contains(word, autoescape=True), User.email.contains(word, autoescape=True)))
    if role is not None:
        found = found.where(User.grants.any(Grant.role == role))
    return found.order_by(Person.search_name, User.id)


def organisations() -> Select[Organisation]:
    """All organisations by short name."""
    return select(Organisation).order_by(Organisation.slug)


def all_organisations() -> list[Organisation]:
    """The same, fetched."""
    return list(db.session.scalars(organisations()))


def user_by_uid(uid: str) -> Select[User]:
    """The log-in with this public id."""
    return select(User).where(User.uid == uid)


def last_seen(users: Collection[User]) -> dict[int, datetime]:
    """When each of these users was last here, by id; those who never were are missing."""
    rows = select(Login.user_id, func.max(Login.seen_at)).where(Login.user_id.in_([user.id for user in users])).group_by(Login.user_id)
    return {user_id: seen_at for user_id, seen_at in db.session.execute(rows) if seen_at}


def member_counts(organisations: Collection[Organisation]) -> dict[int, int]:
    """How many people hold a role in each of these organisations, by id."""
    ids = [organisation.id for organisation in organisations]
    rows = select(Grant.organisation_id, func.count(Grant.user_id.distinct())).where(Grant.organisation_id.in_(ids)).group_by(Grant.organisation_id)
    return {organisation_id: count for organisation_id, count in db.session.execute(rows) if organisation_id}
