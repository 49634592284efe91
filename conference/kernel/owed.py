"""Letters that are owed: whatever causes one leaves a note in its own transaction, the worker writes the letter afterwards.

So neither a request nor a lock waits for templates, pictures and calendars. A note is leased before its letter is written:
several workers never write the same one, and one that cannot be written keeps no other waiting. A worker that dies while
it writes leaves the lease to run out; letter and note change places in one transaction, so none is written twice or lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel import clock
from conference.kernel.database import Json, UTCDateTime, db, put, transaction
from conference.kernel.mail import Mail, post

WRITERS = "letter_writers"
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
ROUND = 50


class LetterOwed(db.Model):  # type: ignore[name-defined]
    """A letter that somebody is owed about an entity (`booking:uid`). `facts` are what will not be known any more when it is
    written; nothing secret and nobody's name: address, language and words are looked up then."""

    __tablename__ = "letter_owed"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)  # moved into the future while a worker writes it
    attempts: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Written:
    """A letter that is ready. `stands` is asked in the transaction that posts it: whether what it says is still so. It may write
    what goes with the letter; it knows plain values only, because everything that was read before is read anew."""

    mail: Mail
    stands: Callable[[], bool]


Entities = Collection[str] | Select[str]
Writer = Callable[[LetterOwed], Written | None]  # None: its news is old, nobody is to be told


def register(app: Flask, what: str, writer: Writer) -> None:
    """Say who writes the letters about entities of this kind (`booking`). Refuses a second writer."""
    writers = app.extensions.setdefault(WRITERS, {})
    if what in writers:
        raise ValueError(f"two write letters about {what!r}")
    writers[what] = writer


# Owing ---------------------------------------------------------------------------------------------------------------


def owe(kind: str, about: str, *, now: datetime, **facts: Any) -> None:
    """Note that a letter is due, in the running transaction."""
    put(LetterOwed, kind=kind, about=about, facts=facts, due_at=now)


def owe_all(kind: str, facts: dict[str, dict[str, Any]], *, now: datetime) -> None:
    """Note a letter for each of these entities, with its facts. One statement, none for nobody."""
    if rows := [{"kind": kind, "about": about, "facts": each, "due_at": now} for about, each in facts.items()]:
        db.session.execute(insert(LetterOwed), rows)


def take_back(kind: str, about: Entities) -> dict[str, dict[str, Any]]:
    """Strike off the letters of this kind that nobody has written yet and say what they were to tell, by entity: whoever has
    newer news tells both in one letter. One statement."""
    gone = delete(LetterOwed).where(LetterOwed.kind == kind, LetterOwed.about.in_(about)).returning(LetterOwed.about, LetterOwed.facts)
    return {row.about: row.facts for row in db.session.execute(gone)}


def forget(about: Entities) -> None:
    """Strike off the letters that are owed about these, in the running transaction."""
    db.session.execute(delete(LetterOwed).where(LetterOwed.about.in_(about)))


def later(owed: LetterOwed) -> Sequence[LetterOwed]:
    """What was owed about the same after this one, and has not been written either."""
    return db.session.scalars(select(LetterOwed).where(LetterOwed.about == owed.about, LetterOwed.id > owed.id).order_by(LetterOwed.id)).all()


def unwritten() -> int:
    """How many letters have failed to be written at least twice. One statement."""
    return db.session.scalar(select(func.count()).select_from(LetterOwed).where(LetterOwed.attempts > 1)) or 0


# Writing -------------------------------------------------------------------------------------------------------------


def write_letters(now: datetime) -> int:
    """The worker's job: write the letters that are due into the outbox, at most ROUND. How many were."""
    if not is_due(now):
        return 0
    written = 0
    for _turn in range(ROUND):
        owed = take(now=clock.now())
        if owed is None:
            break
        written += write(owed)
    return written


def is_due(now: datetime) -> bool:
    """Whether a letter is due; a plain read, so that an idle worker takes no lock."""
    found = db.session.scalar(select(LetterOwed.id).where(LetterOwed.due_at <= now).limit(1)) is not None
    db.session.rollback()
    return found


@transaction
def take(*, now: datetime) -> LetterOwed | None:
    """Lease the letter that has been due longest, each time for longer; None when there is none."""
    first = select(LetterOwed).where(LetterOwed.due_at <= now).order_by(LetterOwed.due_at, LetterOwed.id).limit(1)
    owed = db.session.scalars(first.with_for_update(skip_locked=True)).first()
    if owed is not None:
        owed.due_at = now + min(LEASE * 2**owed.attempts, LONGEST_PAUSE)
        owed.attempts += 1
    return owed


def write(owed: LetterOwed) -> int:
    """Write one leased letter while nothing is locked, then change note and letter in one short transaction."""
    key, lease = owed.id, owed.due_at
    writer: Writer = current_app.extensions[WRITERS][owed.about.partition(":")[0]]
    return hand_over(key, lease, writer(owed), now=clock.now())


@transaction
def hand_over(key: int, lease: datetime, written: Written | None, *, now: datetime) -> int:
    """Put the letter into the outbox and strike the note off; it comes again when something has changed meanwhile.

    Nothing is done when the note is gone (erased, taken back) or another worker has taken it after our lease was over.
    """
    held = select(LetterOwed).where(LetterOwed.id == key, LetterOwed.due_at == lease).with_for_update()
    owed = db.session.scalars(held).one_or_none()
    if owed is None:
        return 0
    if written is not None and not written.stands():
        owed.due_at = now
        return 0
    db.session.delete(owed)
    if written is None:
        return 0
    post(written.mail)
    return 1
