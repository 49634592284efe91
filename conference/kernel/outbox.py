"""The outbox's delivery: takes committed letters one by one under a lease, hands each over, and writes down what came of it.

Several workers never take the same letter. A worker that dies between handing over and writing down leaves the lease to
run out, and the letter goes again with the same Message-ID: at least once, never lost.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.envelope import envelope
from conference.kernel.history import record
from conference.kernel.mail import Delivery, Letter
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.owed import forget
from conference.kernel.sealed import Unreadable
from conference.kernel.transport import Later, Never, Transport, Unreachable, open_transport

log = logging.getLogger(__name__)

# Longer than one letter can take: ten SMTP steps of transport.TIMEOUT_S each, and some.
LEASE = timedelta(minutes=15)
# After the n-th failure; after the last one the letter is dead. Two days in all, as mail servers keep trying (RFC 5321 4.5.4.1).
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480, 960, 1200))
# When the server itself is away, all letters wait this long together.
PAUSE = timedelta(seconds=30)
# So many letters, then the worker looks at its other duties and whether it should stop.
ROUND = 20
KEPT = timedelta(days=30)


def deliver(now: datetime) -> int:
    """Send what is due, at most ROUND letters, until the server is away. How many letters left."""
    sent = 0
    if not is_due(now):
        return sent
    try:
        with open_transport(str(current_app.config["MAIL_URL"])) as transport:
            for _turn in range(ROUND):
                letter = take(now=clock.now())
                if letter is None:
                    break
                sent += send(letter, transport)
    except Unreachable as problem:
        log.warning("mail server unreachable", extra={"problem": str(problem)})
        pause(now=clock.now())
    return sent


def due(now: datetime) -> Select[Letter]:
    """Letters to send now that nobody holds, longest waiting first."""
    free = or_(Letter.leased_until.is_(None), Letter.leased_until <= now)
    return select(Letter).where(Letter.state == Delivery.WAITING, Letter.due_at <= now, free).order_by(Letter.due_at, Letter.id)


def is_due(now: datetime) -> bool:
    """Whether a letter waits to be sent; a plain read, so that an idle worker takes no lock."""
    found = db.session.scalar(due(now).with_only_columns(Letter.id).limit(1)) is not None
    db.session.rollback()
    return found


@transaction
def take(*, now: datetime) -> Letter | None:
    """Lease the next due letter and count the attempt; None when there is none. Two workers never get the same."""
    letter = db.session.scalars(due(now).limit(1).with_for_update(skip_locked=True)).first()
    if letter is not None:
        letter.leased_until = now + LEASE
        letter.attempts += 1
    return letter


def send(letter: Letter, transport: Transport) -> int:
    """Hand one leased letter over and write down what came of it; 1 when it left. Raises Unreachable."""
    key, lease, name = letter.id, letter.leased_until, file_name(letter)
    try:
        message = envelope(letter)
        db.session.rollback()  # no transaction stays open while the mail server thinks
        transport.send(message, name)
    except Unreachable as problem:
        put_back(key, lease, now=clock.now(), error=str(problem))
        raise
    except Later as problem:
        put_back(key, lease, now=clock.now(), error=str(problem))
    except Never as problem:
        bury(key, lease, error=str(problem))
    except Unreadable as problem:  # by this worker: one that has the key may come
        put_back(key, lease, now=clock.now(), error=str(problem))
    except ValueError:  # an address or header that e-mail has no form for; its text would quote the reader
        bury(key, lease, error="the letter cannot be written as e-mail")
    else:
        settle(key, lease, now=clock.now())
        return 1
    return 0


def file_name(letter: Any) -> str:
    return f"{letter.posted_at:%Y%m%dT%H%M%SZ}-{letter.uid}"


def held(key: int, lease: datetime | None) -> Letter | None:
    """The letter, if the lease is still ours: a worker that slept past it must not overwrite what another wrote."""
    return db.session.scalars(select(Letter).where(Letter.id == key, Letter.leased_until == lease).with_for_update()).one_or_none()


@transaction
def settle(key: int, lease: datetime | None, *, now: datetime) -> None:
    """Write down that the letter left."""
    if letter := held(key, lease):
        letter.state, letter.sent_at, letter.leased_until, letter.last_error = Delivery.SENT, now, None, None


@transaction
def put_back(key: int, lease: datetime | None, *, now: datetime, error: str) -> None:
    """Let the letter wait for its next attempt, longer each time; after the last one it is dead."""
    if letter := held(key, lease):
        letter.leased_until, letter.last_error = None, error[:500]
        if letter.attempts > len(DELAYS):
            letter.state = Delivery.DEAD
        else:
            letter.due_at = now + DELAYS[letter.attempts - 1]


@transaction
def bury(key: int, lease: datetime | None, *, error: str) -> None:
    """Stop trying: the letter is dead until somebody sends it again."""
    if letter := held(key, lease):
        letter.state, letter.leased_until, letter.last_error = Delivery.DEAD, None, error[:500]


@transaction
def pause(*, now: datetime) -> None:
    """The server is away: everything due waits a little, without an attempt being counted."""
    waiting = update(Letter).where(Letter.state == Delivery.WAITING, Letter.due_at <= now, Letter.leased_until.is_(None))
    db.session.execute(waiting.values(due_at=now + PAUSE))


# For the people who look after it -------------------------------------------------------------------------------------


def letters(state: Delivery) -> Select[Letter]:
    """The letters in this state, newest first."""
    return select(Letter).where(Letter.state == state).order_by(Letter.id.desc())


def counts() -> dict[Delivery, int]:
    """How many letters are waiting, sent and dead. One statement."""
    rows = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    return dict.fromkeys(Delivery, 0) | {row[0]: row[1] for row in rows}


@transaction
def resend(letter: Letter, *, by: Any, now: datetime) -> None:
    """Give a dead letter all its attempts again. Refuses a letter that waits or has left."""
    if letter.state != Delivery.DEAD:
        refuse([Objection("not-dead", _("Only a letter that could not be delivered can be sent again."))])
    letter.state, letter.attempts, letter.due_at, letter.leased_until, letter.last_error = Delivery.WAITING, 0, now, None, None
    record(f"letter:{letter.uid}", "resent", by=by, at=now)


@transaction
def erase_letters(about: Collection[str], *, to: Collection[str] = ()) -> int:
    """Remove every letter about these entities or to these addresses, with its file where letters leave as files, and what is
    still owed about them. How many letters."""
    forget(about)  # first: it waits for whoever posts one of them just now
    theirs = or_(Letter.about.in_(about), func.lower(Letter.recipient).in_([address.lower() for address in to]))
    gone = db.session.scalars(select(Letter).where(theirs)).all()
    for letter in gone:
        remove_file(letter)
        db.session.delete(letter)
    return len(gone)


@transaction
def purge_letters(now: datetime) -> int:
    """Remove letters that left more than KEPT ago (their readers have them) or were given up so long ago (their news is old),
    with their files. How many."""
    for letter in db.session.execute(select(Letter.uid, Letter.posted_at).where(is_old(now))):
        remove_file(letter)
    result = db.session.execute(delete(Letter).where(is_old(now)))
    return int(result.rowcount)  # type: ignore[attr-defined]


def old_letters(now: datetime) -> int:
    """How many letters the next purge removes. One statement."""
    return db.session.scalar(select(func.count()).select_from(Letter).where(is_old(now))) or 0


def is_old(now: datetime) -> ColumnElement[bool]:
    """True in SQL for letters whose time is up."""
    left = and_(Letter.state == Delivery.SENT, Letter.sent_at < now - KEPT)
    return or_(left, and_(Letter.state == Delivery.DEAD, Letter.due_at < now - KEPT))


def remove_file(letter: Any) -> None:
    """Remove the .eml file that this letter became, if letters leave as files."""
    parts = urlsplit(str(current_app.config["MAIL_URL"]))
    if parts.scheme == "file":
        with suppress(FileNotFoundError):
            (Path(unquote(parts.path)) / f"{file_name(letter)}.eml").unlink()
