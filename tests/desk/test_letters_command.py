"""`letters` tells what could not be delivered, and sends all of it again when it is asked to."""

from conference.kernel import outbox
from conference.kernel.clock import at
from conference.kernel.database import db, transaction
from conference.kernel.mail import Delivery, Letter, Mail, post
from tests.make import MONDAY


@transaction
def given_up(*readers):
    with at(MONDAY):
        for each in readers:
            post(Mail(to=each, locale="en", subject="Ticket", text="x", about="registration:1"))
    for letter in db.session.query(Letter):
        letter.state, letter.attempts, letter.last_error = Delivery.DEAD, 9, "the mail server refused: 451"


def said(app, *arguments):
    db.session.remove()
    done = app.test_cli_runner().invoke(args=["letters", *arguments])
    return done.exit_code, done.stdout.splitlines(), done.stderr.splitlines()


def test_it_tells_who_got_nothing_and_why_and_tries_again(app, both_engines):
    given_up("ana@example.org", "ben@example.org")
    lines = [f"{each}@example.org, Monday, 1 March 2027: the mail server refused: 451" for each in ("ben", "ana")]

    assert said(app) == (0, lines, ["2 letters were not delivered."])
    assert said(app, "--resend") == (0, lines, ["2 letters were not delivered.", "2 letters are in the outbox again."])
    assert said(app) == (0, [], ["0 letters were not delivered."])
    assert outbox.counts() == {Delivery.WAITING: 2, Delivery.SENT: 0, Delivery.DEAD: 0}
    assert {each.attempts for each in db.session.query(Letter)} == {0}
