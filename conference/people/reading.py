"""One stretch of the history, as `?entity=`, `?actor=` and `?before=` ask for it: the list grows while one reads, so one goes
on from a line and not by page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import Select

from conference.kernel.database import db
from conference.kernel.history import Change
from conference.people import history
from conference.people.history import Line

SHOWN = 50


@dataclass(frozen=True)
class Reading:
    """Lines, newest first; `more` is the line to go on from. `thing` and `by` say what the list is narrowed to."""

    lines: Sequence[Line]
    more: int | None
    entity: str
    actor: str
    thing: str
    by: str


def read(rows: Select[Change]) -> Reading:
    """The stretch of these changes that the address asks for. Three statements whatever its length."""
    entity, actor, before = (request.args.get(name, "")[:80] for name in ("entity", "actor", "before"))
    rows = rows.order_by(None).order_by(Change.id.desc()).limit(SHOWN + 1)
    if entity:
        rows = rows.where(Change.entity == entity)
    if actor:
        rows = rows.where(Change.actor == actor)
    if before.isdecimal():
        rows = rows.where(Change.id < min(int(before), 2**62))
    changes = db.session.scalars(rows).all()
    lines = history.lines(changes[:SHOWN])
    return Reading(
        lines=lines, more=changes[SHOWN - 1].id if len(changes) > SHOWN else None, entity=entity, actor=actor,
        thing=f"{lines[0].kind} {lines[0].thing}".strip() if lines else entity, by=(lines[0].who if lines else actor) if actor else "",
    )  # fmt: skip
