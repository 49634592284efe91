"""Letters leave once; a server that refuses, delays or drops loses none."""

import base64
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from conference.kernel import clock, outbox
from conference.kernel.database import db, transaction
from conference.kernel.mail import Attachment, Delivery, Letter, Mail, post
from conference.kernel.objection import Refused
from tests.fixtures import ROOT
from tests.fixtures.servers import environment_of, wait_until

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def settings(mailbox):
    return {"MAIL_URL": mailbox.url}


@transaction
def write(*recipients, **more):
    for recipient in recipients:
        post(Mail(to=recipient, locale="fr", subject="Votre réservation", text="Bonjour\n", about="booking:1", **more))


def deliver(at=MONDAY):
    with clock.at(at):
        return outbox.deliver(at)


def letter():
    db.session.rollback()
    return db.session.scalars(select(Letter)).one()


def test_a_letter_arrives_with_its_text_picture_and_calendar_part(app, both_engines, mailbox):
    invitation = Attachment("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")
    code = Attachment("ticket.png", "image/png", b"\x89PNG", inline_id="ticket")
    with clock.at(MONDAY):
        write("nadia@example.org", html='<p>Bonjour <img src="cid:ticket"></p>', attachments=(invitation, code))

    assert deliver() == 1

    (message,) = mailbox.arrived
    assert message["To"] == "nadia@example.org"
    assert message["Subject"] == "Votre réservation"
    assert message["Date"] == "Mon, 01 Mar 2027 09:00:00 +0000"
    assert message["Message-ID"] == letter().message_id
    assert message["Content-Language"] == "fr"
    assert message.get_body(["plain"]).get_content() == "Bonjour\r\n"
    parts = [(part.get_content_type(), part.get_param("method"), part["Content-ID"]) for part in message.walk() if not part.is_multipart()]
    assert parts == [
        ("text/plain", None, None),
        ("text/html", None, None),
        ("image/png", None, "<ticket>"),
        ("text/calendar", "REQUEST", None),
        ("text/calendar", None, None),
    ]
    assert (letter().state, letter().sent_at) == (Delivery.SENT, MONDAY)


def test_what_was_rolled_back_is_never_sent(app, both_engines, mailbox):
    @transaction
    def fail():
        write("nadia@example.org")
        raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert deliver(clock.now()) == 0
    assert mailbox.arrived == []


def test_a_server_that_says_not_now_is_asked_again_later_and_later(app, both_engines, mailbox):
    mailbox.answers["nadia@example.org"] = "451 4.7.1 greylisted, nadia@example.org"
    with clock.at(MONDAY):
        write("nadia@example.org")

    waits, at = [], MONDAY
    while letter().state == Delivery.WAITING:
        deliver(at)
        waits.append(letter().due_at - at)
        at = letter().due_at

    minutes = [int(wait.total_seconds() // 60) for wait in waits]
    assert minutes == [1, 5, 15, 60, 180, 480, 960, 1200, 0]
    assert (letter().state, letter().attempts, letter().last_error) == (Delivery.DEAD, 9, "the mail server refused: 451 4.7.1")


def test_a_reader_whom_the_server_does_not_know_is_told_at_once_and_can_be_tried_again(app, both_engines, mailbox):
    mailbox.answers["nobody@example.org"] = "550 5.1.1 no such user"
    with clock.at(MONDAY):
        write("nobody@example.org", "nadia@example.org")

    assert deliver() == 1

    (dead,) = db.session.scalars(outbox.letters(Delivery.DEAD))
    assert (dead.recipient, dead.attempts, dead.last_error) == ("nobody@example.org", 1, "the mail server refused: 550 5.1.1")
    mailbox.answers.clear()
    outbox.resend(dead, by="system", now=MONDAY)
    assert deliver() == 1
    assert outbox.counts() == {Delivery.WAITING: 0, Delivery.SENT: 2, Delivery.DEAD: 0}
    with pytest.raises(Refused) as refused:
        outbox.resend(dead, by="system", now=MONDAY)
    assert refused.value.codes == ["not-dead"]


def test_a_dropped_connection_makes_all_letters_wait_a_little_and_none_is_lost(app, both_engines, mailbox):
    mailbox.drop = 1
    with clock.at(MONDAY):
        write("a@example.org", "b@example.org")

    assert deliver() == 0
    assert deliver(MONDAY + timedelta(seconds=29)) == 0
    assert deliver(MONDAY + timedelta(seconds=60)) == 2
    assert len(set(mailbox.ids)) == len(mailbox.ids) == 2


def test_no_server_at_all_costs_no_attempt(app, both_engines):
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    with clock.at(MONDAY):
        write("nadia@example.org")

    assert deliver() == 0
    assert (letter().state, letter().attempts, letter().due_at) == (Delivery.WAITING, 0, MONDAY + outbox.PAUSE)


@pytest.mark.parametrize("address", ["nadia\r\nBcc: all@example.org", "no address", "@", "a@" + "x" * 70])
def test_an_address_that_is_none_is_buried_and_the_next_letter_goes(app, mailbox, address):
    with clock.at(MONDAY):
        write(address, "nadia@example.org")

    assert deliver() == 1
    assert [message["To"] for message in mailbox.arrived] == ["nadia@example.org"]
    assert outbox.counts()[Delivery.DEAD] == 1


def test_addresses_in_other_scripts_are_taken(app, mailbox):
    with clock.at(MONDAY):
        write("用户@例子.example", "anna@münchen.example")

    assert deliver() == 2
    assert sorted(message["To"] for message in mailbox.arrived) == ["anna@xn--mnchen-3ya.example", "用户@xn--fsqu00a.example"]


def test_a_slow_worker_does_not_overwrite_what_another_wrote(app, both_engines):
    with clock.at(MONDAY):
        write("nadia@example.org")
    slow = outbox.take(now=MONDAY)
    key, lease = slow.id, slow.leased_until
    quick = outbox.take(now=MONDAY + outbox.LEASE)
    outbox.settle(quick.id, quick.leased_until, now=MONDAY + outbox.LEASE)

    outbox.put_back(key, lease, now=MONDAY + outbox.LEASE, error="late")

    assert (letter().state, letter().last_error) == (Delivery.SENT, None)


def test_letters_as_files_are_complete_and_the_same_letter_is_the_same_file(app, tmp_path):
    app.config["MAIL_URL"] = f"file://{tmp_path / 'mail'}"
    with clock.at(MONDAY):
        write("nadia@example.org", attachments=(Attachment("a.pdf", "application/pdf", b"%PDF"),))
    first = outbox.take(now=MONDAY)
    with outbox.open_transport(app.config["MAIL_URL"]) as transport:
        transport.send(outbox.envelope(first), outbox.file_name(first))

    assert deliver(MONDAY + outbox.LEASE) == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"20270301T090000Z-{letter().uid}.eml"
    assert base64.b64encode(b"%PDF") in file.read_bytes()
    assert outbox.erase_letters(["booking:1"]) == 1
    assert list((tmp_path / "mail").iterdir()) == []


def test_letters_that_left_or_were_given_up_are_kept_a_month(app, both_engines, mailbox):
    mailbox.answers["nobody@example.org"] = "550 5.1.1 no such user"
    with clock.at(MONDAY):
        write("nadia@example.org", "nobody@example.org")
    deliver()
    with clock.at(MONDAY + outbox.KEPT):
        write("late@example.org")

    assert outbox.purge_letters(MONDAY + outbox.KEPT) == 0
    assert outbox.purge_letters(MONDAY + outbox.KEPT + timedelta(seconds=1)) == 2
    assert letter().recipient == "late@example.org"


def test_a_letter_that_became_a_file_takes_it_along_when_its_time_is_up(app, tmp_path):
    app.config["MAIL_URL"] = f"file://{tmp_path / 'mail'}"
    with clock.at(MONDAY):
        write("nadia@example.org")
    assert (deliver(), len(list((tmp_path / "mail").iterdir()))) == (1, 1)

    assert outbox.purge_letters(MONDAY + outbox.KEPT + timedelta(seconds=1)) == 1
    assert list((tmp_path / "mail").iterdir()) == []


# What they say is sealed ------------------------------------------------------------------------------------------------


def test_what_a_letter_says_is_sealed_at_rest(app, both_engines, mailbox):
    with clock.at(MONDAY):
        write("nadia@example.org", html="<p>Bonjour</p>", attachments=(Attachment("secret.txt", "text/plain", b"Bonjour"),))

    kept = str(db.session.execute(text("SELECT * FROM letter")).all())
    assert [word for word in ("Bonjour", base64.b64encode(b"Bonjour").decode(), "secret.txt") if word in kept] == []
    assert deliver() == 1
    assert mailbox.arrived[0].get_body(["html"]).get_content().strip() == "<p>Bonjour</p>"


def test_a_letter_sealed_with_an_older_key_still_leaves_and_one_whose_key_is_gone_waits_for_it(app, both_engines, mailbox):
    with clock.at(MONDAY):
        write("nadia@example.org")
    app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = "a newer key, long enough to be taken", [app.config["SECRET_KEY"]]
    assert deliver() == 1

    with clock.at(MONDAY):
        write("late@example.org")
    kept, app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = app.config["SECRET_KEY"], "one that forgets all others", []
    assert deliver() == 0
    (waits,) = db.session.scalars(outbox.letters(Delivery.WAITING))
    assert (waits.recipient, waits.last_error) == ("late@example.org", "sealed with a key that is gone")
    app.config["SECRET_KEY"] = kept
    assert deliver(MONDAY + timedelta(minutes=1)) == 1


def start_worker(app):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment_of(app), stdout=subprocess.DEVNULL)


def waiting():
    db.session.rollback()
    return outbox.counts()[Delivery.WAITING]


@pytest.mark.slow
def test_two_workers_send_each_of_a_hundred_letters_once(app, both_engines, mailbox):
    write(*(f"reader{number}@example.org" for number in range(100)))
    workers = [start_worker(app), start_worker(app)]
    try:
        wait_until(lambda: waiting() == 0, why="all letters left")
    finally:
        for worker in workers:
            worker.terminate()
    assert [worker.wait(20) for worker in workers] == [0, 0]

    assert len(mailbox.ids) == len(set(mailbox.ids)) == 100


@pytest.mark.slow
def test_a_worker_killed_while_the_server_thinks_loses_nothing(app, both_engines, mailbox):
    mailbox.delay_s = 0.5
    write(*(f"reader{number}@example.org" for number in range(3)))
    worker = start_worker(app)
    wait_until(lambda: len(mailbox.ids) >= 1, why="a first letter left")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    mailbox.delay_s = 0

    db.session.rollback()
    deliver(clock.now() + outbox.LEASE + timedelta(minutes=1))

    assert waiting() == 0
    expected = {each.message_id for each in db.session.scalars(select(Letter))}
    assert set(mailbox.ids) == expected
    assert len(mailbox.ids) in {3, 4}  # at least once; a second copy carries the same Message-ID


def test_a_letter_that_the_version_before_wrote_plain_leaves_as_it_is(app, both_engines, mailbox):
    with clock.at(MONDAY):
        write("nadia@example.org")
    db.session.execute(text("UPDATE letter SET text = 'Bonjour, en clair'"))
    db.session.commit()

    assert deliver() == 1
    assert "en clair" in mailbox.arrived[0].get_body(["plain"]).get_content()
