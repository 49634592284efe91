"""Named reads of invitations to an event's team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from conference.kernel.crypto import hash_token
from conference.kernel.database import db
from conference.programme.models import Event
from conference.programme.models_team import TeamInvitation


def invited_to(event: Event) -> Select[TeamInvitation]:
    """Who was invited and has not come, the oldest first; also those whose time has run out, until the night."""
    return select(TeamInvitation).where(TeamInvitation.event_id == event.id).order_by(TeamInvitation.id)


def open_invitation(secret: str, now: datetime, *, hold: bool = False) -> TeamInvitation | None:
    """The invitation that this link is for, when its time is not over. `hold` locks it until the transaction ends."""
    wanted = select(TeamInvitation).where(TeamInvitation.secret_hash == hash_token(secret), TeamInvitation.expires_at > now)
    return db.session.scalars(wanted.with_for_update(of=TeamInvitation) if hold else wanted).one_or_none()
