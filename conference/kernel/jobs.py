"""What is done without anybody clicking: mail, expiries, purges. `flask --app wsgi worker` runs it; several may.

A job is a plain function `(now) -> how many`. Each is leased to one worker at a time through its row, so two workers
share the work and a dead worker's job is taken over; what a job does twice must come out as once.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event

from flask import Flask, current_app
from sqlalchemy import String, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel import clock, outbox, owed
from conference.kernel.database import UTCDateTime, db, empty_log, transaction
from conference.kernel.outage import OUTAGES, is_away, sentence

log = logging.getLogger(__name__)

TICK_S = 1.0
AWAY_S = 5.0
BEAT_EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)
FORGOTTEN_AFTER = timedelta(days=1)
LEASE = timedelta(minutes=30)
A_DAY = timedelta(days=1)


class JobRow(db.Model):  # type: ignore[name-defined]
    """When a job is due next and who has it."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    did: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(120))


class Heartbeat(db.Model):  # type: ignore[name-defined]
    """The last sign of life of each worker."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(String(120), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class WorkerState(StrEnum):
    RUNNING = "running"
    SILENT = "silent"


@dataclass(frozen=True)
class Job:
    """A function and how often it is due. A shared one guards its own work and runs in every worker at once."""

    name: str
    every: timedelta
    run: Callable[[datetime], int]
    shared: bool = False


def init_app(app: Flask) -> None:
    app.extensions["jobs"] = {}
    register(app, Job("write letters", timedelta(seconds=0), owed.write_letters, shared=True))
    register(app, Job("deliver letters", timedelta(seconds=0), outbox.deliver, shared=True))
    register(app, Job("purge letters", A_DAY, outbox.purge_letters))
    register(app, Job("forget workers", A_DAY, forget_workers))
    register(app, Job("empty the log", timedelta(minutes=10), empty_log))


def register(app: Flask, job: Job) -> None:
    """Add a job. Refuses a second one of the same name."""
    if job.name in app.extensions["jobs"]:
        raise ValueError(f"two jobs are called {job.name!r}")
    app.extensions["jobs"][job.name] = job


def work(*, once: bool = False, stop: Event | None = None) -> int:
    """Run what is due, again and again until `stop` is set (or once). How many things were done."""
    stop = stop or Event()
    me = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    total, next_beat, away = 0, 0.0, False
    while not stop.is_set():
        try:
            if time.monotonic() >= next_beat:
                beat(me, now=clock.now())
                next_beat = time.monotonic() + BEAT_EVERY.total_seconds()
            done = run_due(stop)
        except OUTAGES as problem:
            if once or sentence(problem) is None:
                raise
            if not away:  # one line when it goes, one when it is back
                log.warning("database away", extra={"problem": type(problem).__name__})
            away = True
            db.session.remove()
            stop.wait(AWAY_S)
            continue
        if away:
            log.warning("database back")
            away = False
        total += done
        if once:
            break
        if not done:
            stop.wait(TICK_S)
    with suppress(*OUTAGES):
        part(me)
    return total


def run_due(stop: Event) -> int:
    """Every job that is due now, once. How many things they did."""
    done = 0
    for job in list(current_app.extensions["jobs"].values()):
        if stop.is_set():
            break
        if job.shared:
            did, error = run(job)
            watch(job, error, now=clock.now())
            done += did
        elif is_due(job, now=clock.now()) and (lease := take(job, now=clock.now())):
            did, error = run(job)
            finish(job, lease, now=clock.now(), did=did, error=error)
            done += did
    return done


def watch(job: Job, error: str | None, *, now: datetime) -> None:
    """Write down that a shared job begins to fail, or no longer does; nothing while it goes on as before."""
    told: dict[str, str | None] = current_app.extensions.setdefault("shared_jobs", {})
    if job.name not in told:
        told[job.name] = db.session.scalar(select(JobRow.last_error).where(JobRow.name == job.name))
        db.session.rollback()
    if told[job.name] != error:
        note(job, error, now=now)
        told[job.name] = error


@transaction
def note(job: Job, error: str | None, *, now: datetime) -> None:
    """Write down what the job failed of, or that it no longer does."""
    known(job, now=now)
    db.session.execute(update(JobRow).where(JobRow.name == job.name).values(last_error=error, finished_at=now))


def known(job: Job, *, now: datetime) -> None:
    """See to it that the job has a row, whoever else does so just now."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(JobRow).values(name=job.name, due_at=now).on_conflict_do_nothing())


def run(job: Job) -> tuple[int, str | None]:
    """Run one job: how many things it did, and what it failed of. A job that fails is told in the log and comes again."""
    try:
        did = job.run(clock.now())
    except Exception as problem:  # the worker's outermost edge: one job's failure must not stop the others
        if is_away(problem):
            raise
        log.exception("job failed", extra={"job": job.name})
        return 0, type(problem).__name__
    finally:
        db.session.remove()
    if did:
        log.info("job done", extra={"job": job.name, "did": did})
    return did, None


def is_due(job: Job, *, now: datetime) -> bool:
    """Whether nobody has done the job in its time; a plain read, so that an idle worker takes no lock."""
    free = or_(JobRow.leased_until.is_(None), JobRow.leased_until <= now)
    row = db.session.execute(select(JobRow.due_at <= now, free).where(JobRow.name == job.name)).one_or_none()
    db.session.rollback()
    return row is None or all(row)


@transaction
def take(job: Job, *, now: datetime) -> datetime | None:
    """Lease the job until the returned instant; None when another worker was faster."""
    known(job, now=now)
    row = db.session.get_one(JobRow, job.name, with_for_update=True)
    if row.due_at > now or (row.leased_until is not None and row.leased_until > now):
        return None
    row.leased_until = now + LEASE
    return row.leased_until


@transaction
def finish(job: Job, lease: datetime, *, now: datetime, did: int, error: str | None) -> None:
    """Write down what came of the job and when it is due again, unless another worker has taken it over."""
    row = db.session.get(JobRow, job.name, with_for_update=True)
    if row is not None and row.leased_until == lease:
        row.leased_until, row.finished_at, row.did, row.last_error, row.due_at = None, now, did, error, now + job.every


# Signs of life --------------------------------------------------------------------------------------------------------


@transaction
def beat(worker: str, *, now: datetime) -> None:
    """Write down that this worker lives."""
    db.session.merge(Heartbeat(worker=worker, beat_at=now))


@transaction
def part(worker: str) -> None:
    """A worker that ends in order leaves no sign of life behind."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.worker == worker))


@transaction
def forget_workers(now: datetime) -> int:
    """Remove the signs of workers that have been silent for FORGOTTEN_AFTER."""
    result = db.session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN_AFTER))
    return int(result.rowcount)  # type: ignore[attr-defined]


def last_beat() -> datetime | None:
    """When any worker last gave a sign of life. One statement."""
    return db.session.scalar(select(func.max(Heartbeat.beat_at)))


def worker_state(now: datetime) -> WorkerState:
    """Whether a worker lives: a sign of life within SILENT_AFTER. One statement."""
    seen = last_beat()
    return WorkerState.RUNNING if seen is not None and now - seen <= SILENT_AFTER else WorkerState.SILENT


def rows(names: Collection[str]) -> dict[str, JobRow]:
    """When these jobs ran last and are due next, by name; one that never ran is missing. One statement."""
    return {row.name: row for row in db.session.scalars(select(JobRow).where(JobRow.name.in_(names)))}


def failing() -> int:
    """How many jobs failed when they last ran. One statement."""
    return db.session.scalar(select(func.count()).select_from(JobRow).where(JobRow.last_error.is_not(None))) or 0
