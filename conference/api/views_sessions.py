"""Sessions: the draft for those who make it, what was published for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.api.answers import at, people_said, texts_said
from conference.api.forms_events import OneSessionAsked, SessionAsked, SessionFactsIn, SessionIn
from conference.api.forms_events import Session as SessionSaid
from conference.api.forms_rooms import in_words, retold
from conference.api.frame import JSON, Calls, dumps
from conference.api.naming import named
from conference.api.pages import page, page_of
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import tag
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.kernel.stamps import stamp
from conference.kernel.web import allow, load, stamped
from conference.people.rules import Scope
from conference.programme import actions, policy, queries
from conference.programme.facts import TEXTS
from conference.programme.models import Event, EventRoom, PublishedSession, Session, Track

bp = Calls("sessions", "Sessions and talks of an event's programme.")
PLAIN = ("kind", "kind_label", "language")


@bp.call("GET", "/events/<slug>/sessions", query=SessionAsked, answer=page_of(SessionSaid), scope=Scope.EVENTS, token=False)
def sessions(slug: str, query: Any) -> Any:
    """An event's sessions in the order of time

    The published ones; for those who may change the event the draft, unless they ask for `version=published`.
    """
    event = load(Event, slug=slug, may=policy.see)
    if wants_draft(event, query):
        return page(draft(event, query), query, lambda rows: [draft_said(event, each) for each in rows])
    mark = stamp(event.timetable_scope)
    key = f"api|sessions|{event.id}|{mark.version}|{tag()}|{request.url}"

    def make() -> bytes:
        return dumps(page(published(event, query), query, lambda rows: [published_said(event, each) for each in rows], whole=False)).encode()

    return stamped(key, max(mark.changed_at, event.created_at), make, content_type=JSON, max_age=0)


@bp.call("POST", "/events/<slug>/sessions", body=SessionIn, answer=SessionSaid, status=201, scope=Scope.EVENTS)
def add_a_session(slug: str, body: Any) -> Any:
    """Add a session to the draft

    Clashes are no reason to refuse; nothing is booked. With `part_of` it is a talk in that session, whose room it shares.
    """
    event, by, now = load(Event, slug=slug, may=policy.edit, see=policy.see), current_user, clock.now()
    told = {name: body[name] for name in PLAIN if name in body}
    told |= {"state": body["status"]} if "status" in body else {}
    told |= {name: in_words(body[name], body.get("language") or event.languages[0]) for name in TEXTS if name in body}
    rows = named(event, body, by=by, now=now)
    made = actions.add_session(event, code=body.get("code"), span=span_of(body, None), by=by, now=now, **told, **rows)
    answer = draft_said(event, made)
    return answer, answer["url"]


@bp.call("GET", "/events/<slug>/sessions/<code>", query=OneSessionAsked, answer=SessionSaid, scope=Scope.EVENTS, token=False)
def session(slug: str, code: str, query: Any) -> Any:
    """One session"""
    event = load(Event, slug=slug, may=policy.see)
    if wants_draft(event, query):
        return draft_said(event, one(event, code))
    return published_said(event, queries.published_session(event, code) or abort(404))


@bp.call("PATCH", "/events/<slug>/sessions/<code>", body=SessionFactsIn, answer=SessionSaid, scope=Scope.EVENTS)
def change_a_session(slug: str, code: str, body: Any) -> Any:
    """Change a session of the draft

    The talks of a session move with it. Everybody else sees the change with the next release.
    """
    event, by, now = load(Event, slug=slug, may=policy.edit, see=policy.see), current_user, clock.now()
    found = one(event, code)
    told = {name: body[name] for name in PLAIN if name in body}
    spoken = (body.get("language", found.language), event.languages[0])
    told |= {name: retold(getattr(found, name), body[name], *spoken) for name in TEXTS if name in body}
    if "status" in body:
        told["state"] = body["status"]
    if body.keys() & {"starts_at", "ends_at"}:
        told["span"] = span_of(body, found.span)
    actions.change_session(found, by=by, now=now, **told, **named(event, body, by=by, now=now))
    return draft_said(event, found)


@bp.call("DELETE", "/events/<slug>/sessions/<code>", answer=SessionSaid, scope=Scope.EVENTS)
def cancel_a_session(slug: str, code: str) -> Any:
    """Take a session off the programme

    Nothing is erased: the next release tells calendars that it is cancelled.
    """
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    found = one(event, code)
    actions.cancel_session(found, by=current_user, now=clock.now())
    return draft_said(event, found)


def wants_draft(event: Event, query: Mapping[str, Any]) -> bool:
    """Whether to show the draft: to those who may read it, unless they ask for what is published."""
    if query.get("version") == "draft":
        allow(policy.read_draft, event)
    return query.get("version") != "published" and policy.read_draft(current_user, event)


def draft(event: Event, query: Mapping[str, Any]) -> Any:
    found = queries.sessions_of(event)
    if "track" in query:
        found = found.where(Session.track.has(Track.slug == query["track"]))
    return found.where(Session.room.has(EventRoom.slug == query["room"])) if "room" in query else found


def published(event: Event, query: Mapping[str, Any]) -> Any:
    row = PublishedSession
    told = (row.code, row.starts_at, row.ends_at, row.track_slug, row.room_slug, row.part_of_code, row.cancelled, row.facts)
    found = select(*told).where(row.event_id == event.id).order_by(row.starts_at, row.ends_at, row.code)
    if "track" in query:
        found = found.where(row.track_slug == query["track"])
    return found.where(row.room_slug == query["room"]) if "room" in query else found


def one(event: Event, code: str) -> Session:
    """The draft session of this code, or 404."""
    return db.session.scalars(select(Session).where(Session.event_id == event.id, Session.code == code)).one_or_none() or abort(404)


def span_of(body: Mapping[str, Any], before: Span | None) -> Span | None:
    """Where it is put: both ends, or none. An end that is not said keeps the length. Refuses (422) half a time."""
    start, end = body.get("starts_at"), body.get("ends_at")
    if start and end is None and before and "ends_at" not in body:
        end = start + before.length
    if end and start is None and before and "starts_at" not in body:
        start = before.start
    if (start is None) != (end is None):
        missing = "ends_at" if end is None else "starts_at"
        refuse([Objection("half-a-time", _("Give both the beginning and the end, or neither."), field=missing)], status=422)
    return Span(start, end) if start and end else None


# Answers --------------------------------------------------------------------------------------------------------------


def draft_said(event: Event, each: Session) -> dict[str, Any]:
    people = [{"code": on.speaker.code, "name": on.speaker.name, "affiliation": on.speaker.affiliation, "part": on.part.value} for on in each.people]
    return {
        **texts_said({name: getattr(each, name) for name in (*TEXTS, "kind_label", "language")}),
        **people_said(people),
        "code": each.code,
        "kind": each.kind,
        "track": each.track.slug if each.track else None,
        "room": each.room.slug if each.room else None,
        "starts_at": at(each.starts_at, event.timezone),
        "ends_at": at(each.ends_at, event.timezone),
        "status": each.state,
        "part_of": each.part_of.code if each.part_of else None,
        "url": address(event, each.code),
    }


def published_said(event: Event, row: Any) -> dict[str, Any]:
    facts = row.facts
    return {
        **texts_said(facts),
        **people_said(facts["people"]),
        "code": row.code,
        "kind": facts["kind"],
        "track": row.track_slug,
        "room": row.room_slug,
        "starts_at": at(row.starts_at, event.timezone),
        "ends_at": at(row.ends_at, event.timezone),
        "status": "cancelled" if row.cancelled else facts["state"],
        "part_of": row.part_of_code,
        "url": address(event, row.code),
    }


def address(event: Event, code: str) -> str:
    return url_for("api_sessions.session", slug=event.slug, code=code, _external=True)
