"""The diary: rooms down, time across, for one day; as a picture, and as a list that can do the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from conference.booking import policy, queries
from conference.booking.diary import Entry, Shut, closed_stretches, room_day, shown_hours, whole_day
from conference.booking.rules import Alternative
from conference.booking.views.blueprint import booking_url, bp, mark, new_url, reader, shown_organisation, shown_title, today
from conference.kernel import clock
from conference.kernel.cache import cached
from conference.kernel.forms import read_day
from conference.kernel.i18n import format_span, reader_languages, reader_zone, tag, venue_zone
from conference.kernel.message import Message, _, _n
from conference.kernel.span import Span
from conference.kernel.web import allow, stamped
from conference.venue import queries as venue_queries
from conference.venue.features import FEATURES
from conference.venue.kept import kept
from conference.venue.rules import House, RoomFacts

FARTHEST = timedelta(days=4 * 366)
FILTERS = ("room", "floor", "feature")
MOST_BELOW = 40  # rooms whose list stands below the picture; of more it is a page of its own


@dataclass(frozen=True)
class Asked:
    """A day and the rooms that are looked at: all, one, those of a floor, or those with a feature."""

    house: House
    day: date
    rooms: tuple[RoomFacts, ...]
    now: datetime

    @property
    def window(self) -> Span:
        return whole_day(self.day, self.house.zone)


def asked() -> Asked:
    house, args = venue_queries.house(), request.args
    day = read_day((args.get("date") or args.get("start") or "")[:10]) or today()
    only, floor, feature = (args.get(name, "") for name in FILTERS)

    def wanted(room: RoomFacts) -> bool:
        return (not only or room.slug == only) and (not floor or room.floor == floor) and (not feature or feature in room.features)

    rooms = (room for room in house.in_service if wanted(room))
    return Asked(house, day if abs(day - today()) <= FARTHEST else today(), tuple(rooms), clock.now())


def version(of: Asked, what: str) -> tuple[str, datetime]:
    """Under which key this day is kept for this reader: what they may see, the filters, their language, and every booking's stamp."""
    versions, changed_at = mark(of.now, queries.DIARY)
    filters = "|".join(request.args.get(name, "") for name in FILTERS)
    return f"diary|{what}|{of.day}|{filters}|{reader()}|{tag()}|{reader_zone()}|{request.script_root}|{versions}", changed_at


@bp.get("/diary/")
def diary():
    allow(policy.see_diary)
    of = asked()
    view = "list" if request.args.get("view") == "list" else "picture"
    with_list = view == "list" or len(of.rooms) <= MOST_BELOW
    choices = kept(f"diary|{reader_languages()}", lambda: choices_of(of.house))
    return render_template(
        "booking/diary.html", day=of.day, today=today(), found=len(of.rooms), view=view, here=here, step=timedelta(days=1),
        now=of.now, may_book=policy.book(current_user), filters=filters(of.house),
        source=here(endpoint="booking.events", date=of.day.isoformat(), view=None),
        offset=day_offset(of.day, of.house.zone), floors=choices.floors, features=choices.features,
        room_options=chosen(choices.rooms, request.args.get("room")), rooms=kept_list(of) if with_list else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What the day's form offers; `rooms` are options, of which none is chosen."""

    rooms: Markup
    floors: list[str]
    features: dict[str, Message]


def choices_of(house: House) -> Choices:
    """Made once for an unchanged house and a language: of two hundred rooms they were a third of the page's time."""
    rooms = house.in_service
    options = Markup("").join(Markup('<option value="{}">{}</option>').format(room.slug, str(room.name)) for room in rooms)
    floors = sorted({room.floor for room in rooms if room.floor})
    return Choices(options, floors, {code: FEATURES[code] for code in FEATURES if any(code in room.features for room in rooms)})


def chosen(options: Markup, value: str | None) -> Markup:
    """The options with one of them chosen."""
    return options.replace(Markup('value="{}"').format(value), Markup('value="{}" selected').format(value), 1) if value else options


def kept_list(of: Asked) -> Markup:
    key, _changed_at = version(of, "list")
    return Markup(cached(key, lambda: day_list(of).encode()).decode())  # noqa: S704 - rendered by a template


def day_list(of: Asked) -> str:
    """The list of a day, room after room, with what is free."""
    entries, closures = queries.ranked(queries.diary(of.window)), queries.closures(of.window)
    return render_template(
        "booking/_day.html", rooms=[(room, room_day(room, of.day, of.house, entries, closures, now=of.now)) for room in of.rooms],
        now=of.now, shown_title=shown_title, shown_organisation=shown_organisation, booking_url=booking_url, may_book=policy.book(current_user),
        book_url=lambda room, span: new_url(Alternative(room, span)),
    )  # fmt: skip


def here(endpoint="booking.diary", **changes):
    """This page with something changed; what is empty is left out."""
    kept = {name: request.args.get(name) for name in ("date", *FILTERS, "view")}
    return url_for(endpoint, **{name: value for name, value in (kept | changes).items() if value})


def filters(house: House) -> list[tuple[str, str]]:
    """(which rooms are looked at, the address of the page without that)"""
    only, floor, feature = (request.args.get(name, "") for name in FILTERS)
    room = house.by_slug.get(only)
    said = {
        "room": str(room.name) if room else only,
        "floor": str(_("floor %(floor)s", floor=floor)) if floor else "",
        "feature": str(FEATURES.get(feature, feature)),
    }
    return [(label, here(**{name: None})) for name, label in said.items() if label]


def day_offset(day: date, zone: str) -> str:
    """The zone's offset on that day at noon, as `+01:00`."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).isoformat()[-6:]


@bp.get("/diary/events.json")
def events():
    """What the picture draws; wall-clock times of the venue without offset, so that no browser's zone can move a bar."""
    allow(policy.see_diary)
    of = asked()
    key, changed_at = version(of, "picture")
    return stamped(key, changed_at, lambda: json.dumps(picture(of)).encode(), content_type="application/json", private=True, max_age=0)


def picture(of: Asked) -> dict[str, Any]:
    """Rooms, bars and closed stretches of a day."""
    house, shown = of.house, {room.id for room in of.rooms}
    entries, closures = queries.ranked(queries.diary(of.window)), queries.closures(of.window)
    bars = [bar(each, house, shown, now=of.now) for each in entries]
    opens, closes = drawn_hours(of, [entry.claimed for entry, drawn in zip(entries, bars, strict=True) if drawn["rooms"]])
    shut = [
        {"rooms": ids, "label": str(_("Closed: %(why)s", why=each.reason)), "closure": True, **walls(each.span, house.zone)}
        for each in closures
        if (ids := slugs(house.by_id[each.room_id], house, shown))
    ]
    for hours in dict.fromkeys(house.hours_of(room) for room in of.rooms):
        ids = [room.slug for room in of.rooms if house.hours_of(room) == hours]
        shut += [
            {"rooms": ids, "label": str(_("Closed")), "closure": False, **walls(span, house.zone)}
            for span in closed_stretches(hours, of.day, house.zone)
        ]
    rooms = [{"id": room.slug, "name": str(room.name), "note": note(room), "url": url_for("venue.room", slug=room.slug)} for room in of.rooms]
    return {
        "opens": f"{opens:02}:00", "closes": f"{closes:02}:00",
        "rooms": rooms, "bars": [each for each in bars if each["rooms"]], "shut": shut, "free": free(of, entries, closures),
    }  # fmt: skip


def drawn_hours(of: Asked, claimed: list[Span]) -> tuple[int, int]:
    """From which hour to which the picture reaches: the opening hours, and whatever is booked before or after them that day."""
    opens, closes = shown_hours(of.house, of.rooms)
    place, first, last = ZoneInfo(of.house.zone), opens.hour, 24 if closes.hour >= 23 else closes.hour + bool(closes.minute)
    for each in claimed:
        start, end = max(each.start, of.window.start).astimezone(place), min(each.end, of.window.end).astimezone(place)
        first, last = min(first, start.hour), max(last, 24 if end.date() > of.day else end.hour + bool(end.minute))
    return first, last


def free(of: Asked, entries: list[Entry], closures: list[Shut]) -> list[dict[str, Any]]:
    """The empty stretches, for those who may book and cannot draw with a pointer; of very many rooms the list has them."""
    if not policy.book(current_user) or len(of.rooms) > MOST_BELOW:
        return []
    found = [(room, row.span) for room in of.rooms for row in room_day(room, of.day, of.house, entries, closures, now=of.now) if row.is_free]
    return [
        {
            "room": room.slug, "label": book_label(room, span), "url": new_url(Alternative(room, span)), **walls(span, of.house.zone),
        }
        for room, span in found
    ]  # fmt: skip


def book_label(room: RoomFacts, span: Span) -> str:
    """What an empty cell says to a screen reader."""
    return str(_("Book %(room)s, %(time)s", room=room.name, time=format_span(span, venue_zone(), day=False).striptags()))


def bar(entry: Entry, house, shown, *, now):
    """One date of a booking, over all rooms that it occupies."""
    room = house.by_id[entry.room_id]
    may_move = policy.move(current_user, entry) and entry.span.end > now
    occurrence = entry.occurrence_uid if entry.is_series else None
    told = [str(room.name), format_span(entry.span, house.zone).striptags()]
    told += [str(_("number %(rank)s in line", rank=entry.rank))] if entry.rank else []
    return {
        "id": entry.occurrence_uid, "room": room.slug, "rooms": slugs(room, house, shown), **walls(entry.span, house.zone),
        "setup": entry.setup_minutes, "teardown": entry.teardown_minutes, "title": shown_title(entry), "organisation": shown_organisation(entry),
        "state": entry.state.value, "state_label": f"{entry.state.label} {entry.rank or ''}".strip(), "label": ", ".join(told),
        "url": booking_url(entry), "move": url_for("booking.move", uid=entry.booking_uid, occurrence=occurrence) if may_move else None,
    }  # fmt: skip


def slugs(room, house, shown):
    """The rooms that are occupied with this one, itself first."""
    return [each.slug for each in sorted(house.sharing(room.unit_ids), key=lambda each: each.id != room.id) if each.id in shown]


def walls(span, zone):
    """Where it stands on the wall's clock. What ends before it begins there, in the hour that comes twice, keeps its length."""
    start, end = (instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for instant in (span.start, span.end))
    return {"start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{end if end > start else start + span.length:%Y-%m-%dT%H:%M}"}


def note(room):
    """Under a room's name: how many it holds, and where it is."""
    capacity = room.capacity()
    floor = str(_("floor %(floor)s", floor=room.floor)) if room.floor else ""
    return " · ".join(part for part in (str(_n("%(number)s person", "%(number)s people", capacity)) if capacity else "", floor) if part)
