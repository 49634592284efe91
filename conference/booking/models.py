"""Bookings: what was agreed, each time it takes place, and the claims by which the database keeps a room from being in two
places at once. Closures claim rooms in the same table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, String, Text, and_, event
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import UTCDateTime, db, states, uid
from conference.kernel.span import Span
from conference.people.models import Organisation, User
from conference.venue.models import Closure, LayoutName, Room

UNIT_TAKEN = "unit_taken"  # what both engines call the refusal of an overlap


class Booking(db.Model):  # type: ignore[name-defined]
    """A room for one span or a series of them. A series keeps its wall-clock times, zone and rule beside its occurrences."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("setup_minutes >= 0 AND teardown_minutes >= 0", name="set_up_not_negative"),
        CheckConstraint("attendance IS NULL OR attendance > 0", name="attendance_positive"),
        Index("ix_booking_state_expires_at", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(states(State, "state"))
    layout: Mapped[LayoutName | None] = mapped_column(states(LayoutName, "layout"))
    attendance: Mapped[int | None] = mapped_column()
    setup_minutes: Mapped[int] = mapped_column(default=0)
    teardown_minutes: Mapped[int] = mapped_column(default=0)
    is_public: Mapped[bool] = mapped_column(default=False)  # its title may stand on door panels and in everybody's diary
    # a series: first occurrence on the wall clock of `zone`, and the rule (RFC 5545 RRULE) it repeats by
    rrule: Mapped[str | None] = mapped_column(String(300))
    zone: Mapped[str] = mapped_column(String(60))
    wall_start: Mapped[str | None] = mapped_column(String(16))  # 2026-10-13T09:00
    wall_end: Mapped[str | None] = mapped_column(String(16))
    sequence: Mapped[int] = mapped_column(default=0)  # RFC 5545 SEQUENCE: rises with every change that calendars must see
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)  # options rank by this
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # an option lapses then
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    room: Mapped[Room] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    holder: Mapped[User] = relationship(lazy="select")
    occurrences: Mapped[list[Occurrence]] = relationship(back_populates="booking", order_by="Occurrence.starts_at", cascade="all, delete-orphan")

    @property
    def entity(self) -> str:
        return f"booking:{self.uid}"

    @property
    def is_series(self) -> bool:
        return self.rrule is not None


class Occurrence(db.Model):  # type: ignore[name-defined]
    """One time that a booking takes place: the public span, without set-up and clear-away. Skipped dates stay as rows."""

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_occurrence_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_occurrence_starts_at_ends_at", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid, insert_sentinel=True)  # a series is one INSERT
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[OccurrenceState] = mapped_column(states(OccurrenceState, "state"), default=OccurrenceState.PLANNED)
    reason: Mapped[str | None] = mapped_column(String(300))

    booking: Mapped[Booking] = relationship(back_populates="occurrences")
    room: Mapped[Room] = relationship(lazy="joined")
    claims: Mapped[list[Claim]] = relationship(back_populates="occurrence", order_by="Claim.unit_id", cascade="all, delete-orphan")

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


class Claim(db.Model):  # type: ignore[name-defined]
    """One atomic room for one span, set-up and clear-away included. Blocking claims of a unit never overlap: see below."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("(occurrence_id IS NULL) <> (closure_id IS NULL)", name="of_one_thing"),
        Index("ix_claim_unit_id_starts_at_ends_at", "unit_id", "starts_at", "ends_at"),
        Index("ix_claim_starts_at_ends_at", "starts_at", "ends_at", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"), index=True)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closure.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    blocking: Mapped[bool] = mapped_column()

    occurrence: Mapped[Occurrence | None] = relationship(back_populates="claims")
    closure: Mapped[Closure | None] = relationship()

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @hybrid_method
    def overlaps(self, span: Span) -> bool:
        return self.starts_at < span.end and span.start < self.ends_at

    @overlaps.inplace.expression  # type: ignore[attr-defined]
    @classmethod
    def _overlaps_expression(cls, span: Span) -> ColumnElement[bool]:
        return and_(cls.starts_at < span.end, cls.ends_at > span.start)


# A room is never in two places at once: the database itself refuses it. PostgreSQL excludes overlapping ranges; the unit is
# written as a one-element range, because btree_gist is a contrib extension that not every server has. SQLite has a trigger,
# which cannot be raced because writing transactions begin IMMEDIATE.
NO_OVERLAP_POSTGRESQL = f"""
ALTER TABLE claim ADD CONSTRAINT {UNIT_TAKEN} EXCLUDE USING gist
    (int4range(unit_id, unit_id, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (blocking)
"""
_SQLITE = """
CREATE TRIGGER claim_{name} BEFORE {when} ON claim WHEN NEW.blocking BEGIN
    SELECT RAISE(ABORT, '{message}') WHERE EXISTS (
        SELECT 1 FROM claim WHERE unit_id = NEW.unit_id AND blocking AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at AND id IS NOT NEW.id);
END
"""
NO_OVERLAP_SQLITE = (
    _SQLITE.format(name="insert", when="INSERT", message=UNIT_TAKEN),
    _SQLITE.format(name="update", when="UPDATE OF unit_id, starts_at, ends_at, blocking", message=UNIT_TAKEN),
)
event.listen(Claim.__table__, "after_create", DDL(NO_OVERLAP_POSTGRESQL).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]
for _statement in NO_OVERLAP_SQLITE:
    event.listen(Claim.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]


def booking_facts(booking: Booking, slugs: Mapping[int, str]) -> dict[str, Any]:
    """What the history keeps of a booking; `slugs` name the rooms by their ids."""
    return {
        "title": booking.title,
        "state": booking.state,
        "room": slugs[booking.room_id],
        "layout": booking.layout,
        "attendance": booking.attendance,
        "setup_minutes": booking.setup_minutes,
        "teardown_minutes": booking.teardown_minutes,
        "note": booking.note,
        "is_public": booking.is_public,
        "rrule": booking.rrule,
        "expires_at": booking.expires_at,
        "occurrences": [
            f"{slugs[each.room_id]} {each.starts_at.isoformat()}/{each.ends_at.isoformat()} {each.state}" for each in booking.occurrences
        ],
    }
