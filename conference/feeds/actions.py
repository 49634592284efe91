"""Private links: made and shown once, renewed, withdrawn; and what of the feeds a person's erasure takes away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from conference.feeds import queries
from conference.feeds.items import uid as item_uid
from conference.feeds.models import FeedMember, FeedToken, Fragment
from conference.feeds.rules import LINKS_EACH, Purpose
from conference.kernel.crypto import hash_token, new_token
from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.people.models import Person, User
from conference.programme.models import Session, SessionSpeaker, Speaker
from conference.venue.models import Room

USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction
def make_link(user: User, purpose: Purpose, *, room: Room | None = None, detailed: bool = False, by: Any, now: datetime) -> str:
    """A private calendar link for this purpose. Returns its secret, which is never to be had again.

    Refuses a second one for the same purpose (renew it instead), a diary without a room, and more than LINKS_EACH.
    """
    lock(user)
    wrong = []
    if (purpose is Purpose.ROOM) != (room is not None):
        wrong.append(Objection("no-room", _("Choose the room whose diary you want."), field="room"))
    elif queries.token_for(user, purpose, room, detailed=detailed):
        wrong.append(Objection("link-exists", _("There is such a link already. Renew it if you have lost it.")))
    held = db.session.scalar(select(func.count()).where(FeedToken.user_id == user.id, FeedToken.revoked_at.is_(None))) or 0
    if held >= LINKS_EACH:
        wrong.append(Objection("too-many-links", _("There are %(number)s links already. Withdraw those that are not used any more.", number=held)))
    refuse(wrong)
    secret = new_token()
    token = FeedToken(
        user_id=user.id, purpose=purpose, room_id=room.id if room else None, detailed=detailed, secret_hash=hash_token(secret), created_at=now
    )
    db.session.add(token)
    db.session.flush()
    record(user.actor, "feed link made", by=by, at=now, after=told(token))
    return secret


@transaction
def withdraw_link(token: FeedToken, *, by: Any, now: datetime) -> None:
    """From now on the link answers 404. What is withdrawn stays so; the other links go on."""
    if token.revoked_at is None:
        token.revoked_at = now
        record(token.user.actor, "feed link withdrawn", by=by, at=now, before=told(token))


@transaction
def renew_link(token: FeedToken, *, by: Any, now: datetime) -> str:
    """Withdraw a link and make another for the same purpose. Returns the new secret. Refuses one that was withdrawn."""
    if token.revoked_at is not None:
        refuse([Objection("link-withdrawn", _("This link was withdrawn. Make a new one."))])
    withdraw_link(token, by=by, now=now)
    db.session.flush()
    return make_link(token.user, token.purpose, room=token.room, detailed=token.detailed, by=by, now=now)


def told(token: FeedToken) -> dict[str, Any]:
    """What the history keeps of a link: never its secret."""
    return {"purpose": token.purpose, "room": token.room_id, "detailed": token.detailed}


def note_use(token: FeedToken, *, now: datetime) -> None:
    """Remember that the link was used, not more than once an hour."""
    if token.used_at is None or now - token.used_at >= USE_IS_NOTED_EVERY:
        write_use(token.id, now=now)


@transaction
def write_use(token_id: int, *, now: datetime) -> None:
    """Write down when a link was used last."""
    db.session.execute(update(FeedToken).where(FeedToken.id == token_id).values(used_at=now))


# One's own data -------------------------------------------------------------------------------------------------------


def exported(person: Person) -> dict[str, Any]:
    """What the feeds hold of a person: the links they made."""
    links = db.session.scalars(select(FeedToken).join(User, FeedToken.user_id == User.id).where(User.person_id == person.id).order_by(FeedToken.id))
    return {"links": [{"purpose": each.purpose, "made": each.created_at, "last_used": each.used_at, "withdrawn": each.revoked_at} for each in links]}


def erase(person: Person, now: datetime) -> None:
    """Remove a person's links and what was written for them alone; sessions they were on are written anew when next read."""
    users = select(User.id).where(User.person_id == person.id)
    for user_id in db.session.scalars(users).all():
        db.session.execute(delete(Fragment).where(Fragment.flavour == f"user:{user_id}"))
        db.session.execute(delete(FeedMember).where(FeedMember.feed.like(f"duties|{user_id}|%")))
        db.session.execute(delete(FeedToken).where(FeedToken.user_id == user_id))
    on_them = select(Session.uid).join(SessionSpeaker).join(Speaker).where(Speaker.person_id == person.id)
    uids = [item_uid(each) for each in db.session.scalars(on_them)]
    db.session.execute(update(Fragment).where(Fragment.uid.in_(uids)).values(digest="", source="", body=b""))
