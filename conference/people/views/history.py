"""Who changed what, when, before and after."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user
from sqlalchemy import select

from conference.kernel.history import Change
from conference.kernel.web import allow
from conference.people import policy
from conference.people.reading import read
from conference.people.views.blueprint import bp


@bp.get("/manage/centre/history/")
def manage_history():
    """Of the whole centre; what concerns people's accounts is for administrators only."""
    allow(policy.see_history)
    rows = select(Change)
    if not policy.see_history_of_people(current_user):
        rows = rows.where(Change.entity.not_like("user:%"), Change.entity.not_like("person:%"))
    return render_template("people/history.html", reading=read(rows))
