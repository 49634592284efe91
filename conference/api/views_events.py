"""Events: what is held at the centre. Private ones are not there for those who do not belong to them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import Select, or_, select

from conference.api.answers import at
from conference.api.forms_events import Event as EventSaid
from conference.api.forms_events import EventChanges, EventIn, EventsAsked, Release, ReleaseIn
from conference.api.forms_rooms import in_words, retold
from conference.api.frame import Calls
from conference.api.pages import page, page_of
from conference.api.shapes import Paged
from conference.api.views_parts import room_said, track_said
from conference.api.whose import organisation_for
from conference.kernel import clock
from conference.kernel.i18n import venue_zone
from conference.kernel.policy import anyone
from conference.kernel.web import load
from conference.people.policy import manages_venue
from conference.people.rules import Role, Scope
from conference.programme import actions, policy, queries
from conference.programme.difference import Difference
from conference.programme.models import Event
from conference.programme.rules import Visibility
from conference.registration import queries as registration_queries
from conference.registration.actions import open_registration, set_places

bp = Calls("events", "Events, their team's draft and their published timetable.")
PLAIN = ("slug", "starts_on", "ends_on", "timezone", "languages", "visibility", "place_name")


@bp.call("GET", "/events", query=EventsAsked, answer=page_of(EventSaid), scope=Scope.EVENTS, token=False, may=anyone)
def events(query: Any) -> Any:
    """The events you may see: public ones, and those you organise; the first day first

    Unlisted events are read by their address.
    """
    found = seen().order_by(Event.starts_on, Event.ends_on, Event.id)
    if "ends_from" in query:
        found = found.where(Event.ends_on >= query["ends_from"])
    if "starts_until" in query:
        found = found.where(Event.starts_on <= query["starts_until"])
    return page(found, query, lambda rows: [said(each) for each in rows])


@bp.call("POST", "/events", body=EventIn, answer=EventSaid, status=201, scope=Scope.EVENTS, may=policy.create)
def create_an_event(body: Any) -> Any:
    """Put on an event

    Its programme is empty; nobody but its team sees the draft until a release.
    """
    now, first = clock.now(), body.get("languages", ["en"])[0]
    organisation = organisation_for(current_user, body.get("organisation"), now=now)
    told = {name: body[name] for name in (*PLAIN, "places", "registration_open") if name in body}
    told = {"timezone": venue_zone(), "languages": [first], "visibility": Visibility.PRIVATE, **told}
    told |= {name: in_words(body[name], first) for name in ("title", "description") if name in body}
    made = actions.create_event(**told, url=body.get("website", ""), organisation=organisation, by=current_user, now=now)
    answer = in_full(made)
    return answer, answer["url"]


@bp.call("GET", "/events/<slug>", answer=EventSaid, scope=Scope.EVENTS, token=False)
def event(slug: str) -> Any:
    """One event, with its tracks and rooms, and what registrants are asked"""
    return in_full(load(Event, slug=slug, may=policy.see))


@bp.call("PATCH", "/events/<slug>", body=EventChanges, answer=EventSaid, scope=Scope.EVENTS)
def change_an_event(slug: str, body: Any) -> Any:
    """Change an event

    More places let those who wait move up. Sessions keep their instants when the days or the zone change.
    """
    found, by, now = load(Event, slug=slug, may=policy.edit, see=policy.see), current_user, clock.now()
    told = {name: body[name] for name in PLAIN if name in body}
    told |= {name: retold(getattr(found, name), body[name], found.languages[0]) for name in ("title", "description") if name in body}
    told |= {"url": body["website"]} if "website" in body else {}
    if told:
        actions.change_event(found, by=by, now=now, **told)
    if "places" in body and body["places"] != found.places:
        set_places(found, places=body["places"], by=by, now=now)
    if "registration_open" in body:
        open_registration(found, is_open=body["registration_open"], by=by, now=now)
    if body.get("cancelled"):
        actions.cancel_event(found, by=by, now=now)
    return in_full(found)


@bp.call("POST", "/events/<slug>/releases", body=ReleaseIn, answer=Release, status=201, scope=Scope.EVENTS)
def publish(slug: str, body: Any) -> Any:
    """Publish the timetable

    The draft becomes what everybody sees. Only what is different is told to calendars. 409 when nothing is. Speakers
    whose sessions are new, moved or cancelled get a letter, where their address is known, unless the event is private or
    `tell_speakers` is false; the worker writes it.
    """
    found = load(Event, slug=slug, may=policy.publish, see=policy.see)
    tell = body.get("tell_speakers", found.visibility.is_open)
    return release_said(found, actions.publish_timetable(found, by=current_user, now=clock.now(), comment=body.get("comment", ""), tell=tell))


@bp.call("GET", "/events/<slug>/releases", query=Paged, answer=page_of(Release), scope=Scope.EVENTS, token=False)
def releases(slug: str, query: Any) -> Any:
    """What each release of the timetable changed, the latest first"""
    found = load(Event, slug=slug, may=policy.see)
    return page(queries.releases_of(found), query, lambda rows: [release_said(found, each) for each in rows])


def release_said(event: Event, release: Any) -> dict[str, Any]:
    difference = Difference.from_json(release.difference)
    return {
        "version": release.number,
        **difference.counts(),
        "sessions": {kind: [line.code for line in getattr(difference, kind)] for kind in difference.counts()},
        "comment": release.comment,
        "published_at": at(release.published_at, event.timezone),
    }


def seen() -> Select[Event]:
    """The events that the caller finds: public ones, those they edit or review, those whose team they are on."""
    if not current_user.is_authenticated:
        return select(Event).where(Event.visibility == Visibility.PUBLIC)
    if manages_venue(current_user):
        return select(Event)
    of_house = queries.helps_by_role(current_user, Role.ORGANISER, Role.REVIEWER)
    return select(Event).where(or_(Event.visibility == Visibility.PUBLIC, queries.on_team_of(current_user), of_house))


def said(event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "title": str(event.title),
        "titles": dict(event.title),
        "description": str(event.description),
        "descriptions": dict(event.description),
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "timezone": event.timezone,
        "languages": event.languages,
        "visibility": event.visibility,
        "places": event.places,
        "registration_open": event.registration_open,
        "organisation": event.organisation.slug,
        "place_name": event.place_name,
        "website": event.url,
        "cancelled": event.cancelled_at is not None,
        "url": url_for("api_events.event", slug=event.slug, _external=True),
    }


def in_full(event: Event) -> dict[str, Any]:
    release = queries.latest_release(event)
    return {
        **said(event),
        "release": release.number if release else None,
        "tracks": [track_said(each) for each in event.tracks],
        "rooms": [room_said(each) for each in event.rooms],
        "categories": [
            {"slug": each.slug, "name": str(each.name), "needs_approval": each.needs_approval} for each in registration_queries.categories(event)
        ],
        "consents": [
            {"purpose": each.purpose, "text": str(each.text), "required": each.required} for each in registration_queries.consents_asked(event)
        ],
    }
