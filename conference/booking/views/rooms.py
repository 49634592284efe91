"""The public room pages: which rooms there are and which are free, one room, the panel at its door."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask_login import current_user

from conference.booking import policy, purposes, queries
from conference.booking.diary import room_day, whole_day
from conference.booking.forms import SearchForm
from conference.booking.rules import Alternative
from conference.booking.views.blueprint import filled_in, mark, new_url, shown_title, today
from conference.kernel import clock
from conference.kernel.i18n import venue_zone
from conference.kernel.span import Span
from conference.kernel.web import page, public
from conference.venue import queries as venue_queries
from conference.venue.features import FEATURES
from conference.venue.rules import LayoutName
from conference.venue.views import bp

DAYS_SHOWN = 7
SHOWN = 20  # of each list; the rest is one click away


@bp.get("/rooms/")
@public
def rooms():
    form = SearchForm(request.args)
    fits = form.read(today())
    layout = LayoutName(form.layout.data) if form.layout.data and not form.layout.errors else None
    sought = {
        "attendance": form.people.data if not form.people.errors else None,
        "layout": layout,
        "features": () if form.feature.errors else form.feature.data,
    }
    now = clock.now()
    if not fits:
        return rooms_page(form, sought, now), 422
    version, changed_at = mark(now, queries.DIARY)
    return page(f"rooms|{version}", changed_at, lambda: rooms_page(form, sought, now))


def rooms_page(form, sought, now):
    found = queries.free_rooms(form.span, now=now, **sought)
    purpose = purposes.named(request.args)
    layout, fits = sought["layout"], not form.errors
    free, others = [each for each in found if each.available], [each for each in found if not each.available]
    most = len(found) if "all" in request.args else SHOWN
    return render_template(
        "venue/rooms.html", form=form, span=form.span, asked=form.asks, number=len(free), free=free[:most], others=others[:most],
        more=max(0, len(free) - most) + max(0, len(others) - most), filters=filters(form) if fits else [], purpose=purpose,
        words={code: str(word) for code, word in FEATURES.items()}, **sought,
        booking_page=filled_in(form.span, layout, **booking_facts(form), **purpose) if form.span else None,
    )  # fmt: skip


def booking_facts(form):
    """What the search knows already and the booking page need not ask again."""
    return {"attendance": form.people.data} if form.people.data else {}


def filters(form):
    """(what is asked beside the time, the address without it)"""

    def without(name, value=None):
        kept = [(key, each) for key, each in request.args.items(multi=True) if key != name or (value is not None and each != value)]
        args: dict[str, list[str]] = {}
        for key, each in kept:
            args.setdefault(key, []).append(each)
        return f"{url_for('venue.rooms')}?{urlencode(args, doseq=True)}"

    words = dict(form.feature.choices() if callable(form.feature.choices) else form.feature.choices)
    return [(words[code], without("feature", code)) for code in form.feature.data or []]


@bp.get("/rooms/<slug>/")
@public
def room(slug):
    facts, now = venue_queries.room(slug) or abort(404), clock.now()
    version, changed_at = mark(now, facts.scope)
    return page(f"room|{version}", changed_at, lambda: room_page(facts, now))


def room_page(facts, now):
    house, first = venue_queries.house(), today()
    days = [first + timedelta(days=number) for number in range(DAYS_SHOWN)]
    window = Span(whole_day(first, house.zone).start, whole_day(days[-1], house.zone).end)
    ids = [each.id for each in house.sharing(facts.unit_ids)]
    entries, closures = queries.diary(window, ids), queries.closures(window, ids)
    shown = [(day, [row for row in room_day(facts, day, house, entries, closures, now=now) if not row.entry or row.entry.blocks]) for day in days]
    halls = [each for each in house.sharing(facts.unit_ids) if each.id != facts.id and len(each.unit_ids) > len(facts.unit_ids)]
    return render_template(
        "venue/room.html", room=facts, house=house, days=shown, halls=halls, parts=house.parts(facts), shown_title=shown_title,
        book_url=lambda span: new_url(Alternative(facts, span)), may_see_diary=policy.see_diary(current_user), now=now,
    )  # fmt: skip


@bp.get("/rooms/<slug>/display/")
@public
def display(slug):
    """The panel at the door. It hangs where everybody passes, so whoever looks is a stranger to it."""
    facts, now = venue_queries.room(slug) or abort(404), clock.now()
    version, changed_at = mark(now, facts.scope)
    return page(f"door|{version}|{now:%H%M}", max(changed_at, now.replace(second=0)), lambda: door_page(facts, now))


def door_page(facts, now):
    house, day = venue_queries.house(), today()
    window = whole_day(day, house.zone)
    ids = [each.id for each in house.sharing(facts.unit_ids)]
    rows = room_day(facts, day, house, queries.diary(window, ids), queries.closures(window, ids), now=now)
    shown = [row for row in rows if row.shut or (row.entry and row.entry.blocks)]
    current = next((row for row in shown if now in row.span), None)
    following = next((row for row in shown if row.span.start > now), None)
    return render_template("venue/display.html", room=facts, rows=shown, now=now, current=current, following=following, zone=venue_zone())
