"""The only writers of the house: rooms, halls made of parts, opening hours, the centre's own facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, func, select

from conference.kernel.database import db, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import is_zone
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people.models import User
from conference.venue import queries
from conference.venue.features import FEATURES
from conference.venue.models import Layout, LayoutName, OpeningHours, Room, RoomUnit, Venue
from conference.venue.rules import Hours

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_PLACES = 100_000
PLAIN_FIELDS = (
    "name",
    "description",
    "building",
    "floor",
    "area_m2",
    "legal_capacity",
    "wheelchair_places",
    "features",
    "setup_minutes",
    "teardown_minutes",
    "position",
)


@transaction
def add_room(
    *, slug: str, name: Words | str, by: User | None, now: datetime, layouts: Mapping[str, int] | None = None, features: Collection[str] = (),
    parts: Sequence[Room] = (), hours: Iterable[Hours] = (), **more: Any,
) -> Room:  # fmt: skip
    """A new room; with `parts` a combined one, which occupies what its parts occupy (halls of halls are flattened).

    `layouts` maps layout names to capacities. `more`: description, building, floor, area_m2, legal_capacity,
    wheelchair_places, setup_minutes, teardown_minutes, position. Refuses (422) unknown layouts and features, a name in
    addresses that is in use, parts that share space.
    """
    name = name if isinstance(name, Words) else Words({"en": name})
    refuse([*_wrong_slug(slug), *_wrong_parts(parts), *_wrong_facts(name=name, layouts=layouts, features=features, **more)], status=422)
    last = db.session.scalar(select(func.max(Room.position))) or 0
    room = Room(slug=slug, name=name, features=sorted(set(features)), created_at=now, **{"position": last + 1, **more})
    _lay_out(room, layouts or {})
    db.session.add(room)
    db.session.flush()
    units = sorted({unit for part in parts for unit in part.unit_ids} or {room.id})
    room.units = [RoomUnit(unit_id=unit) for unit in units]
    db.session.add_all(_rows(hours, room))
    record(room.entity, "added", by=by, at=now, after={**_facts(room), "parts": [part.slug for part in parts]})
    _touched(room, now)
    return room


@transaction
def change_room(
    room: Room, *, by: User | None, now: datetime, layouts: Mapping[str, int] | None = None, in_service: bool | None = None, **changes: Any
) -> Room:
    """Change a room's facts; `layouts` replaces all of them (their own set-up times are kept), `in_service` takes the
    room out of service or brings it back. What is booked stays booked. Parts cannot change: bookings stand on them."""
    refuse(_wrong_facts(layouts=layouts, **changes), status=422)
    before = _facts(room)
    for field, value in changes.items():
        setattr(room, field, sorted(set(value)) if field == "features" else value)
    if layouts is not None:
        _lay_out(room, layouts)
    if in_service is not None:
        room.closed_at = None if in_service else room.closed_at or now
    db.session.flush()
    record(room.entity, "changed", by=by, at=now, before=before, after=_facts(room))
    _touched(room, now)
    return room


@transaction
def set_opening_hours(hours: Iterable[Hours], *, room: Room | None = None, by: User | None, now: datetime) -> None:
    """The opening hours of the centre, or of one room in place of the centre's; none: always open (a room: as the centre).

    Refuses (422) intervals of one weekday that overlap. A night past midnight is two intervals: until the end of the day
    (`MIDNIGHT`) and from 00:00 of the next.
    """
    hours = sorted(set(hours))
    refuse(_wrong_hours(hours), status=422)
    whose = OpeningHours.room_id == (room.id if room else None)
    before = sorted(Hours(each.weekday, each.opens, each.closes) for each in db.session.scalars(select(OpeningHours).where(whose)))
    db.session.execute(delete(OpeningHours).where(whose))
    db.session.add_all(_rows(hours, room))
    said = [{"hours": [f"{each.weekday} {each.text}" for each in every]} for every in (before, hours)]
    record(room.entity if room else "venue:1", "opening_hours_set", by=by, at=now, before=said[0], after=said[1])
    _touched(room, now)


@transaction
def change_venue(*, by: User | None, now: datetime, **changes: Any) -> Venue:
    """Set the centre's own facts: name, address, latitude, longitude, timezone, contact_email, accent, locales, logo,
    the legal texts, option_days. Makes the row when there is none. Refuses (422) an unknown zone and a wrong colour."""
    refuse(_wrong_venue(changes), status=422)
    venue = db.session.get(Venue, 1)
    before = None if venue is None else {field: getattr(venue, field) for field in changes if field != "logo"}
    if venue is None:
        centre = queries.venue()
        venue = Venue(id=1, name=Words({"en": str(centre.name)}), timezone=centre.timezone)
        db.session.add(venue)
    for field, value in changes.items():
        setattr(venue, field, value)
    db.session.flush()
    record("venue:1", "changed", by=by, at=now, before=before, after={field: value for field, value in changes.items() if field != "logo"})
    _touched(None, now)
    return venue


def _touched(room: Room | None, now: datetime) -> None:
    touch(queries.CENTRE, *([room.scope] if room else []), now=now)
    queries.changed()


def _rows(hours: Iterable[Hours], room: Room | None) -> list[OpeningHours]:
    return [OpeningHours(room_id=room.id if room else None, weekday=each.weekday, opens=each.opens, closes=each.closes) for each in hours]


def _lay_out(room: Room, layouts: Mapping[str, int]) -> None:
    kept = {each.name: each for each in room.layouts}
    room.layouts = [kept.get(LayoutName(name)) or Layout(name=LayoutName(name), capacity=capacity) for name, capacity in layouts.items()]
    for layout in room.layouts:
        layout.capacity = layouts[layout.name]


def _facts(room: Room) -> dict[str, Any]:
    return {
        "slug": room.slug,
        **{name: getattr(room, name) for name in PLAIN_FIELDS},
        "layouts": {each.name.value: each.capacity for each in room.layouts},
        "closed_at": room.closed_at,
    }


# Why not --------------------------------------------------------------------------------------------------------------


def _wrong_slug(slug: str) -> list[Objection]:
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        return [Objection("slug-form", _("Use small letters, digits and single hyphens, at most 60, such as hall-a."), field="slug")]
    if db.session.scalar(select(Room.id).where(Room.slug == slug)):
        return [Objection("slug-in-use", _("Another room has this address already. Choose another one."), field="slug")]
    return []


def _wrong_parts(parts: Sequence[Room]) -> list[Objection]:
    units = [unit for part in parts for unit in part.unit_ids]
    if len(parts) == 1:
        return [Objection("one-part", _("A combined room needs two parts or more."), field="parts")]
    if len(units) != len(set(units)):
        return [Objection("parts-overlap", _("A part is named twice. Each space can be in the hall only once."), field="parts")]
    return []


def _wrong_facts(
    *, name: Words | None = None, layouts: Mapping[str, int] | None = None, features: Collection[str] = (), **more: Any
) -> list[Objection]:
    wrong = []
    if unknown := set(more) - set(PLAIN_FIELDS):
        raise TypeError(f"a room has no {', '.join(sorted(unknown))}")
    if name is not None and not name:
        wrong.append(Objection("name-missing", _("Please give the room a name."), field="name"))
    for layout, capacity in (layouts or {}).items():
        if layout not in set(LayoutName):
            wrong.append(Objection("layout-unknown", _("The layout %(layout)s is not known here.", layout=layout), field="layouts"))
        if not 0 < capacity <= MOST_PLACES:
            wrong.append(Objection("capacity-form", _("A layout holds between 1 and %(most)s people.", most=MOST_PLACES), field="layouts"))
    unknown_features = sorted(set(features) - set(FEATURES))
    wrong += [
        Objection("feature-unknown", _("The feature %(feature)s is not known here.", feature=each), field="features") for each in unknown_features
    ]
    for each in ("setup_minutes", "teardown_minutes"):
        if not 0 <= (more.get(each) or 0) <= 24 * 60:
            wrong.append(Objection("minutes-form", _("Set-up and clear-away take between 0 minutes and a day."), field=each))
    for each in ("legal_capacity", "wheelchair_places", "area_m2"):
        if more.get(each) is not None and not 0 <= more[each] <= MOST_PLACES:
            wrong.append(Objection("number-form", _("This number is out of bounds."), field=each))
    return wrong


def _wrong_hours(hours: Sequence[Hours]) -> list[Objection]:
    wrong = [
        Objection("hours-form", _("Closing must come after opening: %(hours)s.", hours=each.text), field="hours")
        for each in hours
        if not (0 <= each.weekday <= 6 and each.opens < each.closes)
    ]
    for first, second in pairwise(hours):
        if first.weekday == second.weekday and second.opens < first.closes:
            message = _("%(first)s and %(second)s of the same day overlap.", first=first.text, second=second.text)
            wrong.append(Objection("hours-overlap", message, field="hours"))
    return wrong


def _wrong_venue(changes: Mapping[str, Any]) -> list[Objection]:
    wrong = []
    if "timezone" in changes and not is_zone(str(changes["timezone"])):
        wrong.append(Objection("zone-unknown", _("This time zone is not known. Choose one from the list, such as Europe/Paris."), field="timezone"))
    if "accent" in changes and not re.fullmatch(r"#[0-9a-fA-F]{6}", str(changes["accent"])):
        wrong.append(Objection("colour-form", _("Write the colour as # and six hexadecimal digits, such as #0f5c63."), field="accent"))
    if "option_days" in changes and not 1 <= int(changes["option_days"]) <= 365:
        wrong.append(Objection("days-form", _("An option waits between 1 and 365 days."), field="option_days"))
    return wrong
