"""What must be so after a storm, whatever ended it: every answered call is there once, nothing is half there, no limit is passed."""

from collections import Counter

from sqlalchemy import func, select, text

from conference.api.models import IdempotencyKey
from conference.booking.models import Booking, Occurrence
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.programme.models import Event
from conference.registration.models import CheckIn, ManageLink, Registration
from conference.registration.rules import ScanResult
from conference.venue.models import RoomUnit
from tests.storms import post

PLACES = 60
OVERLAPS = """SELECT a.id, b.id FROM claim a JOIN claim b ON a.unit_id = b.unit_id AND a.id < b.id AND a.blocking AND b.blocking
              AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"""


def there_exactly_once(calls):
    """Each call that was answered 201 has its rows, once; one that was not has them all or none."""
    db.session.rollback()
    bookings = {booking.title: booking for booking in db.session.scalars(select(Booking))}
    guests = {guest.given_name: guest for guest in db.session.scalars(select(Registration))}
    scans = {scan.nonce: scan for scan in db.session.scalars(select(CheckIn))}
    found = {"booking": bookings, "registration": guests, "check-in": scans}
    for call in calls:
        name = {"booking": call.body.get("title"), "registration": call.key, "check-in": call.key}[call.kind]
        row = found[call.kind].get(name)
        if call.answer is None:
            continue
        assert (row is not None) == call.made, call
        if not call.made:
            continue
        if call.kind == "booking":
            assert row.uid == call.said["id"]
            assert [each.uid for each in row.occurrences] == [each["id"] for each in call.said["occurrences"]]
        elif call.kind == "registration":
            assert (row.code, row.state) == (call.said["code"], call.said["status"])
        else:
            assert row.result == call.said["result"]


def nothing_half_there():
    """Every booking has its claims, every registration its letter, link and number; no limit is passed."""
    bookings = db.session.scalars(select(Booking)).all()
    assert max(Counter(booking.title for booking in bookings).values()) == 1
    units = {}
    for room_id, unit_id in db.session.execute(select(RoomUnit.room_id, RoomUnit.unit_id)):
        units.setdefault(room_id, []).append(unit_id)
    for occurrence in db.session.scalars(select(Occurrence)).unique():
        assert [(claim.unit_id, claim.blocking) for claim in occurrence.claims] == [(unit, True) for unit in sorted(units[occurrence.room_id])]
    assert all(len(booking.occurrences) == 1 for booking in bookings)
    assert db.session.execute(text(OVERLAPS)).all() == []

    guests = db.session.scalars(select(Registration).order_by(Registration.queue_number)).all()
    assert [guest.queue_number for guest in guests] == list(range(1, len(guests) + 1))
    assert max(Counter(guest.given_name for guest in guests).values()) == 1
    assert [guest.state.value for guest in guests] == (["confirmed"] * PLACES + ["waitlisted"] * len(guests))[: len(guests)]
    ids = [guest.id for guest in guests]
    post.each_is_owed_or_written_once()
    assert sorted(set(db.session.scalars(select(ManageLink.registration_id)))) == sorted(ids)

    admitted = select(CheckIn.registration_id).where(CheckIn.result == ScanResult.ADMITTED)
    assert max(Counter(db.session.scalars(admitted)).values(), default=1) == 1
    told = Counter(db.session.scalars(select(Change.entity).where(Change.action.in_(["registered"]))))
    assert told == Counter(guest.entity for guest in guests)
    placed = set(db.session.scalars(select(Change.entity).where(Change.entity.startswith("booking:"))))
    assert placed == {booking.entity for booking in bookings}
    assert db.session.scalar(select(func.count()).where(IdempotencyKey.answer.is_(None)).select_from(IdempotencyKey)) == 0
    assert db.session.scalars(select(Event)).one().slug == "congress"
