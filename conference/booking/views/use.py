"""How the rooms are used: for whoever plans the centre."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request

from conference.booking import policy
from conference.booking.diary import whole_day
from conference.booking.use import taken, use_of
from conference.booking.views.blueprint import bp, today
from conference.kernel import charts
from conference.kernel.cldr import format_number, format_percent
from conference.kernel.i18n import weekday_name
from conference.kernel.span import Span
from conference.kernel.web import allow
from conference.venue import queries as venue_queries

# What may be looked at: from how many days before today until how many after, today included in what comes.
PERIODS = {"past": (-28, 0), "coming": (0, 28), "quarter": (-91, 0)}
WORDS_OF_ROWS = (10, 18)  # percent of the picture's width, for short names of weekdays and for long ones


@bp.get("/manage/centre/use/")
def use():
    allow(policy.see_use)
    asked = request.args.get("period", "")
    period = asked if asked in PERIODS else "past"
    first, last = PERIODS[period]
    days = [today() + timedelta(days=number) for number in range(first, last)]
    house = venue_queries.house()
    window = Span(whole_day(days[0], house.zone).start, whole_day(days[-1], house.zone).end)
    found = use_of(taken(window), house, days)
    across = sorted({hour for _weekday, hour in found.hours})
    short = [weekday_name(number, "abbreviated") for number in range(7)]
    beginning = WORDS_OF_ROWS[max(map(len, short)) > len("Mon.")]
    cells = charts.heat(found.hours, range(7), across, beginning=beginning)
    rooms = sorted(found.rooms, key=lambda each: -each.share)
    return render_template(
        "booking/use.html", period=period, days=days, use=found, rooms=rooms, across=across, cells=cells, beginning=beginning,
        short=short, by_hour=by_hour(found, across), by_room=by_room(rooms),
        bars=charts.bars([(str(each.room.name), each.share) for each in rooms], most=1),
    )  # fmt: skip


def by_hour(found, across):
    """The table of the heat map: a row for each weekday."""
    for number in range(7):
        shares = [found.hours.get((number, hour)) for hour in across]
        yield weekday_name(number), *("–" if share is None else format_percent(share) for share in shares)


def by_room(rooms):
    """The table of the bars: a row for each room."""
    numbers = [(format_percent(each.share), format_number(round(each.used, 1)), format_number(round(each.open, 1))) for each in rooms]
    return [(str(each.room.name), *row) for each, row in zip(rooms, numbers, strict=True)]
