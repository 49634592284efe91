"""The pages on which staff keep the house: rooms and opening hours. The public room pages stand in booking, which knows what is
free."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.kernel import clock, meanwhile
from conference.kernel.database import db, lock
from conference.kernel.history import history_of
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, load, see_other
from conference.people import history
from conference.venue import policy, queries
from conference.venue.actions import add_room, change_room, set_opening_hours
from conference.venue.forms import HoursForm, filled, room_form
from conference.venue.models import Room, Venue

bp = Blueprint("venue", __name__)

CHANGES_SHOWN = 20


@bp.get("/manage/centre/rooms/")
def manage_rooms():
    allow(policy.manage_rooms)
    return render_template("venue/manage_rooms.html", house=queries.house())


@bp.route("/manage/centre/rooms/new", methods=["GET", "POST"])
def new_room():
    allow(policy.manage_rooms)
    form = room_form(queries.venue().locales)
    rooms = {room.slug: room for room in db.session.scalars(select(Room).where(Room.closed_at.is_(None)).order_by(Room.position, Room.id))}
    form.parts.choices = [(slug, str(room.name)) for slug, room in rooms.items()]
    if form.validate_on_submit():
        try:
            parts = [rooms[slug] for slug in form.parts.data or []]
            made = add_room(slug=form.slug.data, parts=parts, by=current_user, now=clock.now(), **form.facts())
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("%(room)s is there now.", room=made.name)), "success")
            return see_other(url_for("venue.manage_room", slug=made.slug))
    return render_template("venue/room_form.html", form=form, room=None, lines=[]), 422 if form.is_submitted() else 200


@bp.route("/manage/centre/rooms/<slug>/", methods=["GET", "POST"])
def manage_room(slug):
    room = load(Room, slug=slug, may=policy.manage_rooms, see=policy.see_rooms)
    form = room_form(queries.venue().locales, queries.facts_of(room))

    def fill():
        form.room = queries.facts_of(room)
        form.process(data=filled(form.room))

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, lambda: change_room(room, by=current_user, now=clock.now(), **form.facts()), hold=lambda: afresh(room))
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("Saved.")), "success")
            return see_other(url_for("venue.manage_room", slug=slug))
    lines = history.lines(db.session.scalars(history_of(f"room:{room.uid}").limit(CHANGES_SHOWN)).all())
    return render_template("venue/room_form.html", form=form, room=queries.facts_of(room), lines=lines), meanwhile.status(form)


def afresh(row):
    """Hold a room or the centre, and read the house again: what was kept of it is older."""
    if row is not None:
        lock(row)
    queries.changed()


@bp.post("/manage/centre/rooms/<slug>/service")
def serve_room(slug):
    """Take a room out of service, or bring it back; the one undoes the other."""
    room = load(Room, slug=slug, may=policy.manage_rooms, see=policy.see_rooms)
    back = request.form.get("back") == "yes" or room.closed_at is not None
    change_room(room, in_service=back, by=current_user, now=clock.now())
    undo = f"undo:{url_for('venue.serve_room', slug=slug)}"
    flash(str(_("%(room)s can be booked again.", room=room.name) if back else _("%(room)s is out of service.", room=room.name)), undo)
    return see_other(url_for("venue.manage_rooms"))


@bp.route("/manage/centre/hours/", methods=["GET", "POST"])
def manage_hours():
    allow(policy.set_hours)
    return hours_page(None)


@bp.route("/manage/centre/rooms/<slug>/hours", methods=["GET", "POST"])
def room_hours(slug):
    return hours_page(load(Room, slug=slug, may=policy.set_hours, see=policy.see_rooms))


def hours_page(room):
    form = HoursForm()

    def fill():
        form.process()
        form.show(queries.facts_of(room).hours if room else queries.house().hours)

    def hold():
        afresh(room or db.session.get(Venue, 1))

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, lambda: set_opening_hours(form.hours, room=room, by=current_user, now=clock.now()), hold=hold)
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("The opening hours are saved.")), "success")
            return see_other(request.path)
    facts = queries.facts_of(room) if room else None
    return render_template("venue/hours.html", form=form, room=facts, house=queries.house()), meanwhile.status(form)
