"""The diary: rooms down, time across, for one day; as a picture, and as a list that can do the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import jsonify, render_template, request, url_for
from flask_login import current_user

from conference.booking import policy, queries
from conference.booking.diary import Entry, closed_stretches, room_day, shown_hours, whole_day
from conference.booking.rules import Alternative
from conference.booking.views.blueprint import booking_url, bp, new_url, shown_organisation, shown_title, today
from conference.kernel import clock
from conference.kernel.forms import read_day
from conference.kernel.i18n import format_span
from conference.kernel.message import _
from conference.kernel.web import allow
from conference.venue import queries as venue_queries
from conference.venue.features import FEATURES

FARTHEST = timedelta(days=4 * 366)
MOST_BELOW = 40  # rooms whose list stands below the picture; of more it is a page of its own


def asked():
    """The day and the rooms that are asked for: all, or those of a floor, or with a feature."""
    house, day = venue_queries.house(), read_day(request.args.get("date")) or today()
    day = day if abs(day - today()) <= FARTHEST else today()
    floor, feature = request.args.get("floor", ""), request.args.get("feature", "")
    rooms = [room for room in house.in_service if (not floor or room.floor == floor) and (not feature or feature in room.features)]
    return house, day, rooms


@bp.get("/diary/")
def diary():
    allow(policy.see_diary)
    house, day, rooms = asked()
    window = whole_day(day, house.zone)
    view, now = "list" if request.args.get("view") == "list" else "picture", clock.now()
    with_list = view == "list" or len(rooms) <= MOST_BELOW
    entries, closures = (queries.diary(window), queries.closures(window)) if with_list else ([], [])
    floors = sorted({room.floor for room in house.in_service if room.floor})
    features = {code: FEATURES[code] for code in FEATURES if any(code in room.features for room in house.in_service)}
    offset = day_offset(day, house.zone)
    return render_template(
        "booking/diary.html", day=day, today=today(), found=len(rooms), with_list=with_list,
        rooms=[(room, room_day(room, day, house, entries, closures, now=now)) for room in rooms] if with_list else [],
        view=view, floors=floors, features=features, here=here, offset=offset, house=house,
        shown_title=shown_title, shown_organisation=shown_organisation, booking_url=booking_url, may_book=policy.book(current_user),
        book_url=lambda room, span: new_url(Alternative(room, span)), step=timedelta(days=1),
    )  # fmt: skip


def here(**changes):
    """This page with something changed; what is empty is left out."""
    kept = {name: request.args.get(name) for name in ("date", "floor", "feature", "view")}
    return url_for("booking.diary", **{name: value for name, value in (kept | changes).items() if value})


def day_offset(day: date, zone: str) -> str:
    """The zone's offset on that day at noon, as `+01:00`."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).isoformat()[-6:]


@bp.get("/diary/events.json")
def events():
    """What the picture draws; wall-clock times of the venue without offset, so that no browser's zone can move a bar."""
    allow(policy.see_diary)
    house, day, rooms = asked()
    window, now = whole_day(day, house.zone), clock.now()
    entries, closures = queries.diary(window), queries.closures(window)
    shown = {room.id for room in rooms}
    opens, closes = shown_hours(house, rooms)
    bars = [bar(each, house, shown, now=now) for each in entries]
    shut = [
        {"rooms": ids, "label": str(_("Closed: %(why)s", why=each.reason)), "closure": True, **walls(each.span, house.zone)}
        for each in closures
        if (ids := slugs(house.by_id[each.room_id], house, shown))
    ]
    for hours in dict.fromkeys(house.hours_of(room) for room in rooms):
        ids = [room.slug for room in rooms if house.hours_of(room) == hours]
        shut += [
            {"rooms": ids, "label": str(_("Closed")), "closure": False, **walls(span, house.zone)}
            for span in closed_stretches(hours, day, house.zone)
        ]
    return jsonify(
        opens=f"{opens:%H:00}", closes="24:00" if closes.hour >= 23 else f"{closes.hour + bool(closes.minute):02}:00",
        rooms=[{"id": room.slug, "name": str(room.name), "note": note(room), "url": url_for("venue.room", slug=room.slug)} for room in rooms],
        bars=[each for each in bars if each["rooms"]], shut=shut,
    )  # fmt: skip


def bar(entry: Entry, house, shown, *, now):
    """One date of a booking, over all rooms that it occupies."""
    room = house.by_id[entry.room_id]
    may_move = policy.move(current_user, entry) and entry.span.end > now
    occurrence = entry.occurrence_uid if entry.is_series else None
    return {
        "id": entry.occurrence_uid, "rooms": slugs(room, house, shown), **walls(entry.span, house.zone),
        "setup": entry.setup_minutes, "teardown": entry.teardown_minutes, "title": shown_title(entry), "organisation": shown_organisation(entry),
        "state": entry.state.value, "state_label": str(entry.state.label), "label": f"{room.name}, {format_span(entry.span, house.zone).striptags()}",
        "url": booking_url(entry), "move": url_for("booking.move", uid=entry.booking_uid, occurrence=occurrence) if may_move else None,
    }  # fmt: skip


def slugs(room, house, shown):
    """The rooms that are occupied with this one, itself first: the picture takes the first for the one that was booked."""
    return [each.slug for each in sorted(house.sharing(room.unit_ids), key=lambda each: each.id != room.id) if each.id in shown]


def walls(span, zone):
    place = ZoneInfo(zone)
    return {name: f"{instant.astimezone(place):%Y-%m-%dT%H:%M}" for name, instant in (("start", span.start), ("end", span.end))}


def note(room):
    """Under a room's name: how many it holds, and where it is."""
    capacity = room.capacity()
    return " · ".join(part for part in (str(_("%(number)s people", number=capacity)) if capacity else "", room.floor or "") if part)
