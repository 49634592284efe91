"""Calendars and schedule files over HTTP: found and permitted, then answered by their key; 304 without looking at an item."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from conference.feeds import actions, calendars, calendars_private, policy, queries
from conference.feeds.calendars import Feed
from conference.feeds.exports import programme_of
from conference.feeds.frab_write_json import write_json
from conference.feeds.frab_write_xml import write_xml
from conference.feeds.models import FeedToken
from conference.feeds.rules import Purpose
from conference.kernel import clock
from conference.kernel.stamps import stamps
from conference.kernel.web import absolute, load, public, stamped
from conference.programme import policy as programme_policy
from conference.programme.models import Event
from conference.programme.rules import Visibility
from conference.venue import queries as venue_queries

bp = Blueprint("feeds", __name__)
CALENDAR = "text/calendar; charset=utf-8"
# A cache on the way must not keep what a link opens, nor a search engine list it, nor a page learn where the reader came from.
OPEN = frozenset((Visibility.PUBLIC, Visibility.UNLISTED))
PRIVATE = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def serve(feed: Feed | None, *, private: bool = False, listed: bool = True) -> Response:
    """The calendar's bytes with everything HTTP can say about them; 404 where there is none."""
    if feed is None:
        abort(404)
    response = stamped(f"ics|{feed.key}", min(feed.changed_at, clock.now()), feed.make, content_type=CALENDAR, private=private)
    response.headers["Content-Disposition"] = f'inline; filename="{feed.name}.ics"'
    if private:
        response.headers.update(PRIVATE)
    elif not listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def find(slug: str) -> Any:
    """What an event's calendars depend on, for an event that everybody with its address may see. A calendar program has no
    log-in, so nobody's log-in opens more; and asking for one would cost every request."""
    mark = queries.event_mark(slug)
    if mark is None or mark.visibility not in OPEN:
        abort(404)
    return mark


def serve_of(mark: Any, feed: Feed | None) -> Response:
    return serve(feed, listed=mark.visibility is Visibility.PUBLIC)


@bp.get("/calendar/centre.ics")
@public
def centre() -> Any:
    return serve(calendars.centre_feed(clock.now()))


@bp.get("/calendar/events/<slug>.ics")
@public
def event(slug: str) -> Any:
    mark = find(slug)
    return serve_of(mark, calendars.event_feed(mark, clock.now()))


@bp.get("/calendar/events/<slug>/tracks/<track>.ics")
@public
def track(slug: str, track: str) -> Any:
    mark = find(slug)
    return serve_of(mark, calendars.track_feed(mark, track, clock.now()))


@bp.get("/calendar/events/<slug>/rooms/<room>.ics")
@public
def event_room(slug: str, room: str) -> Any:
    mark = find(slug)
    return serve_of(mark, calendars.event_room_feed(mark, room, clock.now()))


@bp.get("/calendar/events/<slug>/speakers/<code>.ics")
@public
def speaker(slug: str, code: str) -> Any:
    mark = find(slug)
    return serve_of(mark, calendars.speaker_feed(mark, code, clock.now()))


@bp.get("/calendar/events/<slug>/sessions/<code>.ics")
@public
def session(slug: str, code: str) -> Any:
    mark = find(slug)
    return serve_of(mark, calendars.session_feed(mark, code, clock.now()))


@bp.get("/calendar/rooms/<room>.ics")
@public
def room(room: str) -> Any:
    """A room's diary, for whoever has a link to it."""
    token = queries.token_by_secret(request.args.get("token", "")[:80])
    known = venue_queries.room(room)
    if token is None or token.purpose is not Purpose.ROOM or known is None or known.id != token.room_id:
        abort(404)
    return open_private(token)


@bp.get("/calendar/private/<token>.ics")
@public
def private(token: str) -> Any:
    """A person's own calendar, for whoever has a link to it. Unknown and withdrawn links are answered alike."""
    found = queries.token_by_secret(token[:80])
    if found is None or found.purpose is Purpose.ROOM:
        abort(404)
    return open_private(found)


def open_private(token: FeedToken) -> Response:
    now = clock.now()
    response = serve(calendars_private.private_feed(token, now, details=policy.see_details(token.user)), private=True)
    actions.note_use(token, now=now)
    return response


# Schedule files -------------------------------------------------------------------------------------------------------


@bp.get("/events/<slug>/schedule.xml")
def schedule_xml(slug: str) -> Any:
    source = absolute("feeds.schedule_xml", slug=slug)
    return schedule_file(slug, "xml", "application/xml; charset=utf-8", lambda programme, system: write_xml(programme, system=system, source=source))


@bp.get("/events/<slug>/schedule.json")
def schedule_json(slug: str) -> Any:
    return schedule_file(slug, "json", "application/json", lambda programme, system: write_json(programme, system=system))


def schedule_file(slug: str, form: str, content_type: str, write: Any) -> Response:
    """The published timetable as a file for other programs."""
    event = load(Event, slug=slug, may=programme_policy.is_open)
    mark = stamps([event.scope])[event.scope]
    system = absolute("feeds.centre").removesuffix("/calendar/centre.ics")

    def make() -> bytes:
        return write(programme_of(event, page_of=lambda code: calendars.page("programme.session", slug=slug, code=code)), system)

    response = stamped(f"{form}|{event.id}|{mark.version}|{system}", max(mark.changed_at, event.created_at), make, content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-schedule.{form}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# Where calendars are offered ------------------------------------------------------------------------------------------


@bp.get("/calendar/", endpoint="calendars")
@public
def calendars_overview() -> Any:
    """Every public calendar, and how to subscribe."""
    today = clock.now().date()
    events = queries.events_since(today.replace(month=1, day=1))
    coming = [each for each in events if each.ends_on >= today and not each.cancelled_at]
    of_events = [(event, absolute("feeds.event", slug=event.slug)) for event in coming]
    return render_template("feeds/calendars.html", centre_url=absolute("feeds.centre"), events=of_events, signed_in=current_user.is_authenticated)
