"""The house: the centre itself, its rooms with layouts and features, combined rooms, opening hours, closures."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import Json, UTCDateTime, WordsType, db, states, uid
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.venue.rules import LAYOUT_LABELS as LAYOUT_LABELS
from conference.venue.rules import LayoutName as LayoutName


class Venue(db.Model):  # type: ignore[name-defined]
    """The centre: one address, one zone. One row."""

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[Words] = mapped_column(WordsType)
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float | None] = mapped_column()
    longitude: Mapped[float | None] = mapped_column()
    timezone: Mapped[str] = mapped_column(String(60))
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    accent: Mapped[str] = mapped_column(String(7), default="#0f5c63")
    locales: Mapped[list[str]] = mapped_column(Json, default=list)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    privacy_text: Mapped[Words] = mapped_column(WordsType, default=Words)
    terms_text: Mapped[Words] = mapped_column(WordsType, default=Words)
    imprint_text: Mapped[Words] = mapped_column(WordsType, default=Words)
    option_days: Mapped[int] = mapped_column(default=14)  # how long an option waits before it lapses


class Room(db.Model):  # type: ignore[name-defined]
    """A bookable function space. Its units are what is really occupied: itself, or the parts of a combined room."""

    __tablename__ = "room"
    __table_args__ = (CheckConstraint("legal_capacity IS NULL OR legal_capacity > 0", name="legal_capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Words] = mapped_column(WordsType)
    description: Mapped[Words] = mapped_column(WordsType, default=Words)
    building: Mapped[str] = mapped_column(String(80), default="")
    floor: Mapped[str | None] = mapped_column(String(20))
    area_m2: Mapped[float | None] = mapped_column()
    legal_capacity: Mapped[int | None] = mapped_column()
    wheelchair_places: Mapped[int | None] = mapped_column()
    features: Mapped[list[str]] = mapped_column(Json, default=list)  # codes of venue.features
    setup_minutes: Mapped[int] = mapped_column(default=0)
    teardown_minutes: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # taken out of service for good; never deleted
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    layouts: Mapped[list[Layout]] = relationship(
        back_populates="room", lazy="selectin", order_by="Layout.capacity.desc()", cascade="all, delete-orphan"
    )
    units: Mapped[list[RoomUnit]] = relationship(
        foreign_keys="RoomUnit.room_id", lazy="selectin", order_by="RoomUnit.unit_id", cascade="all, delete-orphan"
    )

    @property
    def unit_ids(self) -> list[int]:
        """The atomic rooms it occupies, in the one order in which claims are inserted."""
        return [unit.unit_id for unit in self.units]

    @property
    def is_combined(self) -> bool:
        return len(self.units) > 1

    @property
    def scope(self) -> str:
        return f"room:{self.id}"

    @property
    def entity(self) -> str:
        return f"room:{self.uid}"

    def capacity(self, layout: LayoutName | None = None) -> int:
        """Places in this layout (0 when it cannot be set up so), or the most of any; never more than legally allowed."""
        most = max((each.capacity for each in self.layouts if layout is None or each.name == layout), default=0)
        return min(most, self.legal_capacity or most)


class RoomUnit(db.Model):  # type: ignore[name-defined]
    """Which atomic rooms a room occupies: an atomic one itself, a combined hall each of its parts."""

    __tablename__ = "room_unit"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True, index=True)


class Layout(db.Model):  # type: ignore[name-defined]
    """A way a room can be set up, with its capacity and, where they differ from the room's, its set-up times."""

    __tablename__ = "layout"
    __table_args__ = (UniqueConstraint("room_id", "name"), CheckConstraint("capacity > 0", name="capacity_positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    name: Mapped[LayoutName] = mapped_column(states(LayoutName, "name"))
    capacity: Mapped[int] = mapped_column()
    setup_minutes: Mapped[int | None] = mapped_column()
    teardown_minutes: Mapped[int | None] = mapped_column()

    room: Mapped[Room] = relationship(back_populates="layouts")


class OpeningHours(db.Model):  # type: ignore[name-defined]
    """When the centre (room empty) or one room may be used, by weekday (0 = Monday), in the venue's zone. Several a day."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="opens_before_it_closes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int] = mapped_column()
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)  # 23:59:59.999999 stands for midnight


class Closure(db.Model):  # type: ignore[name-defined]
    """A span in which a room may not be booked (maintenance, a holiday). Its claims stand beside the bookings'."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    room: Mapped[Room] = relationship(lazy="joined")

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def entity(self) -> str:
        return f"closure:{self.uid}"
