"""The list of bookings and one booking, with what may be done to it."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask_login import current_user
from sqlalchemy import and_, func, select
from sqlalchemy.orm import lazyload

from conference.booking import policy, queries
from conference.booking.models import Booking, Occurrence
from conference.booking.occupancy import Occupancy
from conference.booking.recurrence import in_words
from conference.booking.rules import OccurrenceState, State
from conference.booking.series import Series, expand
from conference.booking.views.blueprint import bp
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import history_of
from conference.kernel.span import Span
from conference.kernel.web import allow, load
from conference.people import history
from conference.people.models import Role
from conference.people.paging import page_of
from conference.venue import queries as venue_queries

CHANGES_SHOWN = 20
VIEWS = ("coming", "options", "past", "cancelled")


@bp.get("/bookings/")
def bookings():
    allow(policy.works_with_bookings)
    view = request.args.get("view") if request.args.get("view") in VIEWS else "coming"
    mine = request.args.get("whose") == "mine"
    room = venue_queries.room(request.args.get("room", ""))
    page = page_of(listed(view, mine=mine, room=room, now=clock.now()))
    dates = queries.next_dates([booking.id for booking in page.items], clock.now())
    return render_template(
        "booking/bookings.html", page=page, view=view, mine=mine, room=room, house=venue_queries.house(), dates=dates,
        ranks=queries.worst_ranks([booking.id for booking in page.items if booking.state is State.OPTION]), may_book=policy.book(current_user),
    )  # fmt: skip


def listed(view, *, mine, room, now):
    """The bookings of a view: those to come by their next date, the others by their last."""
    over = [State.RELEASED, State.CANCELLED]
    next_ones = select(Occurrence.booking_id, func.min(Occurrence.starts_at).label("at"))
    coming = next_ones.where(Occurrence.state == OccurrenceState.PLANNED, Occurrence.ends_at > now).group_by(Occurrence.booking_id).subquery()
    last = select(Occurrence.booking_id, func.max(Occurrence.ends_at).label("at")).group_by(Occurrence.booking_id).subquery()
    dates = coming if view in {"coming", "options"} else last
    which = {
        "coming": Booking.state.not_in(over), "options": Booking.state == State.OPTION,
        "past": and_(Booking.state.not_in(over), last.c.at <= now), "cancelled": Booking.state.in_(over),
    }[view]  # fmt: skip
    found = select(Booking).options(lazyload(Booking.room)).join(dates, dates.c.booking_id == Booking.id).where(which)
    if mine:
        found = found.where(Booking.holder_id == current_user.id)
    elif not policy.see_all(current_user):
        found = found.where(queries.bookings_of(current_user.organisation_ids(Role.ORGANISER), holder_id=current_user.id))
    if room:
        found = found.where(Booking.room_id == room.id)
    return found.order_by(dates.c.at, Booking.id) if dates is coming else found.order_by(dates.c.at.desc(), Booking.id.desc())


@bp.get("/bookings/<uid>/")
def booking(uid):
    return booking_page(load(Booking, uid=uid, may=policy.see), 200)


def booking_page(found, status, refused=None, **more):
    """The booking's page; after a refusal with the objections on top."""
    now = clock.now()
    may = {name: getattr(policy, name)(current_user, found) for name in ("change", "confirm", "release", "cancel", "see_history")}
    changes = db.session.scalars(history_of(found.entity).limit(CHANGES_SHOWN)).all() if may["see_history"] else []
    page = render_template(
        "booking/booking.html", booking=found, house=venue_queries.house(), now=now, may=may, missing=missing_dates(found),
        lines=history.lines(changes),
        passed=bool(passed_dates(found, now)), is_over=all(each.ends_at <= now for each in found.occurrences), repeats=in_words(found.rrule),
        ranks=queries.ranks([each.id for each in found.occurrences]) if found.state is State.OPTION else {}, refused=refused, **more,
    )  # fmt: skip
    return page, status


def passed_dates(found, now):
    """What confirmed bookings and closures stand at the time of an option."""
    coming = [each for each in queries.planned(found) if each.ends_at > now]
    if found.state is not State.OPTION or not coming:
        return []
    house = venue_queries.house()
    claimed = [(house.by_id[each.room_id].unit_ids, each.span.widened(before=found.setup_minutes, after=found.teardown_minutes)) for each in coming]
    window = Span(min(span.start for _units, span in claimed), max(span.end for _units, span in claimed))
    busy = Occupancy(queries.busy(window, {unit for units, _span in claimed for unit in units}))
    return [hit for units, span in claimed for hit in busy.hits(units, span)]


def missing_dates(found):
    """The wall-clock times of a series that do not exist, because the clocks jump over them."""
    if not found.rrule:
        return []
    series = Series(datetime.fromisoformat(found.wall_start), datetime.fromisoformat(found.wall_end), found.zone, found.rrule)
    return [each.wall for each in expand(series) if each.span is None]
