"""Requests against a running server: CPU of its processes, latency, bytes; and SQL statements, counted in this process."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import event

from benchmarks.cases import Call, Case
from benchmarks.servers import Server, serving
from conference.kernel.database import db


@dataclass(frozen=True)
class Figure:
    """What one kind of request costs."""

    name: str
    aim: float
    cpu_ms: float
    median_ms: float
    p99_ms: float
    eight_median_ms: float
    eight_p99_ms: float
    size: int
    statements: int
    is_page: bool = True


def send(connection: http.client.HTTPConnection, call: Call) -> tuple[int, bytes, str | None]:
    connection.request(call.method, call.path, call.body, dict(call.headers))
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers.get("ETag")


def calls(server: Server, case: Case, secrets: Mapping[str, str], times: int) -> list[Call]:
    """The requests to send; for revalidation with the ETag that a first one was answered with."""
    made = [case.make(secrets) for _ in range(times)]
    if case.revalidate:
        status, _body, etag = send(http.client.HTTPConnection("127.0.0.1", server.port), made[0])
        if status != 200 or etag is None:
            raise SystemExit(f"{case.name}: first answer {status}, ETag {etag}")
        made = [Call(each.method, each.path, {**each.headers, "If-None-Match": etag}, each.body) for each in made]
    return made


def timed(server: Server, case: Case, queue: list[Call], sizes: list[int]) -> list[float]:
    """Send them one after the other on one connection; milliseconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    spent = []
    for call in queue:
        began = time.perf_counter()
        status, body, _etag = send(connection, call)
        spent.append((time.perf_counter() - began) * 1000)
        if status != case.expect:
            raise SystemExit(f"{case.name}: {call.method} {call.path} answered {status}, not {case.expect}: {body[:300]!r}")
        sizes.append(len(body))
    connection.close()
    return spent


def at_once(server: Server, case: Case, queue: list[Call], clients: int) -> list[float]:
    spent: list[float] = []
    threads = [threading.Thread(target=lambda part=queue[n::clients]: spent.extend(timed(server, case, part, []))) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


def measure(server: Server, case: Case, secrets: Mapping[str, str], app: Flask | None, *, share: float = 1.0) -> Figure:
    """The figures of one case. `share` shortens the run."""
    times = max(16, int(case.times * share))
    timed(server, case, calls(server, case, secrets, 8), [])  # both workers warm
    sizes: list[int] = []
    queue = calls(server, case, secrets, times)
    before = server.cpu_ms()
    alone = timed(server, case, queue, sizes)
    cpu = (server.cpu_ms() - before) / times
    together = at_once(server, case, calls(server, case, secrets, times), 8)
    statements = count_statements(app, case, secrets) if app else 0
    return Figure(
        case.name,
        case.aim,
        cpu,
        statistics.median(alone),
        p99(alone),
        statistics.median(together),
        p99(together),
        int(statistics.mean(sizes)),
        statements,
        queue[0].method == "GET",
    )


def measure_cold(case: Case, settings: Mapping[str, str], app: Flask, secrets: Mapping[str, str]) -> Figure:
    """The figures of one case from new servers of one worker each, whose first large answer this is. Nothing at eight: the
    second would be warm."""
    spent, costs, sizes = [], [], []
    for _time in range(case.times):
        with serving("wsgi:app", settings, workers=1) as (server, _seconds):
            first = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            if send(first, Call("GET", case.cold))[0] != 200:
                raise SystemExit(f"{case.name}: {case.cold} is not there")
            first.close()
            before = server.cpu_ms()
            spent += timed(server, case, [case.make(secrets)], sizes)
            costs.append(server.cpu_ms() - before)
    nothing = float("nan")
    statements = count_statements(app, case, secrets, first=True)
    return Figure(case.name, case.aim, statistics.median(costs), statistics.median(spent), max(spent), nothing, nothing, sizes[0], statements)


def count_statements(app: Flask, case: Case, secrets: Mapping[str, str], *, first: bool = False) -> int:
    """SQL statements of one such request, in an application of this process over the same database; caches warm, or (`first`)
    as this process has them, which must not have been asked for it."""
    client = app.test_client(use_cookies=False)
    count = [0]

    def note(*_arguments: object) -> None:
        count[0] += 1

    def ask(extra: Mapping[str, str]) -> str | None:
        call = case.make(secrets)
        answer = client.open(call.path, method=call.method, headers={**call.headers, **extra}, data=call.body)
        return answer.headers.get("ETag")

    etag = None if first else ask({})
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        ask({"If-None-Match": etag} if case.revalidate and etag else {})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return count[0]
