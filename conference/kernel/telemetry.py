"""What the running centre tells its operators: one JSON line per request or event, and counters for Prometheus.

Neither secrets nor people's data get in: a request is named by its route's pattern, never by its path (tokens) or query
(names); an error by its type and place, and by a text from which addresses and long codes are blotted out.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client import registry as registries
from sqlalchemy.exc import DBAPIError

from conference.kernel import clock, history, jobs, outbox, owed
from conference.kernel.web import public

log = logging.getLogger(__name__)
bp = Blueprint("telemetry", __name__)

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Counter("centre_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("centre_request_seconds", "Time to answer", ["method", "route"], buckets=BUCKETS)
CRASHES = Counter("centre_crashes_total", "Requests that ended in an unforeseen error")

MAIL_ADDRESS = re.compile(r"[^\s<>\"'=(]+@[^\s<>\"'),]+")
LONG_CODE = re.compile(r"\b(?=\w*\d)\w{16,}\b")
QUIET = {"telemetry.metrics", "api.health"}
USUAL = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Lines(logging.Formatter):
    """Each record as one line of JSON; what is given as `extra` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": blot(record.getMessage()),
        }
        if request_id := history.correlation.get():
            line["request_id"] = request_id
        line.update({key: unsigned(value) for key, value in vars(record).items() if key not in USUAL})
        if record.exc_info and record.exc_info[1]:
            line["error"] = described(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def unsigned(value: Any) -> Any:
    """What stands beside a message, without mail addresses: what a mail server answers may quote one."""
    return MAIL_ADDRESS.sub("…@…", value) if isinstance(value, str) else value


def blot(text: str) -> str:
    """The text without mail addresses and without what may be a token."""
    return LONG_CODE.sub("…", MAIL_ADDRESS.sub("…@…", text))


def described(error: BaseException) -> dict[str, Any]:
    """An error's type, its text without personal values, and where it came from. A database error's text quotes rows: it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {
        "type": type(error).__name__,
        "text": "" if quotes_rows(error) else blot(str(error))[:300],
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
    if isinstance(error, DBAPIError):
        told["sqlstate"] = getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
    if error.__cause__ is not None:
        told["cause"] = described(error.__cause__)
    return told


def quotes_rows(error: BaseException) -> bool:
    """Whether the error comes from a database driver or from SQLAlchemy."""
    return type(error).__module__.partition(".")[0] in {"sqlalchemy", "psycopg", "sqlite3"}


def init_app(app: Flask) -> None:
    """Start the clock before and stop it after everything else: this layer is registered first."""
    app.before_request(begin)
    app.after_request(finish)
    app.register_blueprint(bp)


def write_lines(level: str) -> None:
    """Send every log record of this process to stderr as JSON: the web server's processes and the worker ask for it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for name in ("alembic", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)


def begin() -> None:
    g.began = time.perf_counter()


def finish(response: Response) -> Response:
    """Count the request and write its line."""
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
    if response.status_code == 500:
        CRASHES.inc()
    quiet = request.endpoint in QUIET or (request.endpoint or "").endswith("static")
    note(method, route, response.status_code, seconds, response.content_length, request_id=g.get("request_id", ""), quiet=quiet)
    return response


def note(method: str, route: str, status: int, seconds: float, size: int | None, *, request_id: str, quiet: bool = False) -> None:
    """Count one answer and write its line."""
    REQUESTS.labels(method, route, status).inc()
    SECONDS.labels(method, route).observe(seconds)
    if not quiet:
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), "bytes": size, "request_id": request_id}
        log.info("request", extra=facts)


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus' page. Whoever does not show METRICS_TOKEN is not told that it exists."""
    wanted = str(current_app.config.get("METRICS_TOKEN") or "")
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(wanted.encode(), shown.encode()):
        abort(404)
    return Response(counted() + observed(), content_type=CONTENT_TYPE_LATEST)


def counted() -> bytes:
    """What all processes of this server have counted."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(registries.REGISTRY)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def observed() -> bytes:
    """What the database says now: letters by state, how long no worker has been heard of."""
    now, here = clock.now(), CollectorRegistry()
    gauge = Gauge("centre_letters", "Letters in the outbox, and those that could not be written into it", ["state"], registry=here)
    for state, count in outbox.counts().items():
        gauge.labels(state.value).set(count)
    gauge.labels("unwritten").set(owed.unwritten())
    seen = jobs.last_beat()
    silent = Gauge("centre_worker_silence_seconds", "Time since a worker's last sign of life; -1: never", registry=here)
    silent.set((now - seen).total_seconds() if seen else -1)
    dead = Gauge("centre_jobs_failing", "Jobs whose last run failed", registry=here)
    dead.set(jobs.failing())
    return generate_latest(here)
