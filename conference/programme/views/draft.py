"""The draft as it reads before it is published: for reviewers, who look at all of it and change nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from conference.kernel.web import load
from conference.programme import policy, queries_draft, queries_files
from conference.programme.models import Event
from conference.programme.views.blueprint import bp
from conference.programme.views.manage_sessions import fits


@bp.get("/manage/events/<slug>/draft/")
def manage_draft(slug: str) -> Any:
    """Every session of the draft, and what contradicts itself."""
    event = load(Event, slug=slug, may=policy.read_draft, see=policy.see)
    words = request.args.get("q", "").strip()[:60]
    draft = queries_draft.draft_of(event)
    found = queries_draft.clashes(event, draft)
    facts = {"clashes": found, "clashing": {side.code for clash in found for side in clash.sessions}, "may_edit": policy.edit(current_user, event)}
    return render_template("programme/draft.html", event=event, sessions=[each for each in draft.sessions if fits(each, words)], words=words, **facts)


@bp.get("/manage/events/<slug>/draft/<code>/")
def manage_draft_session(slug: str, code: str) -> Any:
    """One session of it: its texts, its people as the programme will print them, its materials."""
    event = load(Event, slug=slug, may=policy.read_draft, see=policy.see)
    draft = queries_draft.draft_of(event)
    session = next((each for each in draft.sessions if each.code == code), None) or abort(404)
    clashes = [each for each in queries_draft.clashes(event, draft) if code in {side.code for side in each.sessions}]
    facts: dict[str, Any] = {
        "parts": [each for each in draft.sessions if each.part_of_id == session.id],
        "photos": defaultdict(str, queries_files.photos_of(event, {each.speaker.code for each in session.people})),
        "materials": queries_files.materials_of(session.uid),
    }
    return render_template("programme/draft_session.html", event=event, session=session, clashes=clashes, **facts)
