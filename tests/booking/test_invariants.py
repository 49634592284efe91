"""Whatever people do in whatever order: no two blocking claims of a unit overlap, and ranks are what they are said to be."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from conference.booking import queries
from conference.booking.actions import (
    book_room,
    cancel_booking,
    change_booking,
    confirm_option,
    lapse_options,
    move_booking,
    release_option,
    restore_booking,
)
from conference.booking.models import Booking, Claim, Occurrence
from conference.booking.rules import OccurrenceState, State
from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.venue.models import Room
from tests import make
from tests.make import MONDAY, hours

ROOMS = ("hall-a", "hall-b", "hall-c", "hall-ab", "hall")
step = st.tuples(
    st.sampled_from(["book", "book", "option", "option", "move", "confirm", "release", "cancel", "restore", "longer", "lapse", "series"]),
    st.integers(0, 11), st.sampled_from(ROOMS), st.integers(0, 9), st.integers(1, 3),
)  # fmt: skip


def take(name, number, room, start, length, *, who, now):
    """One step, on the number-th booking there is; what is refused is refused."""
    bookings = db.session.scalars(select(Booking).order_by(Booking.id)).all()
    booking = bookings[number % len(bookings)] if bookings else None
    by, rooms, span = who[number % 2], {each.slug: each for each in db.session.scalars(select(Room))}, hours(24 + start, length)
    facts = {"room": rooms[room], "span": span, "title": "x", "organisation": by.grants[0].organisation, "by": by, "now": now}
    try:
        match name:
            case "book" | "option":
                book_room(**facts, state=State.OPTION if name == "option" else State.CONFIRMED, setup_minutes=30 * (number % 3))
            case "series":
                book_room(**facts, rrule="FREQ=DAILY;COUNT=3", on_conflict="skip", state=State.OPTION if number % 2 else State.CONFIRMED)
            case "lapse":
                lapse_options(now + timedelta(days=start))
            case _ if booking is None:
                return
            case "move":
                move_booking(booking, span=span, room=rooms[room], by=by, now=now, occurrence=booking.occurrences[0] if booking.is_series else None)
            case "confirm":
                confirm_option(booking, by=by, now=now)
            case "release":
                release_option(booking, by=by, now=now)
            case "cancel":
                cancel_booking(booking, by=by, now=now, occurrence=booking.occurrences[-1] if start % 2 else None)
            case "restore":
                restore_booking(booking, by=by, now=now, occurrence=booking.occurrences[-1] if start % 2 else None)
            case "longer":
                change_booking(booking, setup_minutes=30 * length, by=by, now=now)
    except Refused:
        pass


def check_no_overlap():
    pairs = """SELECT count(*) FROM claim a JOIN claim b ON a.unit_id = b.unit_id AND a.id < b.id AND a.blocking AND b.blocking
               AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"""
    assert db.session.scalar(text(pairs)) == 0


def check_claims():
    """What takes place claims its room's units, set-up and clear-away included, and blocks when it is confirmed; nothing else claims."""
    expected = set()
    for booking in db.session.scalars(select(Booking)):
        for each in booking.occurrences:
            if each.state is OccurrenceState.PLANNED and booking.state.is_live:
                span = each.span.widened(before=booking.setup_minutes, after=booking.teardown_minutes)
                units = next(room.unit_ids for room in db.session.scalars(select(Room)) if room.id == each.room_id)
                expected |= {(unit, span.start, span.end, booking.state is State.CONFIRMED) for unit in units}
    assert {(each.unit_id, each.starts_at, each.ends_at, each.blocking) for each in db.session.scalars(select(Claim))} == expected


def check_ranks():
    """Rank by the query is the place among the live options that overlap, counted one by one."""
    options = db.session.scalars(select(Booking).where(Booking.state == State.OPTION)).all()
    dates = [each for booking in options for each in booking.occurrences if each.state is OccurrenceState.PLANNED]
    ranks = queries.ranks([each.id for each in dates])

    def meet(one, other):
        return any(a.unit_id == b.unit_id and a.span.overlaps(b.span) for a in one.claims for b in other.claims)

    for date in dates:
        me = date.booking
        before = {other.booking_id for other in dates if (other.booking.placed_at, other.booking_id) < (me.placed_at, me.id) and meet(date, other)}
        assert ranks[date.id] == 1 + len(before)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=3, max_size=14))
def test_no_sequence_of_steps_breaks_what_must_hold(app, both_engines, steps):
    with app.app_context():
        if not db.session.scalar(select(Room.id)):
            make.centre()
        for table in (Claim, Occurrence, Booking):
            db.session.execute(delete(table))
        db.session.commit()
        who = [db.session.scalars(select(make.User).where(make.User.email == f"{name}@example.org")).one() for name in ("alice", "bob")]
        for number, each in enumerate(steps):
            take(*each, who=who, now=MONDAY + timedelta(minutes=number))
            db.session.expire_all()
            check_no_overlap()
        check_claims()
        check_ranks()
        db.session.rollback()
