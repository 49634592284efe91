"""What bookings hold of a person goes along with them, and what they wrote goes away with them."""

from sqlalchemy import select

from conference.booking.actions import book_room, change_booking
from conference.booking.models import Booking
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.people import erasure
from tests import make
from tests.make import MONDAY, hours


def test_own_bookings_are_in_the_file_that_people_get(app):
    centre = make.centre()
    book_room(room=centre.seminar, span=hours(1), title="Club", note="Ring 0123", organisation=centre.institute, by=centre.alice, now=MONDAY)
    told = erasure.export_data(centre.alice.person)["bookings"]
    assert [(each["title"], each["note"], each["room"], each["dates"]) for each in told["made"]] == [
        ("Club", "Ring 0123", "seminar-1", ["2027-03-01T09:00:00+00:00"])
    ]


def test_notes_are_erased_with_who_wrote_them_and_the_booking_stays(app, both_engines):
    centre = make.centre()
    booking = book_room(
        room=centre.seminar, span=hours(1), title="Club", note="Ring 0123", organisation=centre.institute, by=centre.alice, now=MONDAY
    )
    change_booking(booking, note="Ring 0456", by=centre.alice, now=MONDAY)
    erasure.erase_person(centre.alice.person, by=centre.ada, now=MONDAY)
    assert [(each.title, each.note) for each in db.session.scalars(select(Booking))] == [("Club", "")]
    assert not [each for each in db.session.scalars(select(Change)) if "Ring" in f"{each.before} {each.after}"]
