"""What people upload to a programme: a speaker's photo, the materials of a session. Kept in the database, so that a backup, an
erasure and a second web machine have them without a word; their bytes are read only by whoever serves them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import UTCDateTime, db, uid
from conference.programme.models import Event, Session, Speaker

JPEG, PDF = "image/jpeg", "application/pdf"


class Photo(db.Model):  # type: ignore[name-defined]
    """A speaker's photo, drawn anew as a square JPEG. A new one is a new row with a new address."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id", ondelete="CASCADE"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)

    speaker: Mapped[Speaker] = relationship(lazy="joined")

    @property
    def event(self) -> Event:
        return self.speaker.event


class Material(db.Model):  # type: ignore[name-defined]
    """Slides, a handout, a poster of a session: a PDF, a picture drawn anew, or (`url`) a link to what lies elsewhere."""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (url <> '')", name="file_or_link"),
        CheckConstraint("content_type IN ('', 'application/pdf', 'image/jpeg')", name="content_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(240))
    url: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[str] = mapped_column(String(120), default="")
    content_type: Mapped[str] = mapped_column(String(40), default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)

    session: Mapped[Session] = relationship(lazy="joined")

    @property
    def event(self) -> Event:
        return self.session.event
