"""What the API remembers of repeated calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import UTCDateTime, db


class IdempotencyKey(db.Model):  # type: ignore[name-defined]
    """A `POST` that was answered: a repeat with the same key gets the same answer and does nothing more."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("caller", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    caller: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    call: Mapped[str] = mapped_column(String(300))  # method and path
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column()
    answer: Mapped[str | None] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
