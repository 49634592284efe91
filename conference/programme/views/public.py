"""What everybody reads: events, schedules, sessions, speakers. Only published facts; kept and answered 304 by the event's stamp."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.cache import cached
from conference.kernel.database import db
from conference.kernel.i18n import fold, tag, venue_zone
from conference.kernel.stamps import stamps
from conference.kernel.web import load, page, page_number, public
from conference.programme import policy, queries, queries_files, timetable
from conference.programme.difference import Difference
from conference.programme.facts import SessionFacts
from conference.programme.models import Event, Speaker
from conference.programme.views.blueprint import bp
from conference.programme.views.reading import event_key, languages, slots_of

PER_PAGE = 30


@bp.get("/events/")
@public
def events() -> Any:
    """Running and coming events by month; with `?when=past` those that are over."""
    today = clock.now().astimezone(ZoneInfo(venue_zone())).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(venue_zone()))
    mark = stamps(["centre"])["centre"]

    def make() -> str:
        if request.args.get("when") == "past":
            pages = db.paginate(queries.over(today), page=page_number(), per_page=PER_PAGE, error_out=False)
            return render_template("programme/events_past.html", pages=pages)
        found = db.session.scalars(queries.on_and_coming(today)).unique().all()
        running = [each for each in found if each.starts_on <= today]
        coming = [each for each in found if each.starts_on > today]
        months = [(month, list(group)) for month, group in groupby(coming, lambda each: each.starts_on.replace(day=1))]
        return render_template("programme/events.html", running=running, months=months, today=today, may_create=policy.create(current_user))

    return page(f"events|{mark.version}|{today}", max(mark.changed_at, midnight), make)


@bp.get("/events/<slug>/")
def event(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.see)
    key, changed_at = event_key(event, "event")

    def make() -> str:
        numbers = json.loads(cached(f"numbers|{key}|{tag()}", lambda: json.dumps(numbers_of(event)).encode()))
        may = {"may_edit": policy.edit(current_user, event), "may_read_draft": policy.read_draft(current_user, event)}
        release = queries.latest_release(event)
        return render_template("programme/event.html", event=event, numbers=numbers, release=release, **may)

    return page(key, changed_at, make)


def numbers_of(event: Event) -> dict[str, Any]:
    """How much there is on the programme, and its tracks; counted once per version, also for those who are signed in."""
    held = [each for each in slots_of(event) if not each.cancelled]
    choices = timetable.choices(held, ZoneInfo(event.timezone), track_order=queries.track_order(event))
    sessions = sum(not each.has_parts for each in held)
    return {"sessions": sessions, "any": bool(held), "days": len(choices.days), "rooms": len(choices.rooms), "tracks": list(choices.tracks.items())}


@bp.get("/events/<slug>/sessions/<code>/")
def session(slug: str, code: str) -> Any:
    event = load(Event, slug=slug, may=policy.see)
    row = queries.published_session(event, code)
    if row is None:
        abort(404)

    def make() -> str:
        around = [timetable.slot(each, languages()) for each in queries.published_around(event, row)]
        block = next((each for each in around if each.code == row.part_of_code), None)
        talks = [each for each in around if each.part_of == row.code]
        facts = SessionFacts.from_json(row.facts)
        photos = defaultdict(str, queries_files.photos_of(event, {each.code for each in facts.people}))
        more = {"day": timetable.day_of(row.starts_at, ZoneInfo(event.timezone)), "photos": photos, "materials": queries_files.materials_of(row.uid)}
        return render_template("programme/session.html", event=event, facts=facts, row=row, block=block, talks=talks, **more)

    return page(*event_key(event, f"session|{code}"), make)


@bp.get("/events/<slug>/speakers/")
def speakers(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.see)

    def make() -> str:
        found = queries.people_on(each for each in queries.published_cards(event) if not each.cancelled)
        by_letter: dict[str, list[Any]] = {}
        for each in sorted(found.values(), key=lambda person: fold(person.name)):
            first = fold(each.name)[:1].upper()
            by_letter.setdefault(first if first.isalpha() else "#", []).append(each)
        photos = defaultdict(str, queries_files.photos_of(event))
        return render_template("programme/speakers.html", event=event, by_letter=by_letter, number=len(found), photos=photos)

    return page(*event_key(event, "speakers"), make)


@bp.get("/events/<slug>/speakers/<code>/")
def speaker(slug: str, code: str) -> Any:
    """Somebody on the published programme. Whoever is only in the draft is not there."""
    event = load(Event, slug=slug, may=policy.see)
    cards = [each for each in queries.published_cards(event) if any(person["code"] == code for person in each.card["people"])]
    if not cards:
        abort(404)

    def make() -> str:
        person = queries.people_on(cards)[code]
        biography = db.session.scalars(queries.speakers_of(event).where(Speaker.code == code)).one().biography
        slots = [timetable.slot(each, languages()) for each in cards]
        photo = queries_files.photos_of(event, {code}).get(code)
        return render_template("programme/speaker.html", event=event, person=person, biography=biography, slots=slots, photo=photo)

    return page(*event_key(event, f"speaker|{code}"), make)


@bp.get("/events/<slug>/changes/")
def changes(slug: str) -> Any:
    """What each release changed, the latest first."""
    event = load(Event, slug=slug, may=policy.see)

    def make() -> str:
        pages = db.paginate(queries.releases_of(event), page=page_number(), per_page=10, error_out=False)
        found = [(release, Difference.from_json(release.difference)) for release in pages.items]
        return render_template("programme/changes.html", event=event, pages=pages, releases=found)

    return page(*event_key(event, "changes"), make)
