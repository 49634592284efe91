"""The blueprint of the booking pages, and what several of them need."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.booking import policy
from conference.booking.diary import PRIVATE, Entry
from conference.booking.planning import Plan
from conference.booking.rules import Alternative, Conflict
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import format_span, venue_zone
from conference.kernel.span import Span
from conference.kernel.stamps import stamps
from conference.people.models import Organisation, Role
from conference.venue.queries import CENTRE
from conference.venue.rules import LayoutName

bp = Blueprint("booking", __name__)


def mark(now: datetime, *scopes: str) -> tuple[str, datetime]:
    """The version of what a page shows, and when it changed: the house, these stamps, and the five minutes it is in (what is
    over is no longer free)."""
    found = stamps([CENTRE, *scopes])
    minutes = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    versions = "|".join(str(each.version) for each in found.values())
    return f"{versions}|{minutes:%Y%m%d%H%M}", max(minutes, *(each.changed_at for each in found.values()))


def reader() -> str:
    """Whose eyes see the page: what one may see of bookings depends on the user and their roles."""
    return f"{current_user.id}:{sorted((grant.role, grant.organisation_id or 0) for grant in current_user.grants)}"


def today() -> date:
    """The day it is at the centre."""
    return clock.now().astimezone(ZoneInfo(venue_zone())).date()


def organisations() -> list[Organisation]:
    """Those for which the person may book: staff for all, organisers for their own."""
    everybody = select(Organisation).order_by(Organisation.slug)
    if policy.override(current_user):
        return list(db.session.scalars(everybody))
    return list(db.session.scalars(everybody.where(Organisation.id.in_(current_user.organisation_ids(Role.ORGANISER)))))


def shown_title(entry: Entry) -> str:
    """The title as far as the reader may see it."""
    return entry.title if policy.see_title(current_user, entry) else str(PRIVATE)


def shown_organisation(entry: Entry) -> str:
    return str(entry.organisation) if policy.see(current_user, entry) else ""


def booking_url(entry: Entry) -> str | None:
    """The booking's page, for those who may see it."""
    return url_for("booking.booking", uid=entry.booking_uid) if policy.see(current_user, entry) else None


def new_url(alternative: Alternative, **more: Any) -> str:
    """The page on which this room and time are filled in already."""
    return filled_in(alternative.span, alternative.layout, **more) + alternative.room.slug


def filled_in(span: Span, layout: LayoutName | None = None, **more: Any) -> str:
    """The page on which this time is filled in already; the slug of the room belongs behind it."""
    place = ZoneInfo(venue_zone())
    start, end = span.start.astimezone(place), span.end.astimezone(place)
    last = {"until_day": end.date().isoformat()} if end.date() != start.date() else {}
    asked = {"layout": layout.value} if layout else {}
    times = {"day": start.date().isoformat(), "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}"}
    told = urlencode([(name, value) for name, value in {**times, **last, **asked, **more}.items() if value is not None], safe=":")
    return f"{url_for('booking.new_booking')}?{told}&room="


def alternative_links(plan: Plan | None, **more: Any) -> list[tuple[str, str, Any]]:
    """(address, room, time) of what is free instead, for the page's macro."""
    return [
        (new_url(each, **more), str(each.room.name), format_span(each.span, venue_zone(), day=True, city=True))
        for each in (plan.alternatives if plan else [])
    ]


def shown_conflicts(plan: Plan | None) -> list[tuple[Conflict, str]]:
    """What is in the way, with its title as far as the reader may see it; each booking's date once."""
    conflicts = dict.fromkeys(plan.conflicts if plan else [])
    return [(each, each.title if policy.see_conflict(current_user, each) or each.is_closure else str(PRIVATE)) for each in conflicts]
