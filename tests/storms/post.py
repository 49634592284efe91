"""What becomes of letters in a storm: owed, in the outbox, at the mail server. The one place that knows where each of them is."""

from collections import Counter
from datetime import timedelta
from threading import Event as Flag

from sqlalchemy import select

from conference.kernel import clock, jobs, outbox
from conference.kernel.database import db
from conference.kernel.mail import Delivery, Letter
from conference.registration.models import LetterDue, Registration

# every lease of those that were killed has run out by then
LATER = timedelta(hours=1)


def owed() -> Counter[str]:
    """How many letters are owed about each registration and not written yet."""
    return Counter(each.registration.entity for each in db.session.scalars(select(LetterDue)))


def written(about: str = "registration:") -> Counter[str]:
    """How many letters are in the outbox, or have left it, about each registration."""
    return Counter(db.session.scalars(select(Letter.about).where(Letter.about.startswith(about))))


def each_is_owed_or_written_once() -> None:
    """A registration's letter is in one place: never in both, never in none."""
    db.session.rollback()
    assert owed() + written() == Counter(guest.entity for guest in db.session.scalars(select(Registration)))


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
