"""The schedule: days, rooms, times; as a grid and as a list; in the reader's language, with their zone beside the venue's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from markupsafe import Markup

from conference.kernel.cache import cached
from conference.kernel.forms import read_day
from conference.kernel.i18n import format_day, format_span, language_name, reader_zone, tag
from conference.kernel.span import Span
from conference.kernel.web import load, page
from conference.programme import policy, timetable
from conference.programme.models import Event
from conference.programme.timetable import Choices, Wanted
from conference.programme.views.blueprint import bp
from conference.programme.views.reading import event_key, slots_of

VIEWS = ("grid", "list")
KEPT = ("track", "room", "q", "day", "view", "tz")  # of the address, when one of them changes


@bp.get("/events/<slug>/schedule/")
def schedule(slug: str) -> Any:
    """The published timetable: `?day= ?track= ?room= ?q=` narrow it, `?view=list` lists it, `?tz=` tells another zone too."""
    event = load(Event, slug=slug, may=policy.see)
    key, changed_at = event_key(event, "schedule")
    asked = {name: request.args.get(name, "")[:60].strip() for name in ("track", "room", "q")}
    wanted = Wanted(read_day(request.args.get("day")), asked["track"], asked["room"], asked["q"])
    view = request.args.get("view") if request.args.get("view") in VIEWS else "grid"
    whole = f"body|{key}|{tag()}|{reader_zone()}|{view}|{wanted}"

    def make() -> str:
        body = cached(whole, lambda: body_of(event, wanted, str(view)).encode())
        return render_template("programme/schedule.html", event=event, body=Markup(body.decode()))  # noqa: S704 - rendered by us

    return page(key, changed_at, make)


def body_of(event: Event, wanted: Wanted, view: str) -> str:
    """Everything but the frame, which is the same for everybody who reads in this language and zone."""
    zone = ZoneInfo(event.timezone)
    slots = slots_of(event)
    choices = timetable.choices(slots, zone)
    shown = timetable.wanted_slots(slots, wanted, zone)
    days = timetable.lay_out(shown, zone, list(choices.rooms))
    kept: dict[str, Any] = {name: value for name in KEPT if (value := request.args.get(name))}
    schedule_url = url_for("programme.schedule", slug=event.slug)

    def url_with(**changes: Any) -> str:
        return url_for("programme.schedule", slug=event.slug, **{**kept, **changes})

    spoken = sorted({slot.language for slot in slots if slot.language})
    return render_template(
        "programme/_schedule.html", event=event, days=days, wanted=wanted, view=view, choices=choices, found=len(shown), total=len(slots),
        base=schedule_url.removesuffix("schedule/"), schedule_url=schedule_url, url_with=url_with,
        time_of=time_of(event.timezone), own_time_of=own_time_of(event.timezone),
        languages={code: language_name(code) for code in spoken} if len(spoken) > 1 else {}, kept=kept,
        narrowed=narrowed(wanted, choices, url_with),
    )  # fmt: skip


def narrowed(wanted: Wanted, choices: Choices, url_with: Callable[..., str]) -> list[tuple[str, str]]:
    """What the schedule is narrowed to, each with the address without it."""
    track = choices.tracks.get(wanted.track, (wanted.track, 0))[0]
    asked = (("track", track), ("room", choices.rooms.get(wanted.room, wanted.room)), ("q", wanted.text and f"“{wanted.text}”"))
    return [(label, url_with(**{name: None})) for name, label in asked if label]


def time_of(zone: str) -> Callable[[datetime, datetime], Markup]:
    """From–until on the event's clock, each distinct one formatted once."""
    return cache(lambda start, end: format_span(Span(start, end), zone))


def own_time_of(zone: str) -> Callable[[datetime, datetime], Markup] | None:
    """The same on the reader's clock, with the day where it is another; None when both clocks are one."""
    own = reader_zone()
    if own == zone:
        return None

    @cache
    def told(start: datetime, end: datetime) -> Markup:
        text = format_span(Span(start, end), own)
        same_day = start.astimezone(ZoneInfo(own)).date() == start.astimezone(ZoneInfo(zone)).date()
        return text if same_day else Markup("{}, {}").format(format_day(start, own), text)

    return told
