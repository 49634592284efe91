"""What becomes of letters in a storm: owed, in the outbox, at the mail server. The one place that knows where each of them is."""

from collections import Counter
from datetime import timedelta
from threading import Event as Flag

from sqlalchemy import select

from conference.booking.models import Booking
from conference.kernel import clock, jobs, outbox
from conference.kernel.database import db
from conference.kernel.mail import Delivery, Letter
from conference.kernel.owed import LetterOwed
from conference.registration.models import Registration

# every lease of those that were killed has run out by then
LATER = timedelta(hours=1)


def owed() -> Counter[str]:
    """How many letters are owed about each booking and registration and not written yet."""
    return Counter(db.session.scalars(select(LetterOwed.about)))


def written() -> Counter[str]:
    """How many letters are in the outbox, or have left it, about each."""
    return Counter(db.session.scalars(select(Letter.about)))


def each_is_owed_or_written_once() -> None:
    """The letter of a booking or a registration is in one place: never in both, never in none."""
    db.session.rollback()
    causes = [*db.session.scalars(select(Registration)), *db.session.scalars(select(Booking))]
    assert owed() + written() == Counter(each.entity for each in causes)


def everything_leaves() -> None:
    """A worker of the time after comes, when leases have run out, until there is nothing left to do."""
    with clock.at(clock.now() + LATER):
        while jobs.run_due(Flag()):
            pass
    db.session.rollback()
    assert (owed(), outbox.counts()[Delivery.WAITING], outbox.counts()[Delivery.DEAD]) == (Counter(), 0, 0)


def arrived_once(mailbox, *, killed: int) -> None:
    """Every letter is at the mail server, once; a second copy only of what a killed worker had in its hands, known by its name."""
    db.session.rollback()
    letters = db.session.scalars(select(Letter)).all()
    assert set(mailbox.ids) == {letter.message_id for letter in letters}
    assert len(mailbox.ids) - len(letters) <= killed
    ids = {(message["To"], message["Message-ID"]) for message in mailbox.arrived if message["To"].startswith("guest-")}
    assert Counter(to for to, _id in ids) == Counter(guest.email for guest in db.session.scalars(select(Registration)))
