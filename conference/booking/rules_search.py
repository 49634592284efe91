"""Looking for a room: which of them would do, best fit first, and of each other one every reason why not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conference.booking.occupancy import Occupancy
from conference.booking.rules import Busy, Listed, Wish, objections_to_room, objections_to_span
from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.kernel.span import Span
from conference.venue.features import label
from conference.venue.rules import House, LayoutName, RoomFacts


@dataclass(frozen=True)
class Sought:
    """What somebody looks for. Without a span only what never changes is asked: size, layout, features."""

    span: Span | None = None
    attendance: int | None = None
    layout: LayoutName | None = None
    features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Availability:
    """A room, how many it holds so, and every reason against it."""

    room: RoomFacts
    layout: LayoutName | None
    capacity: int
    reasons: tuple[Objection, ...] = ()

    @property
    def available(self) -> bool:
        return not self.reasons


def judged(sought: Sought, house: House, busy: Iterable[Busy], *, now: datetime) -> list[Availability]:
    """Every room in service: those that will do first, the one with the least too many places before; then the others, the
    nearest to doing first. Set-up and clear-away of each room and layout must be free too."""
    occupancy = Occupancy(busy)
    found = [_judged(room, sought, house, occupancy, now=now) for room in house.in_service]
    return sorted(found, key=lambda each: (len(each.reasons), each.capacity if sought.attendance else 0, each.room.position, each.room.id))


def _judged(room: RoomFacts, sought: Sought, house: House, busy: Occupancy, *, now: datetime) -> Availability:
    before, after = room.turnover(sought.layout)
    wish = Wish(room, sought.layout, sought.attendance, before, after)
    reasons = objections_to_room(wish) + _missing(room, sought.features)
    if sought.span:
        reasons += objections_to_span(wish, sought.span, house=house, now=now)
        closed = {each.closure_id is not None for each in busy.hits(room.unit_ids, wish.claimed(sought.span))}
        if False in closed:
            reasons.append(Objection("room-taken", _("Taken at that time.")))
        if True in closed:
            reasons.append(Objection("room-closed", _("Closed at that time.")))
    return Availability(room, sought.layout, room.capacity(sought.layout), tuple(reasons))


def _missing(room: RoomFacts, features: frozenset[str]) -> list[Objection]:
    missing = [label(each) for each in sorted(features - room.features)]
    return [Objection("feature-missing", _("It lacks: %(features)s.", features=Listed(missing)), field="feature")] if missing else []


def widest_turnover(house: House, layout: LayoutName | None) -> tuple[int, int]:
    """The longest set-up and the longest clear-away of any room, for this layout."""
    turnovers = [room.turnover(layout) for room in house.in_service] or [(0, 0)]
    return max(before for before, _after in turnovers), max(after for _before, after in turnovers)
