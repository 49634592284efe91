"""Who is invited to an event's team and has not come yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import UTCDateTime, db, states
from conference.people.rules import Role
from conference.programme.models import Event


class TeamInvitation(db.Model):  # type: ignore[name-defined]
    """A role in a team, offered by a letter to an address, whether or not somebody signs in with it. The row goes when it is taken."""

    __tablename__ = "team_invitation"
    __table_args__ = (UniqueConstraint("event_id", "email", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role] = mapped_column(states(Role, "role"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
