"""Book a room: the form, the look ahead at every date of a series, and the refusal with what is free instead."""

from __future__ import annotations

from datetime import date, time

from flask import flash, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from conference.booking import policy, purposes
from conference.booking.actions import book_room, plan_booking
from conference.booking.forms import FROM, UNTIL, BookingForm
from conference.booking.rules import State
from conference.booking.views.blueprint import alternative_links, bp, organisations, shown_conflicts, today
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.web import allow, see_other
from conference.people.doors import me
from conference.venue import queries as venue_queries

FIELDS = {"starts_at": "starts", "ends_at": "ends", "recurrence": "repeats"}


@bp.get("/bookings/new")
def new_booking():
    allow(policy.book)
    form = offered(BookingForm(formdata=None))
    fill(form, request.args, purposes.suggested(purposes.named(request.args), by=me()))
    return new_page(form, 200)


@bp.post("/bookings/")
def book():
    allow(policy.book)
    form = offered(BookingForm())
    if not form.validate():
        return new_page(form, 422)
    wanted, now = wanted_of(form), clock.now()
    try:
        if request.form.get("do") == "look":
            return new_page(form, 200, plan_booking(by=me(), now=now, **wanted))
        uid, then = place(wanted, by=me(), now=now, purpose=purposes.named(request.form))
    except Refused as refused:
        plan = None if refused.status == 422 else plan_booking(by=me(), now=now, **wanted)
        return new_page(objected(form, refused), refused.status, plan)
    said = _("The option is noted.") if wanted["state"] is State.OPTION else _("Booked.")
    flash(str(said), f"undo:{url_for('booking.cancel', uid=uid)}")
    return see_other(then or url_for("booking.booking", uid=uid))


@transaction
def place(wanted, *, by, now, purpose):
    """Book, and hand the booking to what it is for, in one transaction."""
    booking = book_room(by=by, now=now, **wanted)
    return booking.uid, purposes.take_up(purpose, booking, by=by, now=now)


def offered(form):
    """The form with the rooms and organisations that may be chosen."""
    form.offer(venue_queries.house())
    form.theirs = {each.uid: each for each in organisations()}
    form.organisation.choices = [(uid, str(each.name)) for uid, each in form.theirs.items()]
    return form


def fill(form, given, suggested):
    """What a link says already: room, times, people, layout, features; and what the booking is for, where the link leaves it open."""
    values = MultiDict({**suggested, **{name: value for name, value in given.items() if value}})
    form.day.data, form.starts.data, form.ends.data = today(), FROM, UNTIL
    for name, read in (("day", date.fromisoformat), ("until_day", date.fromisoformat), ("starts", time.fromisoformat), ("ends", time.fromisoformat)):
        try:
            form[name].data = read(values[name])
        except (KeyError, ValueError):
            continue
    form.room.data = values.get("room") or None
    form.attendance.data = values.get("attendance", type=int)
    form.layout.data = values.get("layout", "")
    form.title.data = values.get("title", "")[:200]
    form.state.data = State.CONFIRMED.value
    if values.get("organisation") in form.theirs:
        form.organisation.data = values["organisation"]
    last = suggested.get("last_day", "")
    if suggested and form.day.data.isoformat() == suggested["day"] < last:  # on every day of it
        form.repeats.data, form.repeats_until.data = "FREQ=DAILY", date.fromisoformat(last)


def wanted_of(form):
    """What `book_room` takes of the form."""
    return {
        **form.facts(), "room": venue_queries.room(form.room.data), "span": form.span, "organisation": form.theirs[form.organisation.data],
        "state": State(form.state.data), "rrule": form.rrule(), "on_conflict": "skip" if form.skip.data else "refuse",
        "override_reason": form.override_reason.data or None,
    }  # fmt: skip


def objected(form, refused):
    """The form with the objections at their fields."""
    form.object_to(Objection(each.code, each.message, FIELDS.get(each.field or "", each.field), each.data) for each in refused.objections)
    return form


def new_page(form, status, plan=None):
    known = {"title": form.title.data, "attendance": form.attendance.data}
    more = {**purposes.named(request.values), **{name: value for name, value in known.items() if value}}
    room = venue_queries.room(form.room.data) if form.room.data else None
    page = render_template(
        "booking/new.html", form=form, room=room, plan=plan, purpose=purposes.named(request.values), conflicts=shown_conflicts(plan),
        alternatives=alternative_links(plan, **more), may_override=policy.override(current_user), zone_name=form.zone_name,
    )  # fmt: skip
    return page, status
