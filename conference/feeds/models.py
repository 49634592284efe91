"""What feeds own: the private links, and the written form of each calendar item with the version it is in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.feeds.rules import Purpose
from conference.kernel.database import UTCDateTime, db, states, uid
from conference.people.models import User
from conference.venue.models import Room


class FeedToken(db.Model):  # type: ignore[name-defined]
    """A private calendar link: whoever has its secret reads one person's calendar, or one room's diary. Kept as a hash."""

    __tablename__ = "feed_token"
    __table_args__ = (CheckConstraint("(purpose = 'room') = (room_id IS NOT NULL)", name="room_for_a_diary"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(states(Purpose, "purpose"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    detailed: Mapped[bool] = mapped_column(default=False)  # a diary with titles and names, not only busy and free
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")


class Fragment(db.Model):  # type: ignore[name-defined]
    """One calendar item as it was written last. `digest` is of its content: only when that is another, `sequence` and
    `changed_at` move, whatever moved them elsewhere. `source` stands for all that it was made from: while that is the same, nothing
    is made or compared. A flavour is a form of the item that only some may read."""

    __tablename__ = "feed_fragment"

    uid: Mapped[str] = mapped_column(String(120), primary_key=True)
    flavour: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sequence: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class FeedMember(db.Model):  # type: ignore[name-defined]
    """That an item was in a calendar of a part (a room, a track, somebody's sessions): when it moves out it is cancelled there,
    because some programs keep what merely vanishes."""

    __tablename__ = "feed_member"

    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    uid: Mapped[str] = mapped_column(String(120), primary_key=True)
