"""Close rooms for a time, and open them again."""

from __future__ import annotations

from datetime import datetime

from flask import flash, render_template, url_for

from conference.booking import policy
from conference.booking.actions import close_room, lift_closure
from conference.booking.forms import ClosureForm
from conference.booking.views.blueprint import bp
from conference.booking.views.new import objected
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.span import Span
from conference.kernel.web import allow, load, see_other
from conference.people.doors import me
from conference.venue import queries as venue_queries
from conference.venue.models import Closure


@bp.get("/manage/centre/closures/")
def closures():
    allow(policy.close)
    return closures_page(fresh(ClosureForm()), 200)


@bp.post("/manage/centre/closures/")
def close():
    allow(policy.close)
    form = fresh(ClosureForm())
    if not form.validate():
        return closures_page(form, 422)
    try:
        closed = close_room(venue_queries.house().by_slug[form.room.data], span=form.span, reason=form.reason.data, by=me(), now=clock.now())
    except Refused as refused:
        return closures_page(objected(form, refused), refused.status, refused.data.get("conflicts", ()))
    flash(str(_("The room is closed then.")), f"undo:{url_for('booking.lift', uid=closed.uid)}")
    return see_other(url_for("booking.closures"))


@bp.post("/manage/centre/closures/<uid>/lifting")
def lift(uid):
    closure = load(Closure, uid=uid, may=policy.close)
    try:
        lift_closure(closure, by=me(), now=clock.now())
    except Refused as refused:
        return closures_page(objected(fresh(ClosureForm(formdata=None)), refused), refused.status)
    flash(str(_("The room is open again.")), "success")
    return see_other(url_for("booking.closures"))


def fresh(form):
    form.offer(venue_queries.house())
    return form


def closures_page(form, status, conflicts=()):
    rows = db.session.scalars(venue_queries.closures_from(clock.now())).all()
    house = venue_queries.house()
    shown = [
        (house.by_slug[each["room"]], Span(*(datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at"))), each) for each in conflicts
    ]
    return render_template("booking/closures.html", form=form, rows=rows, house=house, conflicts=shown, zone_name=house.zone), status
