"""The history: who changed what, when, from what to what. Appended to, never edited; only erasure blanks personal values."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Select, String, insert, null, select, update
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Json, UTCDateTime, db
from conference.kernel.words import Words

correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
SYSTEM = "system"


class Change(db.Model):  # type: ignore[name-defined]
    """One line of the history. `entity` is `kind:uid`, `actor` is `user:uid`, `registration:uid` or `system`."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_entity_id", "entity", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    entity: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(String(40))


LINE = insert(Change.__table__)


def record(
    entity: str, action: str, *, by: Any, at: datetime, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None
) -> None:
    """Append one change in the running transaction. `by` has an `actor` name (a User) or is one (`system`).

    Of `before` and `after` only the fields that differ are kept, as plain JSON values.
    """
    old, new = plain(before), plain(after)
    if old is not None and new is not None:
        same = {key for key in old.keys() & new.keys() if old[key] == new[key]}
        old, new = ({key: value for key, value in facts.items() if key not in same} for facts in (old, new))
    line = {"at": at, "actor": actor_of(by), "entity": entity, "action": action, "before": old, "after": new, "request_id": correlation.get()}
    db.session.connection().execute(LINE, line)  # past the unit of work: every change writes one, and it points to no row


def actor_of(by: Any) -> str:
    """How the history names whoever acts: a user or a registration by its `actor`, else the word itself, else the system."""
    return getattr(by, "actor", None) or str(by or SYSTEM)


def history_of(*entities: str) -> Select[Change]:
    """The changes of these entities, newest first."""
    return select(Change).where(Change.entity.in_(entities)).order_by(Change.id.desc())


def blank(*entities: str) -> None:
    """Erase what the history says of these entities' values, in the running transaction. That, when and by whom they were
    changed stays; an actor is a random code that leads to nobody once their account is erased."""
    db.session.execute(update(Change).where(Change.entity.in_(entities)).values(before=null(), after=null()))


def plain(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The same facts as JSON values."""
    return None if facts is None else {key: _plain(value) for key, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Words):
        return dict(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
