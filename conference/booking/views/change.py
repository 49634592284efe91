"""What is done to a booking: confirm, give back, cancel, take up again, move, correct. Each a small form; most can be undone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, flash, jsonify, render_template, request, url_for
from flask_login import current_user

from conference.booking import actions, policy, queries
from conference.booking.actions.changing import plan_move
from conference.booking.actions.claims import lock
from conference.booking.forms import DragForm, EditForm, PlaceForm
from conference.booking.models import Booking
from conference.booking.views.blueprint import alternative_links, bp, shown_conflicts
from conference.booking.views.bookings import booking_page
from conference.booking.views.new import objected
from conference.kernel import clock, meanwhile
from conference.kernel.i18n import format_span
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.problem import refusal
from conference.kernel.span import Span
from conference.kernel.web import load, see_other
from conference.people.doors import me
from conference.venue import queries as venue_queries


def found(uid, may):
    return load(Booking, uid=uid, may=may, see=policy.see)


def date_of(booking):
    """The date that `occurrence` names; None when none is named, 404 when it is not of this booking."""
    uid = request.values.get("occurrence")
    return next((each for each in booking.occurrences if each.uid == uid), None) or abort(404) if uid else None


def done(booking, message, undo=None):
    flash(str(message), f"undo:{undo}" if undo else "success")
    return see_other(url_for("booking.booking", uid=booking.uid))


@bp.post("/bookings/<uid>/confirmation")
def confirm(uid):
    booking = found(uid, policy.confirm)
    try:
        actions.confirm_option(booking, by=me(), now=clock.now())
    except Refused as refused:
        return booking_page(booking, refused.status, refused)
    return done(booking, _("Confirmed. The room is yours."))


@bp.post("/bookings/<uid>/release")
def release(uid):
    booking = found(uid, policy.release)
    try:
        actions.release_option(booking, by=me(), now=clock.now())
    except Refused as refused:
        return booking_page(booking, refused.status, refused)
    return done(booking, _("Given back. The room is free for the next in line."), url_for("booking.restore", uid=uid))


@bp.post("/bookings/<uid>/cancellation")
def cancel(uid):
    booking = found(uid, policy.cancel)
    date = date_of(booking)
    try:
        actions.cancel_booking(booking, occurrence=date, reason=request.form.get("reason", "")[:300], by=me(), now=clock.now())
    except Refused as refused:
        return booking_page(booking, refused.status, refused)
    undo = url_for("booking.restore", uid=uid, occurrence=date.uid if date and booking.state.is_live else None)
    return done(booking, _("This date is cancelled.") if date else _("Cancelled. The room is free for others."), undo)


@bp.post("/bookings/<uid>/restoration")
def restore(uid):
    booking = found(uid, policy.change)
    try:
        actions.restore_booking(booking, occurrence=date_of(booking), by=me(), now=clock.now())
    except Refused as refused:
        return booking_page(booking, refused.status, refused)
    return done(booking, _("It stands again."))


@bp.route("/bookings/<uid>/move", methods=["GET", "POST"])
def move(uid):
    booking = found(uid, policy.move)
    date = date_of(booking)
    if request.method == "POST" and request.accept_mimetypes.best == "application/json":
        return move_by_drag(booking, date)
    house = venue_queries.house()
    stands = date or next(iter(queries.planned(booking)), booking.occurrences[0])
    form = PlaceForm()
    form.offer(house, keep=house.by_id[stands.room_id])

    def fill():
        form.process(room=house.by_id[stands.room_id].slug)
        form.show_span(stands.span)

    def act():
        before.update(room=house.by_id[stands.room_id], span=stands.span)
        wanted.update(room=house.by_slug[form.room.data], span=form.span, override_reason=form.override_reason.data or None)
        actions.move_booking(booking, by=me(), now=clock.now(), **wanted)

    before: dict = {}
    wanted: dict = {"occurrence": date}
    meanwhile.shown(form, fill)
    if not form.is_submitted():
        return move_page(form, booking, stands, 200)
    try:
        meanwhile.save(form, act, hold=lambda: lock(booking, *filter(None, [house.by_slug.get(form.room.data)])))
    except Refused as refused:
        plan = plan_move(booking, by=me(), now=clock.now(), **wanted) if "span" in wanted and refused.status != 422 else None
        return move_page(objected(form, refused), booking, stands, refused.status, plan)
    return done(booking, _("Moved."), undo_of(booking, date, before))


def undo_of(booking, date, before):
    """The address that puts it back where it stood."""
    times = {"starts_at": before["span"].start.isoformat(), "ends_at": before["span"].end.isoformat()}
    return url_for("booking.move_back", uid=booking.uid, room=before["room"].slug, occurrence=date.uid if date else None, **times)


@bp.post("/bookings/<uid>/move-back")
def move_back(uid):
    booking = found(uid, policy.move)
    try:
        span, room = dragged(DragForm(request.args, meta={"csrf": False}))
        actions.move_booking(booking, span=span, room=room, occurrence=date_of(booking), by=me(), now=clock.now())
    except Refused as refused:
        return booking_page(booking, refused.status, refused)
    return done(booking, _("It stands where it stood."))


def move_by_drag(booking, date):
    """A bar of the diary was dropped: JSON in the place of a page."""
    try:
        span, room = dragged(DragForm())
        actions.move_booking(booking, span=span, room=room, occurrence=date, by=me(), now=clock.now())
    except Refused as refused:
        refused.data["instead"] = [instead(each) for each in refused.data.get("alternatives", ())]
        return refusal(refused)
    message = _("%(title)s is now in %(room)s, %(span)s.", title=booking.title, room=room.name, span=format_span(span, booking.zone).striptags())
    return jsonify(message=str(message))


def instead(said):
    """A free room and time as the picture can offer it: what to send, and the words on the button."""
    room, place = venue_queries.house().by_slug[said["room"]], ZoneInfo(venue_queries.zone())
    start, end = (datetime.fromisoformat(said[name]).astimezone(place) for name in ("starts_at", "ends_at"))
    words = f"{room.name}, {format_span(Span(start, end), place.key, day=True).striptags()}"
    return {"room": room.slug, "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}", "label": words}


def dragged(form):
    """Room and span of a drag. Raises Refused (422) for what makes no sense."""
    if not form.validate():
        wrong = [Objection("not-readable", message, field=name) for name, messages in form.errors.items() for message in messages]
        raise Refused(wrong, status=422)
    room = venue_queries.room(form.room.data)
    if room is None:
        raise Refused([Objection("room-unknown", _("There is no such room."), field="room")], status=422)
    return form.read(venue_queries.zone()), room


def move_page(form, booking, stands, status, plan=None):
    page = render_template(
        "booking/move.html", form=form, booking=booking, stands=stands, house=venue_queries.house(), conflicts=shown_conflicts(plan),
        alternatives=alternative_links(plan), may_override=policy.override(current_user), zone_name=form.zone_name,
    )  # fmt: skip
    return page, status


@bp.route("/bookings/<uid>/edit", methods=["GET", "POST"])
def edit(uid):
    booking = found(uid, policy.change)
    form = EditForm(obj=booking)

    def change():
        facts = form.facts() | {name: form[name].data or 0 for name in ("setup_minutes", "teardown_minutes")}
        actions.change_booking(booking, override_reason=form.override_reason.data or None, by=me(), now=clock.now(), **facts)

    meanwhile.shown(form, lambda: form.process(obj=booking))
    if not form.is_submitted():
        return edit_page(form, booking, 200)
    try:
        meanwhile.save(form, change, hold=lambda: lock(booking))
    except Refused as refused:
        return edit_page(objected(form, refused), booking, refused.status)
    return done(booking, _("Saved."))


def edit_page(form, booking, status):
    room = venue_queries.house().by_id[booking.room_id]
    return render_template("booking/edit.html", form=form, booking=booking, room=room, may_override=policy.override(current_user)), status
