"""Speakers: everybody on an event's programme, as the programme prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort, request
from flask_login import current_user
from sqlalchemy import select

from conference.api.forms_events import Speaker as SpeakerSaid
from conference.api.forms_events import SpeakerChanges, SpeakerIn
from conference.api.forms_rooms import in_words, retold
from conference.api.frame import JSON, Calls, dumps
from conference.api.pages import cut, envelope, page, page_of
from conference.api.shapes import Paged
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import tag
from conference.kernel.stamps import stamps
from conference.kernel.web import load, stamped
from conference.kernel.words import Words
from conference.people.rules import Scope
from conference.programme import actions, policy, queries
from conference.programme.models import Event, Speaker

bp = Calls("speakers", "Everybody on an event's programme.")


@bp.call("GET", "/events/<slug>/speakers", query=Paged, answer=page_of(SpeakerSaid), scope=Scope.EVENTS, token=False)
def speakers(slug: str, query: Any) -> Any:
    """Everybody on the published programme; for those who may read the draft, everybody on it"""
    event = load(Event, slug=slug, may=policy.see)
    if policy.read_draft(current_user, event):
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
    items = [
        {"code": each.code, "name": each.name, "affiliation": each.affiliation, **biography_said(words.get(each.code, Words()))} for each in shown
    ]
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


@bp.call("GET", "/events/<slug>/speakers/<code>", answer=SpeakerSaid, scope=Scope.EVENTS, token=False)
def speaker(slug: str, code: str) -> Any:
    """Somebody on the published programme; for those who may read the draft, on it"""
    event = load(Event, slug=slug, may=policy.see)
    if policy.read_draft(current_user, event):
        return said([one(event, code)])[0]
    known = queries.people_on(queries.published_cards(event)).get(code) or abort(404)
    words = biographies(event, [code])
    return {"code": code, "name": known.name, "affiliation": known.affiliation, **biography_said(words.get(code, Words()))}


@bp.call("PATCH", "/events/<slug>/speakers/<code>", body=SpeakerChanges, answer=SpeakerSaid, scope=Scope.EVENTS)
def change_a_speaker(slug: str, code: str, body: Any) -> Any:
    """Change how the programme prints somebody

    A biography is shown at once, name and affiliation with the next release.
    """
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    found = one(event, code)
    told = {name: body[name] for name in ("name", "affiliation") if name in body}
    if "biography" in body:
        told["biography"] = retold(found.biography, body["biography"], event.languages[0])
    actions.change_speaker(found, by=current_user, now=clock.now(), **told)
    return said([found])[0]


def one(event: Event, code: str) -> Speaker:
    """Whoever has this code on the draft, or 404."""
    return db.session.scalars(select(Speaker).where(Speaker.event_id == event.id, Speaker.code == code)).one_or_none() or abort(404)


def said(found: Iterable[Speaker]) -> list[dict[str, Any]]:
    return [{"code": each.code, "name": each.name, "affiliation": each.affiliation, **biography_said(each.biography)} for each in found]


def biography_said(words: Words) -> dict[str, Any]:
    return {"biography": str(words), "biographies": dict(words)}


def biographies(event: Event, codes: list[str]) -> dict[str, Words]:
    """What the programme says of these people, by code. One statement."""
    rows = db.session.execute(select(Speaker.code, Speaker.biography).where(Speaker.event_id == event.id, Speaker.code.in_(codes)))
    return {row.code: row.biography for row in rows}
