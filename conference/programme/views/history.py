"""Who changed what of an event, its sessions and its speakers: for those who edit it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from conference.kernel.web import load
from conference.people.reading import read
from conference.programme import policy, queries
from conference.programme.models import Event
from conference.programme.views.blueprint import bp


@bp.get("/manage/events/<slug>/history/")
def manage_history(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    return render_template("programme/manage_history.html", event=event, reading=read(queries.changes_of(event)))
