"""The command line's `letters`: what could not be delivered, and another try for all of it once the mail server is well again."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from conference.kernel import clock, outbox
from conference.kernel.command import Command, Option
from conference.kernel.database import db
from conference.kernel.history import SYSTEM
from conference.kernel.mail import Delivery, Letter
from conference.kernel.message import _, _n


@click.command(cls=Command, help=_("Tell which letters could not be delivered, and why."))
@click.option("--resend", cls=Option, is_flag=True, help=_("Try all of them again."))
@with_appcontext
def letters(resend: bool) -> None:
    for letter in db.session.scalars(outbox.letters(Delivery.DEAD)):
        click.echo(_("%(to)s, %(day)s: %(why)s", to=letter.recipient, day=letter.posted_at.date(), why=letter.last_error or "–"))
    number = outbox.counts()[Delivery.DEAD]
    click.echo(_n("%(number)s letter was not delivered.", "%(number)s letters were not delivered.", number), err=True)
    if resend:
        sent_again = resend_all()
        click.echo(_n("%(number)s letter is in the outbox again.", "%(number)s letters are in the outbox again.", sent_again), err=True)


def resend_all() -> int:
    """Give every dead letter all its attempts again, each in a transaction of its own. How many."""
    uids = db.session.scalars(select(Letter.uid).where(Letter.state == Delivery.DEAD).order_by(Letter.id)).all()
    for uid in uids:
        outbox.resend(db.session.scalars(select(Letter).where(Letter.uid == uid)).one(), by=SYSTEM, now=clock.now())
    return len(uids)
