"""What would come of a booking: each date with what stands against it, and what is free instead. Reads only; `book_room`
and its dry run look through the same eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from conference.booking import queries, rules
from conference.booking.models import Booking, Occurrence
from conference.booking.occupancy import DAYS_AROUND, Occupancy, chosen, other_rooms, other_times, similar_rooms
from conference.booking.policy import override, see_conflict
from conference.booking.rules import OF_ONE_DATE, Alternative, Conflict, State, Wish
from conference.booking.series import Date, Series, expand
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.span import Span
from conference.people.models import User
from conference.venue import queries as venue_queries
from conference.venue.models import LayoutName, Room
from conference.venue.rules import House, RoomFacts

OnConflict = Literal["refuse", "skip"]
CURED_BY_CHANGE = {
    "room-taken",
    "room-closed",
    "outside-opening-hours",
    "over-capacity",
    "over-legal-capacity",
    "layout-unknown",
    "room-out-of-service",
}
IN_THE_WAY = {"room-taken", "room-closed"}
MOST_CANDIDATES = 12


@dataclass(frozen=True)
class PlannedDate:
    """One date with what stands against it. Without a span it does not exist: the clocks jump over its beginning."""

    wall: datetime
    span: Span | None
    objections: tuple[Objection, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_free(self) -> bool:
        return self.span is not None and not self.objections

    @property
    def reason(self) -> str:
        """Why it does not take place, in the reader's language."""
        return " ".join(str(each.message) for each in self.objections)


@dataclass(frozen=True)
class Plan:
    """`occurrences` would take place, `skipped` not; any objection: nothing can be booked so. `dates` are both, in order."""

    wish: Wish
    house: House
    dates: tuple[PlannedDate, ...]
    objections: list[Objection]
    alternatives: list[Alternative] = field(default_factory=list)
    series: Series | None = None

    @property
    def occurrences(self) -> list[PlannedDate]:
        return [each for each in self.dates if each.is_free]

    @property
    def skipped(self) -> list[PlannedDate]:
        return [each for each in self.dates if not each.is_free]

    @property
    def conflicts(self) -> list[Conflict]:
        return [conflict for each in self.dates for conflict in each.conflicts]

    def refusal(self, by: User | None) -> Refused:
        """The refusal that programs and pages get: conflicts (as far as `by` may see them) and what is free instead."""
        return Refused(
            self.objections,
            conflicts=[said_conflict(each, by, self.house.zone) for each in self.conflicts],
            alternatives=[said_alternative(each, self.house.zone) for each in self.alternatives],
        )


def plan_booking(
    *, room: Room | RoomFacts, span: Span, by: User | None, now: datetime, layout: LayoutName | None = None, attendance: int | None = None,
    setup_minutes: int | None = None, teardown_minutes: int | None = None, state: State = State.CONFIRMED, rrule: str | None = None,
    on_conflict: OnConflict = "refuse", override_reason: str | None = None, but_not: Collection[int] = (), stands: Span | None = None,
    **_untouched: Any,
) -> Plan:  # fmt: skip
    """What `book_room` would do with the same facts; writes nothing. `but_not` are occurrences to look past (a move), which
    `stands` in this room then: no alternative to going elsewhere.

    Raises Refused (422) only for a rule that cannot be read; everything else stands in the plan's objections.
    """
    house, facts = venue_queries.house(), venue_queries.facts_of(room)
    before, after = facts.turnover(layout)
    wish = Wish(
        facts, layout, attendance, before if setup_minutes is None else setup_minutes, after if teardown_minutes is None else teardown_minutes
    )
    series = Series.of(span, house.zone, rrule) if rrule else None
    dates = expand(series) if series else [Date(span.start.astimezone(ZoneInfo(house.zone)).replace(tzinfo=None), span)]
    staff = override(by)
    in_general = rules.overridden(rules.objections_to_room(wish), reason=override_reason, may_override=staff)
    if any(each.code == "set-up-too-long" for each in in_general):
        return Plan(wish, house, tuple(PlannedDate(each.wall, each.span) for each in dates), in_general, series=series)
    judged = judge(wish, dates, house=house, now=now, but_not=but_not, reason=override_reason if staff else None)
    objections = [*in_general, *_overlap_of_itself(wish, judged), *_forbidding(judged, on_conflict)]
    plan = Plan(wish, house, judged, objections, series=series)
    if {each.code for each in objections} & CURED_BY_CHANGE:
        spans = [each.span for each in dates if each.span]
        plan.alternatives.extend(alternatives(wish, spans, house=house, now=now, but_not=but_not, stands=stands))
    return plan


def judge(
    wish: Wish, dates: Sequence[Date], *, house: House, now: datetime, but_not: Collection[int] = (), reason: str | None = None
) -> tuple[PlannedDate, ...]:
    """Each date with its objections and conflicts; two statements, however many dates."""
    claimed = [wish.claimed(each.span) for each in dates if each.span]
    if not claimed:
        return tuple(PlannedDate(each.wall, None, (_does_not_exist(each, house),)) for each in dates)
    window = Span(min(claimed).start, max(each.end for each in claimed))
    busy = Occupancy(queries.busy(window, wish.room.unit_ids, but_not=but_not))
    hits = {each.span: list(busy.hits(wish.room.unit_ids, wish.claimed(each.span))) for each in dates if each.span}
    known = {each.key: each for each in queries.conflicts([hit for every in hits.values() for hit in every], house)}
    judged = []
    for each in dates:
        if each.span is None:
            judged.append(PlannedDate(each.wall, None, (_does_not_exist(each, house),)))
            continue
        conflicts = tuple(known[key] for key in dict.fromkeys((hit.occurrence_id, hit.closure_id) for hit in hits[each.span]))
        against = rules.overridden(rules.objections_to_span(wish, each.span, house=house, now=now), reason=reason, may_override=True)
        judged.append(PlannedDate(each.wall, each.span, (*against, *rules.objections_to_conflicts(wish, conflicts)), conflicts))
    return tuple(judged)


def plan_dates(booking: Booking, occurrences: Sequence[Occurrence], *, now: datetime) -> Plan:
    """What stands against these dates of a booking as it is, each in its own room: other bookings, closures, a room that is
    out of service. What was agreed once (hours, numbers) is not asked again. Two statements per room."""
    house, place = venue_queries.house(), ZoneInfo(booking.zone)
    ids = [each.id for each in occurrences]
    judged: list[PlannedDate] = []
    wish = wish_of(booking, house.by_id[booking.room_id])
    objections = [each for each in rules.objections_to_room(wish) if each.code == "room-out-of-service"]
    for room_id in dict.fromkeys(each.room_id for each in occurrences):
        dates = [Date(each.starts_at.astimezone(place).replace(tzinfo=None), each.span) for each in occurrences if each.room_id == room_id]
        found = judge(wish_of(booking, house.by_id[room_id]), dates, house=house, now=now, but_not=ids)
        judged += [replace(each, objections=tuple(why for why in each.objections if why.code in IN_THE_WAY)) for each in found]
    plan = Plan(wish, house, tuple(judged), [*objections, *_forbidding(judged, "refuse")])
    if plan.objections:
        plan.alternatives.extend(alternatives(wish, [each.span for each in judged if each.span], house=house, now=now, but_not=ids))
    return plan


def wish_of(booking: Booking, room: RoomFacts) -> Wish:
    """What a booking wants of a room."""
    return Wish(room, booking.layout, booking.attendance, booking.setup_minutes, booking.teardown_minutes)


def alternatives(
    wish: Wish, spans: Sequence[Span], *, house: House, now: datetime, but_not: Collection[int] = (), stands: Span | None = None
) -> list[Alternative]:
    """At most three that are free: the same room at near times (but where it `stands`), similar rooms at the same time. Two
    statements."""
    if not spans or wish.setup_minutes > rules.MOST_MINUTES or spans[0].length > rules.LONGEST:
        return []
    around = Span(spans[0].start - timedelta(days=DAYS_AROUND + 2), max(each.end for each in spans) + timedelta(days=DAYS_AROUND + 2))
    serves = not rules.objections_to_room(wish)
    own = Occupancy(queries.busy(around, wish.room.unit_ids, but_not=but_not)) if serves else Occupancy(())
    times = other_times(wish, spans, house, own, now=now) if serves else iter(())
    units = {unit for room in similar_rooms(wish, house)[:MOST_CANDIDATES] for unit in room.unit_ids}
    window = Span(spans[0].start - timedelta(days=1), max(each.end for each in spans) + timedelta(days=1))
    theirs = Occupancy(queries.busy(window, units, but_not=but_not))
    rooms = (each for each in other_rooms(wish, spans, house, theirs) if units.issuperset(each.room.unit_ids))
    return chosen((each for each in times if each.span != stands), rooms)


def said_conflict(conflict: Conflict, by: User | None, zone: str) -> dict[str, Any]:
    """A conflict for programs: the times always, whose it is only to those who may see it."""
    place = ZoneInfo(zone)
    said: dict[str, Any] = {
        "room": conflict.room.slug,
        "starts_at": conflict.span.start.astimezone(place).isoformat(),
        "ends_at": conflict.span.end.astimezone(place).isoformat(),
    }
    if conflict.is_closure:
        said["closed"] = True
    if see_conflict(by, conflict):
        said |= {"title": conflict.title, "organisation": str(conflict.organisation or "")}
    return said


def said_alternative(alternative: Alternative, zone: str) -> Mapping[str, Any]:
    place = ZoneInfo(zone)
    return {
        "room": alternative.room.slug,
        "starts_at": alternative.span.start.astimezone(place).isoformat(),
        "ends_at": alternative.span.end.astimezone(place).isoformat(),
    }


def _does_not_exist(date: Date, house: House) -> Objection:
    facts = {"day": date.wall.date(), "at": date.wall.time(), "city": ZoneInfo(house.zone)}
    return Objection("time-does-not-exist", _("%(day)s, %(at)s does not exist in %(city)s: the clocks jump over it.", **facts), field="recurrence")


def _overlap_of_itself(wish: Wish, dates: Sequence[PlannedDate]) -> list[Objection]:
    claimed = [wish.claimed(each.span) for each in dates if each.span]
    if any(first.overlaps(second) for first, second in pairwise(claimed)):
        return [Objection("series-overlaps-itself", _("A date of this series begins before the one before it has ended."), field="recurrence")]
    return []


def _forbidding(dates: Sequence[PlannedDate], on_conflict: OnConflict) -> list[Objection]:
    """What of the dates' objections forbids the whole: with `skip` only what is not of one date, or that no date is left."""
    existing = [each for each in dates if each.span]
    by_code = {objection.code: objection for each in existing for objection in each.objections}
    counted = Counter(code for each in existing for code in {objection.code for objection in each.objections})
    if on_conflict == "skip" and any(each.is_free for each in existing):
        return [objection for code, objection in by_code.items() if code not in OF_ONE_DATE]
    if len(dates) == 1:
        return list(by_code.values())
    if not existing:
        return [dates[0].objections[0]] if dates else []
    facts = {"all": len(dates)}
    return [
        Objection(code, _("%(number)s of %(all)s dates: %(why)s", number=counted[code], why=each.message, **facts), field=each.field)
        for code, each in by_code.items()
    ]
