"""Registrations as pictures: day by day, by country, and who came when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template

from conference.kernel import charts
from conference.kernel.cldr import country_name
from conference.kernel.i18n import format_day, format_short_day, hour_name
from conference.kernel.message import _
from conference.registration import figures, queries
from conference.registration.views.blueprint import bp
from conference.registration.views.manage import HERE, run


@bp.get(f"{HERE}figures/")
def manage_figures(slug: str) -> Any:
    event = run(slug)
    came_in = figures.came_in(event)
    by_day = figures.by_day((at for at, _country in came_in), event.timezone)
    days = [(format_day(day), number) for day, number in by_day]
    found = figures.by_country(country for _at, country in came_in)
    countries = [(country_name(code) if code else str(_("other countries")), number) for code, number in found]
    arrivals = figures.by_hour(figures.let_in(event), event.timezone)
    hours = [(f"{format_day(day)}, {hour_name(hour)}", number) for day, hour, number in arrivals]
    pictures = {
        "days_picture": charts.columns(days, [format_short_day(day) for day, _number in by_day]),
        "countries_picture": charts.bars(countries),
        "hours_picture": charts.columns(hours, short_hours(arrivals)),
        "weekly": figures.is_weekly(by_day),
    }
    facts = {"days": days, "countries": countries, "hours": hours, "all_in": len(came_in), "door": queries.door_count(event)}
    return render_template("registration/manage_figures.html", event=event, **facts, **pictures)


def short_hours(arrivals: Sequence[tuple[date, int, int]]) -> list[str]:
    """The words under the hours; the day with them only where there are several."""
    several = len({day for day, _hour, _number in arrivals}) > 1
    return [f"{format_short_day(day)}, {hour_name(hour)}" if several else hour_name(hour) for day, hour, _number in arrivals]
