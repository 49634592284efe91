"""Calls that write: once for each `Idempotency-Key`, or tried out and undone. All of a call is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from conference.api import queries
from conference.api.models import IdempotencyKey
from conference.kernel.crypto import opened, seal
from conference.kernel.database import db, transaction
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused, refuse

REMEMBERED_FOR = timedelta(hours=24)
NOT_AN_ANSWER = (429,)  # too much for now is no answer for a day


@dataclass(frozen=True)
class Answer:
    """What a call said: status, body as it was sent, where the new thing is."""

    status: int
    body: str
    location: str | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Call:
    """Who calls what with which key and body; equal for an honest repeat."""

    caller: str
    key: str
    call: str  # method and path
    body_hash: str


class Rehearsed(Exception):
    """A call was tried out: its answer, after everything it did has been undone."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__("tried out")


@transaction
def perform(make: Callable[[], Answer]) -> Answer:
    """Make the call in one transaction."""
    return make()


@transaction
def rehearse(make: Callable[[], Answer]) -> None:
    """Make the call and undo all of it: no row, no letter, no history stays. Always raises: Rehearsed, or why it was refused."""
    raise Rehearsed(make())


@transaction
def perform_once(call: Call, make: Callable[[], Answer], refused: Callable[[Refused], Answer], *, now: datetime) -> Answer:
    """Make the call unless this key was used: then its first answer comes again and nothing is done.

    The key's row is inserted first, in the same transaction, so a repeat at the same moment waits for the first to end. A
    refusal is an answer too: `refused` writes it, what was begun is undone, the key is kept. Raises Refused (422,
    `idempotency-key-reused`) when the key came with another call or body.
    """
    if not take(call, now=now):
        return first_answer(call)
    try:
        with db.session.begin_nested():
            answer = make()
    except Refused as refusal:
        if refusal.status in NOT_AN_ANSWER:
            raise
        db.session.info.clear()  # what the undone call had touched
        answer = refused(refusal)
    kept = {"status": answer.status, "answer": seal(answer.body), "location": answer.location}
    db.session.execute(update(IdempotencyKey).where(IdempotencyKey.caller == call.caller, IdempotencyKey.key == call.key).values(kept))
    return answer


def take(call: Call, *, now: datetime) -> bool:
    """Insert the key's row; False when it is there already. One older than REMEMBERED_FOR is taken over."""
    insert = (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(IdempotencyKey)
    fresh = {"call": call.call, "body_hash": call.body_hash, "status": None, "answer": None, "location": None, "made_at": now}
    old = IdempotencyKey.made_at <= now - REMEMBERED_FOR
    taken = insert.values(caller=call.caller, key=call.key, **fresh).on_conflict_do_update(index_elements=["caller", "key"], set_=fresh, where=old)
    return db.session.execute(taken.returning(IdempotencyKey.id)).one_or_none() is not None


def first_answer(call: Call) -> Answer:
    """What the first call with this key was answered. Refuses (422) when this is not the same call, (409)
    when the key that sealed the answer is gone."""
    kept = queries.key(call.caller, call.key)
    if (kept.call, kept.body_hash) != (call.call, call.body_hash):
        message = _("This Idempotency-Key was used for another call. Use a new key for each new call.")
        refuse([Objection("idempotency-key-reused", message, field="Idempotency-Key")], status=422)
    assert kept.status is not None and kept.answer is not None  # written in the transaction that inserted the row
    answer = opened(kept.answer)
    if answer is None:
        message = _("This call was made before, but its answer can no longer be read. Look at what it made instead.")
        raise Refused([Objection("answer-lost", message, field="Idempotency-Key")])
    return replace(Answer(kept.status, answer, kept.location), repeated=True)


@transaction
def forget_keys(now: datetime) -> int:
    """Remove the keys that no repeat may use any more."""
    result = db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.made_at <= now - REMEMBERED_FOR))
    return int(result.rowcount)  # type: ignore[attr-defined]
