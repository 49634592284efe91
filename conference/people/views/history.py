"""Who changed what, when, before and after."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.web import allow
from conference.people import history, policy
from conference.people.views.blueprint import bp

SHOWN = 50


@bp.get("/manage/centre/history/")
def manage_history():
    """Newest first, `?entity=kind:uid` and `?actor=kind:uid` narrow it, `?before=` goes on from a line: the list grows while one reads."""
    allow(policy.see_history)
    entity, actor, before = (request.args.get(name, "")[:80] for name in ("entity", "actor", "before"))
    rows = select(Change).order_by(Change.id.desc()).limit(SHOWN + 1)
    if entity:
        rows = rows.where(Change.entity == entity)
    if actor:
        rows = rows.where(Change.actor == actor)
    if before.isdecimal():
        rows = rows.where(Change.id < min(int(before), 2**62))
    changes = db.session.scalars(rows).all()
    more = changes[SHOWN - 1].id if len(changes) > SHOWN else None
    lines = history.lines(changes[:SHOWN])
    names = history.names_of([actor]) if actor else {}
    return render_template("people/history.html", lines=lines, entity=entity, heading=heading(entity, lines), actor=actor, more=more, names=names)


def heading(entity, lines):
    """What the one thing is called that the list is narrowed to."""
    return f"{lines[0].kind} {lines[0].thing}".strip() if lines else entity
