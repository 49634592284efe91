"""The schedule: days, rooms, times; as a grid and as a list; in the reader's language, with their zone beside the venue's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from markupsafe import Markup

from conference.kernel import clock
from conference.kernel.cache import cached
from conference.kernel.cldr import language_name
from conference.kernel.forms import read_day
from conference.kernel.i18n import format_day, format_time, reader_zone, tag, weekday_name
from conference.kernel.web import load, page
from conference.programme import layout, policy, queries, timetable
from conference.programme.models import Event
from conference.programme.timetable import Choices, Wanted
from conference.programme.views.blueprint import bp
from conference.programme.views.reading import event_key, slots_of
from conference.programme.views.slots import slots_html

VIEWS = ("grid", "list")
KEPT = ("track", "room", "q", "day", "view", "tz")  # of the address, when one of them changes


@bp.get("/events/<slug>/schedule/")
def schedule(slug: str) -> Any:
    """The published timetable: `?day= ?track= ?room= ?q=` narrow it, `?view=list` lists it, `?tz=` tells another zone too.

    Without any of them it opens with today, or with the first day while the event is not on; `?day=all` shows every day.
    """
    event = load(Event, slug=slug, may=policy.see)
    key, changed_at = event_key(event, "schedule")
    asked = {name: request.args.get(name, "")[:60].strip() for name in ("track", "room", "q")}
    wanted = Wanted(read_day(request.args.get("day")), asked["track"], asked["room"], asked["q"])
    opens = None
    if not any(asked.values()) and "day" not in request.args:
        zone = ZoneInfo(event.timezone)
        opens = timetable.day_of(clock.now(), zone)
        turns = turning_days(event, key, zone)
        if turns and opens >= turns[0]:  # the page turns with the day, for the last time when all are over and it opens with the first again
            changed_at = max(changed_at, timetable.day_begins(min(opens, turns[1] + timedelta(days=1)), zone))
            key = f"{key}|{opens}" if opens <= turns[1] else key
    view = request.args.get("view") if request.args.get("view") in VIEWS else "grid"
    links = sorted((name, value) for name in KEPT if (value := request.args.get(name)))  # as they were asked for: the body's links say them again
    whole = f"body|{opens}|{key}|{tag()}|{reader_zone()}|{view}|{wanted}|{links}"

    def make() -> str:
        body = cached(whole, lambda: body_of(event, wanted, str(view), opens).encode())
        return render_template("programme/schedule.html", event=event, body=Markup(body.decode()))  # noqa: S704 - rendered by us

    return page(key, changed_at, make)


def turning_days(event: Event, key: str, zone: ZoneInfo) -> tuple[date, date] | None:
    """The first and the last day with a session, which may lie outside the event's own days. Read once per version."""

    def read() -> bytes:
        return json.dumps([timetable.day_of(each, zone).isoformat() for each in queries.published_reach(event) if each]).encode()

    days = [date.fromisoformat(each) for each in json.loads(cached(f"turns|{key}", read))]
    return (days[0], days[1]) if days else None


def body_of(event: Event, wanted: Wanted, view: str, opens: date | None) -> str:
    """Everything but the frame, which is the same for everybody who reads in this language and zone. `opens`: the day that it
    is, when the reader asked for nothing."""
    zone = ZoneInfo(event.timezone)
    slots = slots_of(event)
    choices = timetable.choices(slots, zone, queries.room_order(event), queries.track_order(event))
    if opens and choices.days:
        wanted = replace(wanted, day=opens if opens in choices.days else choices.days[0])
    shown = timetable.wanted_slots(slots, wanted, zone)
    days = layout.lay_out(shown, zone, list(choices.rooms))
    kept: dict[str, Any] = {name: value for name in KEPT if (value := request.args.get(name))}
    event_url = url_for("programme.event", slug=event.slug)

    def url_with(**changes: Any) -> str:
        return url_for("programme.schedule", slug=event.slug, **{**kept, **changes})

    own = own_time_of(event.timezone, {slot.starts_at for slot in shown})
    words = {code: language_name(code) for code in sorted({slot.language for slot in slots if slot.language})}
    draw = partial(slots_html, event_url=event_url, choices=choices, times=time_of(event.timezone), own=own, languages=words)
    return render_template(
        "programme/_schedule.html", event=event, days=days, wanted=wanted, view=view, choices=choices, found=len(shown), total=len(slots),
        event_url=event_url, schedule_url=f"{event_url}schedule/", url_with=url_with,
        kept=kept, own_time_of=own, own_hour_of=own_hour, narrowed=narrowed(wanted, choices, url_with), slots_html=draw,
    )  # fmt: skip


def narrowed(wanted: Wanted, choices: Choices, url_with: Callable[..., str]) -> list[tuple[str, str]]:
    """What the schedule is narrowed to, each with the address without it."""
    track = choices.tracks.get(wanted.track, (wanted.track, 0))[0]
    asked = (("track", track), ("room", choices.rooms.get(wanted.room, wanted.room)), ("q", wanted.text and f"“{wanted.text}”"))
    return [(label, url_with(**{name: None})) for name, label in asked if label]


def time_of(zone: str) -> Callable[[datetime, datetime], str]:
    """`09:00–10:30` on the clock of a zone; each instant is formatted once, because a schedule has few distinct ones."""
    clock_at = cache(lambda instant: format_time(instant, zone))
    return lambda start, end: f"{clock_at(start)}–{clock_at(end)}"


def own_time_of(zone: str, instants: Iterable[datetime]) -> Callable[[datetime, datetime], str] | None:
    """The same on the reader's clock, with the day where it is another; None when both clocks show the same at these instants."""
    own = reader_zone()
    told, here, there = time_of(own), ZoneInfo(zone), ZoneInfo(own)
    if all(each.astimezone(here).utcoffset() == each.astimezone(there).utcoffset() for each in instants):
        return None
    day = cache(lambda on: format_day(on))

    def own_time(start: datetime, end: datetime) -> str:
        on = start.astimezone(there).date()
        return told(start, end) if on == start.astimezone(here).date() else f"{day(on)}, {told(start, end)}"

    return own_time


def own_hour(instant: datetime, on: date) -> str:
    """An hour at the side of a day's grid on the reader's clock, with the day of the week where theirs is another than the grid's."""
    zone = reader_zone()
    local = instant.astimezone(ZoneInfo(zone))
    return format_time(instant, zone) if local.date() == on else f"{weekday_name(local.weekday(), 'abbreviated')} {format_time(instant, zone)}"
