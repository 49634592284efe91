"""Servers to measure: the centre and a bare Flask "hello", both under the production server with two workers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Server:
    """A running server: where it listens, what its processes have cost so far, how much memory its workers hold."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def processes(self) -> list[int]:
        found = [self.process.pid]
        for parent in found:
            children = Path(f"/proc/{parent}/task/{parent}/children")
            found += [int(child) for child in children.read_text().split()] if children.exists() else []
        return found

    def cpu_ms(self) -> float:
        """CPU of the server and all its children so far, in milliseconds, to the kernel's nanosecond count."""
        return sum(int((task / "schedstat").read_text().split()[0]) for pid in self.processes() for task in Path(f"/proc/{pid}/task").iterdir()) / 1e6

    def settle(self) -> None:
        """Wait until all of its workers have started: what the second one loads is no part of a request."""
        spent = -1.0
        while (now := self.cpu_ms()) - spent > 5:
            spent = now
            time.sleep(0.5)

    def worker_mb(self) -> float:
        """The largest worker's own memory (PSS: shared pages counted by their share)."""
        workers = self.processes()[1:]
        pss = [
            int(line.split()[1]) for pid in workers for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")
        ]
        return max(pss) / 1024


@contextmanager
def serving(application: str, settings: Mapping[str, str], *, workers: int = 2) -> Iterator[tuple[Server, float]]:
    """The server and the seconds it took to answer its first request."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "--bind", f"127.0.0.1:{port}", application]
    environment = {**os.environ, **settings, "WEB_WORKERS": str(workers)}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        server, seconds = Server(process, port), time.perf_counter() - began
        server.settle()
        yield server, seconds
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if process.poll() is not None:
            raise SystemExit("the server did not start: try bin/serve to see why")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
            continue
        return
    raise SystemExit("the server did not answer within 30 s")
