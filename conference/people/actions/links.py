"""Single-use links that come by mail: asked for on a page, answered by the worker, so that the page never tells who exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from conference.kernel import crypto
from conference.kernel.database import db, transaction
from conference.kernel.mail import post
from conference.people import mails, queries, throttle
from conference.people.models import LinkPurpose, LinkRequest, OneTimeLink, User
from conference.people.rules import EMAIL_CHANGE_LASTS, INVITATION_LASTS, LETTER_ACCOUNT, LETTER_ADDRESS, RESET_LASTS

LASTS: dict[LinkPurpose, timedelta] = {
    LinkPurpose.INVITATION: INVITATION_LASTS,
    LinkPurpose.PASSWORD_RESET: RESET_LASTS,
    LinkPurpose.EMAIL_CHANGE: EMAIL_CHANGE_LASTS,
}
ROUND = 50


@transaction
def ask_for_link(purpose: LinkPurpose, email: str, *, address: str, now: datetime, user: User | None = None) -> None:
    """Write down that somebody wants a link at this address. The same happens whether or not there is an account.

    Refused (429) when too many were asked for this account or from this network address.
    """
    subject = user.email if user else email.strip().lower()
    throttle.count_attempt((LETTER_ACCOUNT, subject), (LETTER_ADDRESS, throttle.network(address)), now=now)
    db.session.add(LinkRequest(purpose=purpose, email=email.strip().lower(), user_id=user.id if user else None, asked_at=now))


def answer_link_requests(now: datetime) -> int:
    """Post the letters that were asked for. How many requests were answered, with a letter or with none."""
    waiting = db.session.scalar(select(LinkRequest.id).limit(1))
    db.session.rollback()
    return 0 if waiting is None else answer_round(now=now)


@transaction
def answer_round(*, now: datetime) -> int:
    """Answer the oldest requests and remove them; several workers share them."""
    asked = db.session.scalars(select(LinkRequest).order_by(LinkRequest.id).limit(ROUND).with_for_update(skip_locked=True)).all()
    for request in asked:
        if now - request.asked_at < LASTS[request.purpose]:
            answer(request, now=now)
        db.session.delete(request)
    return len(asked)


def answer(request: LinkRequest, *, now: datetime) -> None:
    """Post the letter that was asked for; none for an unknown or closed account, or a new address that is in use."""
    if request.purpose is LinkPurpose.PASSWORD_RESET:
        user = queries.user_by_email(request.email)
        if user is not None and user.is_active:
            post(mails.password_reset(user, make_link(user, request.purpose, now=now), until=now + RESET_LASTS))
    elif request.user_id is not None and queries.user_by_email(request.email) is None:
        user = db.session.get_one(User, request.user_id)
        secret = make_link(user, request.purpose, now=now, email=request.email)
        post(mails.email_change(user, secret, to=request.email, until=now + EMAIL_CHANGE_LASTS))


@transaction
def invitation_link(user: User, *, now: datetime) -> str:
    """The secret of a new invitation for this user; earlier ones are void."""
    return make_link(user, LinkPurpose.INVITATION, now=now)


def make_link(user: User, purpose: LinkPurpose, *, now: datetime, email: str | None = None) -> str:
    """A new link's secret; only its hash is kept. Earlier unused links for the same purpose are void."""
    void(user, purpose, now=now)
    secret = crypto.new_token()
    db.session.add(
        OneTimeLink(
            user_id=user.id, purpose=purpose, email=email, secret_hash=crypto.hash_token(secret), created_at=now, expires_at=now + LASTS[purpose]
        )
    )
    return secret


def void(user: User, *purposes: LinkPurpose, now: datetime) -> None:
    """Let nobody use these links of the user any more."""
    mine = (OneTimeLink.user_id == user.id, OneTimeLink.purpose.in_(purposes), OneTimeLink.used_at.is_(None))
    db.session.execute(update(OneTimeLink).where(*mine).values(used_at=now))


@transaction
def purge_links(now: datetime) -> int:
    """Remove links that are used or over."""
    result = db.session.execute(delete(OneTimeLink).where((OneTimeLink.expires_at <= now) | OneTimeLink.used_at.is_not(None)))
    return int(result.rowcount)  # type: ignore[attr-defined]
