"""Reads of the house. The centre and its rooms change rarely and are asked for on every page, so they are kept as plain
facts; see kept.py."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, select

from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.words import Words
from conference.venue.kept import CENTRE as CENTRE
from conference.venue.kept import changed as changed
from conference.venue.kept import kept
from conference.venue.models import Closure, Layout, OpeningHours, Room, RoomUnit, Venue
from conference.venue.rules import Hours, House, LayoutFacts, RoomFacts


@dataclass(frozen=True)
class Centre:
    """The centre as pages, mails and feeds name it. An empty database has one too, from the configuration."""

    name: Words | str
    timezone: str
    accent: str = "#0f5c63"
    locales: tuple[str, ...] = ()
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    contact_email: str = ""
    has_logo: bool = False
    option_days: int = 14
    privacy_text: Words = field(default_factory=Words)
    terms_text: Words = field(default_factory=Words)
    imprint_text: Words = field(default_factory=Words)


def venue() -> Centre:
    """The centre; its defaults when nothing was set yet. At most one small statement while it does not change."""
    return kept("venue", _read_venue)


def house() -> House:
    """The centre with all its rooms, closed ones included, as plain facts. Cheap like `venue`."""
    return kept("house", _read_house)


def rooms() -> tuple[RoomFacts, ...]:
    """The rooms in service, in the order in which they are shown."""
    return house().in_service


def room(slug: str) -> RoomFacts | None:
    """A room by its name in addresses, also one that is out of service."""
    return house().by_slug.get(slug)


def closures_from(now: datetime) -> Select[Closure]:
    """Closures that are not over and were not lifted, the next first."""
    return select(Closure).where(Closure.lifted_at.is_(None), Closure.ends_at > now).order_by(Closure.starts_at, Closure.id)


def zone() -> str:
    """The centre's time zone."""
    return venue().timezone


def facts_of(given: Room | RoomFacts) -> RoomFacts:
    """The facts of a room that is at hand, also of one that was added a moment ago."""
    return house().by_id.get(given.id) or _read_house().by_id[given.id]


def _read_venue() -> Centre:
    row = db.session.get(Venue, 1)
    config = current_app.config
    if row is None:
        return Centre(_("Conference centre"), str(config["DEFAULT_TIMEZONE"]), locales=tuple(config["LOCALES"]))  # type: ignore[arg-type]
    return Centre(
        row.name, row.timezone, row.accent, tuple(row.locales or config["LOCALES"]), row.address, row.latitude, row.longitude,
        row.contact_email, row.logo is not None, row.option_days, row.privacy_text, row.terms_text, row.imprint_text,
    )  # fmt: skip


def _read_house() -> House:
    layouts, units, hours = defaultdict(list), defaultdict(list), defaultdict(list)
    for layout in db.session.execute(
        select(Layout.room_id, Layout.name, Layout.capacity, Layout.setup_minutes, Layout.teardown_minutes).order_by(Layout.capacity.desc())
    ):
        layouts[layout.room_id].append(LayoutFacts(layout.name, layout.capacity, layout.setup_minutes, layout.teardown_minutes))
    for room_id, unit_id in db.session.execute(select(RoomUnit.room_id, RoomUnit.unit_id).order_by(RoomUnit.unit_id)):
        units[room_id].append(unit_id)
    for open_then in db.session.execute(select(OpeningHours.room_id, OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)):
        hours[open_then.room_id].append(Hours(open_then.weekday, open_then.opens, open_then.closes))
    found = tuple(
        RoomFacts(
            each.id, each.uid, each.slug, each.name, tuple(units[each.id] or [each.id]), tuple(layouts[each.id]), frozenset(each.features),
            each.description, each.building, each.floor, each.area_m2, each.legal_capacity, each.wheelchair_places,
            each.setup_minutes, each.teardown_minutes, each.position, each.closed_at, tuple(sorted(hours[each.id])),
        )
        for each in db.session.execute(select(*Room.__table__.columns).order_by(Room.position, Room.id))
    )  # fmt: skip
    centre = _read_venue()
    return House(centre.timezone, found, tuple(sorted(hours[None])), centre.option_days)
