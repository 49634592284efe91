"""Work that nobody clicks for is done once, by whichever worker lives."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from conference.kernel import clock, jobs
from conference.kernel.database import db
from conference.kernel.jobs import Job, JobRow, WorkerState

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def runs(app):
    """A job of every hour, alone, and the instants at which it ran."""
    ran = []
    app.extensions["jobs"].clear()
    jobs.register(app, Job("count", HOUR, lambda now: ran.append(now) or 1))
    return ran


def work(at):
    with clock.at(at):
        return jobs.work(once=True)


def test_a_job_runs_when_it_is_due_and_not_before(app, both_engines, runs):
    assert [work(MONDAY + minutes * timedelta(minutes=1)) for minutes in (0, 1, 59, 60, 61)] == [1, 0, 0, 1, 0]
    assert runs == [MONDAY, MONDAY + HOUR]


def test_a_job_that_another_worker_has_is_left_to_it_until_its_lease_ends(app, both_engines, runs):
    (job,) = app.extensions["jobs"].values()
    lease = jobs.take(job, now=MONDAY)

    assert lease == MONDAY + jobs.LEASE
    assert jobs.take(job, now=MONDAY) is None
    assert work(MONDAY + jobs.LEASE - timedelta(seconds=1)) == 0
    assert work(MONDAY + jobs.LEASE) == 1
    jobs.finish(job, lease, now=MONDAY + jobs.LEASE, did=7, error=None)
    db.session.rollback()
    assert db.session.get(JobRow, "count").did == 1


def test_a_job_that_fails_is_told_and_does_not_stop_the_others(app, both_engines, caplog):
    def fail(now):
        raise LookupError("nobody@example.org")

    ran = []
    app.extensions["jobs"].clear()
    jobs.register(app, Job("fails", HOUR, fail))
    jobs.register(app, Job("runs", HOUR, lambda now: ran.append(now) or 1))

    assert work(MONDAY) == 1
    assert dict(db.session.execute(select(JobRow.name, JobRow.last_error)).all()) == {"fails": "LookupError", "runs": None}
    assert jobs.failing() == 1
    assert [record.job for record in caplog.records] == ["fails"]


def test_two_jobs_cannot_have_one_name(app, runs):
    with pytest.raises(ValueError, match="count"):
        jobs.register(app, Job("count", HOUR, lambda now: 0))


def test_a_worker_that_stops_in_order_leaves_no_sign_of_life(app, both_engines, runs):
    assert jobs.worker_state(MONDAY) is WorkerState.SILENT
    work(MONDAY)
    assert jobs.last_beat() is None


def test_a_worker_lives_while_its_last_sign_is_young(app, both_engines):
    jobs.beat("a", now=MONDAY)
    jobs.beat("a", now=MONDAY + timedelta(seconds=10))

    limit = MONDAY + timedelta(seconds=10) + jobs.SILENT_AFTER
    assert jobs.worker_state(limit) is WorkerState.RUNNING
    assert jobs.worker_state(limit + timedelta(seconds=1)) is WorkerState.SILENT
    assert jobs.forget_workers(MONDAY + timedelta(days=2)) == 1


def test_a_worker_told_to_stop_stops(app, runs):
    stop = Event()
    stop.set()
    assert jobs.work(stop=stop) == 0
    assert runs == []


def test_a_shared_job_that_fails_rings_and_stops_ringing(app, both_engines):
    broken = [True]

    def run(_now):
        if broken[0]:
            raise LookupError
        return 1

    app.extensions["jobs"].clear()
    jobs.register(app, Job("letters", timedelta(0), run, shared=True))
    assert [(work(MONDAY), jobs.failing()) for _each in range(2)] == [(0, 1), (0, 1)]
    app.extensions.pop("shared_jobs")  # another worker takes over
    broken[0] = False
    assert [(work(MONDAY), jobs.failing()) for _each in range(2)] == [(1, 0), (1, 0)]
