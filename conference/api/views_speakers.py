"""Speakers: everybody on an event's programme, as the programme prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_login import current_user
from sqlalchemy import select

from conference.api.forms_events import Speaker as SpeakerSaid
from conference.api.forms_events import SpeakerIn
from conference.api.forms_rooms import in_words
from conference.api.frame import JSON, Calls, dumps
from conference.api.pages import cut, envelope, page, page_of
from conference.api.shapes import Paged
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import tag
from conference.kernel.stamps import stamps
from conference.kernel.web import load, stamped
from conference.people.rules import Scope
from conference.programme import actions, policy, queries
from conference.programme.models import Event, Speaker

bp = Calls("speakers", "Everybody on an event's programme.")


@bp.call("GET", "/events/<slug>/speakers", query=Paged, answer=page_of(SpeakerSaid), scope=Scope.EVENTS, token=False)
def speakers(slug: str, query: Any) -> Any:
    """Everybody on the published programme; for those who may change the event, everybody on the draft"""
    event = load(Event, slug=slug, may=policy.see)
    if policy.edit(current_user, event):
        return page(queries.speakers_of(event), query, said)
    marks = stamps([event.scope, event.timetable_scope])
    key = f"api|speakers|{event.id}|{[each.version for each in marks.values()]}|{tag()}|{request.url}"
    changed_at = max(event.created_at, *(each.changed_at for each in marks.values()))
    return stamped(key, changed_at, lambda: dumps(published(event, query)).encode(), content_type=JSON, max_age=0)


def published(event: Event, query: Any) -> dict[str, Any]:
    """A page of those on published sessions, by name."""
    people = sorted(queries.people_on(queries.published_cards(event)).values(), key=lambda each: (each.name.casefold(), each.code))
    shown, total = cut(people, query)
    words = biographies(event, [each.code for each in shown])
    items = [{"code": each.code, "name": each.name, "affiliation": each.affiliation, "biography": words.get(each.code, "")} for each in shown]
    return envelope(items, total, query)


@bp.call("POST", "/events/<slug>/speakers", body=SpeakerIn, answer=SpeakerSaid, status=201, scope=Scope.EVENTS)
def add_a_speaker(slug: str, body: Any) -> Any:
    """Put somebody on the programme

    Needs no log-in and no e-mail address.
    """
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    told = {name: body[name] for name in ("name", "code", "affiliation") if name in body}
    told |= {"biography": in_words(body["biography"], event.languages[0])} if "biography" in body else {}
    return said([actions.add_speaker(event, by=current_user, now=clock.now(), **told)])[0]


def said(found: Iterable[Speaker]) -> list[dict[str, Any]]:
    return [{"code": each.code, "name": each.name, "affiliation": each.affiliation, "biography": str(each.biography)} for each in found]


def biographies(event: Event, codes: list[str]) -> dict[str, str]:
    """What the programme says of these people, by code. One statement."""
    rows = db.session.execute(select(Speaker.code, Speaker.biography).where(Speaker.event_id == event.id, Speaker.code.in_(codes)))
    return {row.code: str(row.biography) for row in rows}
