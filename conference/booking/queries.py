"""Named reads of bookings, one statement each. What is asked of many rooms at once comes as plain rows, not as objects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, func, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased

from conference.booking.diary import Entry, Shut
from conference.booking.models import Booking, Claim, Occurrence
from conference.booking.rules import LONGEST, MOST_MINUTES, Busy, Conflict, OccurrenceState, State
from conference.booking.rules_search import Availability, Sought, judged, widest_turnover
from conference.kernel.database import UTCDateTime, db
from conference.kernel.span import Span
from conference.people.models import Organisation
from conference.venue import queries as venue_queries
from conference.venue.models import Closure, Room
from conference.venue.rules import House, LayoutName

DIARY = "diary"  # the stamp that every change of any booking or closure raises: what is free, over all rooms
# No claim of a booking is longer: so the index on the beginning bounds the search on both sides.
LONGEST_CLAIM = LONGEST + 2 * timedelta(minutes=MOST_MINUTES)


def lock_units(unit_ids: Collection[int]) -> None:
    """Take turns at these rooms until the end of the transaction, in one order, so that what is free stays free and nobody
    waits in a circle. SQLite needs none: its writing transactions take turns anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(Room.id).where(Room.id.in_(unit_ids)).order_by(Room.id).with_for_update(key_share=True)).all()


def busy(window: Span, unit_ids: Collection[int] | None = None, *, but_not: Collection[int] = ()) -> list[Busy]:
    """When atomic rooms are occupied by confirmed bookings and closures, as far as it overlaps the window.

    `unit_ids` None asks for all of them; `but_not` leaves out these occurrences (a booking that is to move).
    """
    told: dict[str, object] = {"start": window.start, "end": window.end, "bound": window.start - LONGEST_CLAIM}
    if unit_ids is not None:
        told["units"] = list(unit_ids)
    db.session.flush()
    rows = db.session.connection().execute(_busy(everywhere=unit_ids is None), told)
    return [Busy(unit, Span(start, end), occurrence, closure) for unit, start, end, occurrence, closure in rows if occurrence not in but_not]


@cache
def _busy(*, everywhere: bool) -> CompoundSelect[int, datetime, datetime, int, int]:
    """The statement, made once: making it costs more than running it."""
    columns = (Claim.unit_id, Claim.starts_at, Claim.ends_at, Claim.occurrence_id, Claim.closure_id)
    start, end, bound = (bindparam(name, type_=UTCDateTime) for name in ("start", "end", "bound"))
    there = [Claim.blocking, Claim.starts_at < end, Claim.ends_at > start]
    if not everywhere:
        there.append(Claim.unit_id.in_(bindparam("units", expanding=True, type_=Claim.unit_id.type)))
    # Written so that SQLite does not look for all claims without a closure in the index of closures: it would read every booking.
    bookings = select(*columns).where(*there, func.coalesce(Claim.closure_id, 0) == 0, Claim.starts_at > bound)
    return union_all(bookings, select(*columns).where(*there, Claim.closure_id > 0))


def free_rooms(
    span: Span | None, attendance: int | None = None, layout: LayoutName | None = None, features: Collection[str] = (), *, now: datetime
) -> list[Availability]:
    """Every room in service, those that are free and fit first, the others with every reason why not. One statement beside
    the house, however many rooms and bookings there are; none without a span."""
    house = venue_queries.house()
    sought = Sought(span, attendance, layout, frozenset(features))
    if span is None or span.length > LONGEST:
        return judged(sought, house, [], now=now)
    before, after = widest_turnover(house, layout)
    return judged(sought, house, busy(span.widened(before=before, after=after)), now=now)


def conflicts(found: Collection[Busy], house: House) -> list[Conflict]:
    """What these claims belong to, each booking's date and each closure once, in the order of time."""
    spans: dict[tuple[int | None, int | None], Span] = {(each.occurrence_id, each.closure_id): each.span for each in found}
    occurrence_ids = [occurrence for occurrence, _closure in spans if occurrence is not None]
    closure_ids = [closure for _occurrence, closure in spans if closure is not None]
    known: list[Conflict] = []
    if occurrence_ids:
        columns = (Booking.uid, Booking.title, Booking.organisation_id, Booking.holder_id, Booking.is_public, Organisation.name)
        for row in db.session.execute(
            select(Occurrence.id, Occurrence.room_id, *columns)
            .join(Booking, Booking.id == Occurrence.booking_id)
            .join(Organisation, Organisation.id == Booking.organisation_id)
            .where(Occurrence.id.in_(occurrence_ids))
        ):
            whose = {"organisation_id": row.organisation_id, "organisation": row.name, "holder_id": row.holder_id}
            known.append(
                Conflict(
                    house.by_id[row.room_id],
                    spans[row.id, None],
                    booking_uid=row.uid,
                    title=row.title,
                    is_public=row.is_public,
                    key=(row.id, None),
                    **whose,
                )
            )
    if closure_ids:
        closed = db.session.execute(select(Closure.id, Closure.room_id, Closure.reason).where(Closure.id.in_(closure_ids)))
        known += [Conflict(house.by_id[room], spans[None, id], True, title=reason, key=(None, id)) for id, room, reason in closed]
    return sorted(known, key=lambda each: (each.span, each.room.id))


def ranks(occurrence_ids: Collection[int]) -> dict[int, int]:
    """The place in line of each of these dates of options: 1 + the options placed before it that want any of the same
    space at any of the same time. Derived, never stored; dates of other bookings are not in the answer. One statement."""
    rows = db.session.execute(_ranks(), {"dates": list(occurrence_ids)})
    return {row[0]: row[1] + 1 for row in rows}


@cache
def _ranks() -> Select[int, int]:
    """The statement, made once: making it costs more than running it."""
    mine, mine_at, me = aliased(Claim), aliased(Occurrence), aliased(Booking)
    theirs, their_date, they = aliased(Claim), aliased(Occurrence), aliased(Booking)
    before = tuple_(they.placed_at, they.id) < tuple_(me.placed_at, me.id)
    return (
        select(mine_at.id, func.count(func.distinct(they.id)))
        .select_from(mine_at)
        .join(me, me.id == mine_at.booking_id)
        .join(mine, mine.occurrence_id == mine_at.id)
        .outerjoin(
            theirs, and_(theirs.unit_id == mine.unit_id, theirs.starts_at < mine.ends_at, theirs.ends_at > mine.starts_at, theirs.id != mine.id)
        )
        .outerjoin(their_date, their_date.id == theirs.occurrence_id)
        .outerjoin(they, and_(they.id == their_date.booking_id, they.state == State.OPTION, before))
        .where(mine_at.id.in_(bindparam("dates", expanding=True)), me.state == State.OPTION)
        .group_by(mine_at.id)
    )


def worst_ranks(booking_ids: Collection[int]) -> dict[int, int]:
    """The place in line of each of these options, by its worst date. Two statements."""
    dates = select(Occurrence.id, Occurrence.booking_id).where(Occurrence.booking_id.in_(booking_ids), Occurrence.state == OccurrenceState.PLANNED)
    of = {row.id: row.booking_id for row in db.session.execute(dates)} if booking_ids else {}
    worst: dict[int, int] = {}
    for occurrence_id, rank in (ranks(list(of)) if of else {}).items():
        worst[of[occurrence_id]] = max(rank, worst.get(of[occurrence_id], 0))
    return worst


def next_dates(booking_ids: Collection[int], now: datetime) -> dict[int, tuple[Span, int]]:
    """The next date of each booking (its last one when none is to come) and how many there are in all. One statement."""
    rows = db.session.execute(
        select(Occurrence.booking_id, Occurrence.starts_at, Occurrence.ends_at)
        .where(Occurrence.booking_id.in_(booking_ids), Occurrence.state != OccurrenceState.SKIPPED)
        .order_by(Occurrence.starts_at)
    )
    spans: dict[int, list[Span]] = {}
    for booking_id, start, end in rows:
        spans.setdefault(booking_id, []).append(Span(start, end))
    return {booking_id: (next((each for each in every if each.end > now), every[-1]), len(every)) for booking_id, every in spans.items()}


def rank_of(booking: Booking) -> int | None:
    """The option's place in line: the worst of its dates; None for what is no option."""
    if booking.state is not State.OPTION:
        return None
    return max(ranks([each.id for each in booking.occurrences if each.state is OccurrenceState.PLANNED]).values(), default=1)


def waiting(booking: Booking, *, later: bool = False) -> list[Booking]:
    """The other options that want any of the same space at any of the same time, in their order; with `later` only those that
    came after it. One plain statement, another where there are any."""
    db.session.flush()
    told = {"dates": [each.id for each in booking.occurrences], "me": booking.id}
    if later:
        told["placed_at"] = booking.placed_at
    ids = db.session.connection().execute(_waiting(later), told).scalars().all()
    return list(db.session.scalars(select(Booking).where(Booking.id.in_(ids)).order_by(Booking.placed_at, Booking.id))) if ids else []


@cache
def _waiting(later: bool) -> Select[int]:
    """The statement, made once: making it costs more than running it."""
    mine, theirs, me = aliased(Claim), aliased(Claim), bindparam("me", type_=Booking.id.type)
    overlap = and_(theirs.unit_id == mine.unit_id, theirs.starts_at < mine.ends_at, theirs.ends_at > mine.starts_at)
    ids = (
        select(Occurrence.booking_id)
        .join(theirs, theirs.occurrence_id == Occurrence.id)
        .join(mine, overlap)
        .where(mine.occurrence_id.in_(bindparam("dates", expanding=True)))
    )
    wanted = [Booking.state == State.OPTION, Booking.id != me, Booking.id.in_(ids)]
    if later:
        wanted.append(tuple_(Booking.placed_at, Booking.id) > tuple_(bindparam("placed_at", type_=UTCDateTime), me))
    return select(Booking.id).where(*wanted)


def first_in_line(bookings: Collection[Booking]) -> set[int]:
    """Which of these options (their ids) stand first on every date that takes place."""
    dates = {each.id: booking.id for booking in bookings for each in booking.occurrences if each.state is OccurrenceState.PLANNED}
    behind = {dates[occurrence_id] for occurrence_id, rank in ranks(list(dates)).items() if rank > 1} if dates else set()
    return {booking.id for booking in bookings} - behind


def due_to_lapse(now: datetime) -> Select[Booking]:
    """Options whose time to decide is over."""
    return select(Booking).where(Booking.state == State.OPTION, Booking.expires_at <= now).order_by(Booking.expires_at, Booking.id)


def bookings_of(organisation_ids: Collection[int] | None, *, holder_id: int | None = None) -> ColumnElement[bool]:
    """The condition for bookings of these organisations (None: of all) or held by this user."""
    if organisation_ids is None:
        return Booking.id.is_not(None)
    return or_(Booking.organisation_id.in_(organisation_ids), Booking.holder_id == holder_id)


def diary(window: Span, room_ids: Collection[int] | None = None) -> list[Entry]:
    """Every date of options and bookings that takes place in the window, in these rooms (None: in all), in the order of time.
    One statement."""
    columns = (Booking.uid, Booking.title, Booking.state, Booking.setup_minutes, Booking.teardown_minutes, Booking.organisation_id,
               Organisation.name, Booking.holder_id, Booking.is_public, Booking.rrule.is_not(None), Booking.attendance, Occurrence.id)  # fmt: skip
    wanted = [
        Occurrence.state == OccurrenceState.PLANNED, Occurrence.starts_at < window.end, Occurrence.ends_at > window.start,
        Occurrence.starts_at > window.start - LONGEST_CLAIM,
    ]  # fmt: skip
    if room_ids is not None:
        wanted.append(Occurrence.room_id.in_(room_ids))
    rows = db.session.execute(
        select(Occurrence.uid, Occurrence.room_id, Occurrence.starts_at, Occurrence.ends_at, *columns)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .where(*wanted)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return [Entry(uid, room_id, Span(start, end), *facts) for uid, room_id, start, end, *facts in rows]


def ranked(entries: list[Entry]) -> list[Entry]:
    """The same with the place in line of each date of an option. One statement, none where there is no option."""
    options = [each.occurrence_id for each in entries if each.state is State.OPTION]
    places = ranks(options) if options else {}
    return [replace(each, rank=places[each.occurrence_id]) if each.occurrence_id in places else each for each in entries]


def closures(window: Span, room_ids: Collection[int] | None = None) -> list[Shut]:
    """The closures that touch the window and were not lifted. One statement."""
    wanted = [Closure.lifted_at.is_(None), Closure.starts_at < window.end, Closure.ends_at > window.start]
    if room_ids is not None:
        wanted.append(Closure.room_id.in_(room_ids))
    rows = db.session.execute(select(Closure.room_id, Closure.starts_at, Closure.ends_at, Closure.reason, Closure.uid).where(*wanted))
    return [Shut(room_id, Span(start, end), reason, uid) for room_id, start, end, reason, uid in rows]


def planned(booking: Booking) -> Sequence[Occurrence]:
    """The dates on which it takes place, in order."""
    return [each for each in booking.occurrences if each.state is OccurrenceState.PLANNED]
