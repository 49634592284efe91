"""A real Redis for the tests that need one; bin/test installs it where it may."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fixtures import free_port
from tests.fixtures.servers import wait_until


class Redis:
    """A Redis server of the test's own, that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: self.says("PING") == "+PONG", why="Redis answers")

    def says(self, command: str) -> str:
        """The first line of its answer; empty while there is none."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
            line.sendall(f"{command}\r\n".encode())
            return line.recv(200).decode().partition("\r\n")[0]
        return ""

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        pytest.fail("redis-server is missing: install it (Debian: apt-get install redis-server)")
    server = Redis(tmp_path)
    yield server
    server.kill()
