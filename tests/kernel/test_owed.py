"""Letters that are owed are each written once, whoever dies, fails or is slow; none is lost, none keeps another waiting."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.booking.actions import book_room
from conference.kernel import clock, owed, telemetry
from conference.kernel.database import db, transaction
from conference.kernel.mail import Letter, Mail
from conference.kernel.outbox import erase_letters
from conference.kernel.owed import LetterOwed, Written
from tests import make
from tests.fixtures import ROOT
from tests.fixtures.servers import environment_of, wait_until
from tests.make import MONDAY, hours

AFTER_THE_LEASE = MONDAY + owed.LEASE


@pytest.fixture
def writer(app, monkeypatch):
    """Writes letters about things; what happens while it writes one is put into `on`, by the thing's name."""
    on = {}

    def write(note):
        act = on.get(note.about, lambda: True)
        mail = Mail(to="ana@example.org", locale="en", subject=note.kind, text="Hello\n", about=note.about)
        return Written(mail, lambda: said) if (said := act()) is not None else None

    monkeypatch.setitem(app.extensions[owed.WRITERS], "thing", write)
    return on


@transaction
def owe(*names, kind="told"):
    for name in names:
        owed.owe(kind, f"thing:{name}", now=MONDAY)


def write(at=MONDAY):
    with clock.at(at):
        return owed.write_letters(at)


def outbox():
    db.session.rollback()
    return list(db.session.scalars(select(Letter.about).order_by(Letter.id)))


def notes():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(LetterOwed))


def test_note_and_letter_change_places(writer, both_engines):
    owe("a", "b")
    assert (write(), outbox(), notes()) == (2, ["thing:a", "thing:b"], 0)
    assert write() == 0


def test_nothing_is_owed_for_what_did_not_happen(writer, both_engines):
    @transaction
    def fails():
        owe("a")
        raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert (write(), notes()) == (0, 0)


def test_a_note_is_not_due_before_its_time(writer):
    owe("a")
    assert write(MONDAY - timedelta(seconds=1)) == 0
    assert write() == 1


def test_a_worker_that_dies_while_it_writes_loses_nothing_and_nobody_writes_it_meanwhile(writer, both_engines):
    def dies():
        raise KeyboardInterrupt

    writer["thing:a"] = dies
    owe("a")
    with pytest.raises(KeyboardInterrupt):
        write()
    del writer["thing:a"]
    assert (write(), outbox(), notes()) == (0, [], 1)
    assert (write(AFTER_THE_LEASE), outbox(), notes()) == (1, ["thing:a"], 0)


def test_a_worker_that_slept_past_its_lease_posts_nothing(writer, both_engines):
    owe("a")
    writer["thing:a"] = lambda: write(AFTER_THE_LEASE) if not outbox() and writer.pop("thing:a") else True

    assert (write(), outbox(), notes()) == (0, ["thing:a"], 0)


def test_what_has_changed_while_it_was_written_is_written_again(writer, both_engines):
    owe("a")
    answers = [False, True]
    writer["thing:a"] = lambda: answers.pop(0)
    assert (write(), outbox(), answers) == (1, ["thing:a"], [])


def test_old_news_is_dropped(writer, both_engines):
    owe("a", "b")
    writer["thing:a"] = lambda: None
    assert (write(), outbox(), notes()) == (1, ["thing:b"], 0)


def test_what_is_erased_while_it_is_written_is_not_posted(writer, both_engines):
    owe("a", "b")
    writer["thing:a"] = lambda: erase_letters(["thing:a"]) == 0
    assert (write(), outbox(), notes()) == (1, ["thing:b"], 0)


def test_one_that_cannot_be_written_waits_longer_each_time_and_is_counted_and_keeps_no_other_waiting(writer, both_engines):
    def fails():
        raise LookupError("broken")

    owe("a", "b")
    writer["thing:a"] = fails
    with pytest.raises(LookupError):
        write()
    assert (write(), outbox(), owed.unwritten()) == (1, ["thing:b"], 0)
    with pytest.raises(LookupError):
        write(AFTER_THE_LEASE)
    assert (write(AFTER_THE_LEASE + owed.LEASE), owed.unwritten()) == (0, 1)
    assert b'centre_letters{state="unwritten"} 1.0' in telemetry.observed()
    writer.clear()
    assert (write(AFTER_THE_LEASE + 2 * owed.LEASE), outbox(), owed.unwritten()) == (1, ["thing:b", "thing:a"], 0)


def test_what_is_taken_back_says_what_it_was_to_tell(writer, both_engines):
    owe("a", "b")
    owe("a", kind="other")
    take_back = transaction(owed.take_back)
    assert take_back("told", ["thing:a", "thing:c"]) == {"thing:a": {}}
    assert (write(), outbox()) == (2, ["thing:b", "thing:a"])


def test_nobody_else_writes_about_a_thing(app):
    with pytest.raises(ValueError, match="two write letters about 'booking'"):
        owed.register(app, "booking", lambda note: None)


def test_four_workers_at_once_write_each_letter_once(app, writer, both_engines):
    names = [f"n{number}" for number in range(40)]
    owe(*names)
    db.session.rollback()
    start, told = threading.Barrier(4), []

    def work():
        with app.app_context():
            start.wait()
            told.append(write_frozen())

    def write_frozen():
        return sum(owed.write(note) for _turn in range(60) if (note := owed.take(now=MONDAY)))

    threads = [threading.Thread(target=work) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (sum(told), Counter(outbox()), notes()) == (40, Counter(f"thing:{name}" for name in names), 0)


@pytest.mark.slow
def test_two_real_workers_one_of_them_killed_write_every_booking_letter_once(app, both_engines):
    centre = make.centre()
    bookings = [book_room(room=centre.seminar, span=hours(number), title="Talk", organisation=centre.institute, by=centre.alice, now=MONDAY,
                          layout=None, setup_minutes=0, teardown_minutes=0).entity for number in range(8)]  # fmt: skip
    note_again([each for each in bookings for _copy in range(20)])
    workers = [start_worker(app), start_worker(app)]
    try:
        wait_until(lambda: len(outbox()) >= 5, why="some letters were written")
        os.kill(workers[0].pid, signal.SIGKILL)
        workers[0].wait()
        wait_until(lambda: notes() <= 1, why="the other one wrote the rest, but for what the dead one held")
    finally:
        workers[1].terminate()
        workers[1].wait(20)
    later = clock.now() + owed.LEASE
    write(later)

    assert notes() == 0
    assert Counter(outbox()) == dict.fromkeys(bookings, 20)


@transaction
def note_again(entities):
    """Each a letter of its own, due now; the notes of the bookings themselves are of the year after next and go."""
    owed.forget(entities)
    now = clock.now() - timedelta(seconds=1)
    for number, entity in enumerate(entities):
        owed.owe("booking_confirmed", entity, now=now, number=number)


def start_worker(app):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment_of(app), stdout=subprocess.DEVNULL)
