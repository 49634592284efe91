"""Where the rooms' pages and an event meet: a booking that was begun from an event is made for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, url_for
from flask_login import current_user

from conference.booking.models import Booking
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.web import load, see_other
from conference.programme import policy, queries
from conference.programme.actions import join_booking
from conference.programme.models import Event
from conference.programme.views.blueprint import bp


def take_up(slug: str, booking: Booking, by: Any, now: datetime) -> str:
    """Join a new booking to the event that the page was opened from (see booking.purposes). Refuses one that may not be edited."""
    event = db.session.scalars(queries.event_by_slug(slug)).one_or_none()
    if event is None or not policy.edit(by, event):
        refuse([Objection("not-your-event", _("You may not book for this event. Book without it, or ask its organisers."))])
    assert event is not None
    join_booking(event, booking, by=by, now=now)
    return url_for("programme.manage_rooms", slug=slug)


def suggest(slug: str, by: Any) -> dict[str, str]:
    """What a booking for this event begins with: its title, organisation and days; nothing where `by` may not edit it."""
    event = db.session.scalars(queries.event_by_slug(slug)).one_or_none()
    if event is None or not policy.edit(by, event):
        return {}
    return {
        "title": str(event.title)[:200], "organisation": event.organisation.uid, "day": event.starts_on.isoformat(),
        "last_day": event.ends_on.isoformat(),
    }  # fmt: skip


@bp.post("/manage/events/<slug>/bookings/<uid>")
def manage_booking_join(slug: str, uid: str) -> Any:
    """Say of a booking that the organisation has already that it is for this event."""
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    booking = load(Booking, uid=uid, organisation_id=event.organisation_id, may=policy.take_booking)
    join_booking(event, booking, by=current_user, now=clock.now())
    flash(str(_("The booking is for this event now.")), "success")
    return see_other(url_for("programme.manage_rooms", slug=slug))
