"""The two commands as people use them: from a checkout, in a terminal, with a wrong argument, stopped by a signal."""

import os
import resource
import shutil
import signal
import subprocess
import urllib.request

import pytest

from tests.fixtures import ROOT, free_port
from tests.fixtures.servers import wait_until

pytestmark = pytest.mark.slow
# Under five seconds on a free machine with two cores; in CPU time, because here others work beside it.
SECOND_START_CPU_S = 6.5


@pytest.fixture
def checkout(tmp_path):
    """The project's files as git has or would take them, with the environment that already stands."""
    folder = tmp_path / "centre"
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


class Centre:
    """`bin/serve`, started as a terminal starts it."""

    def __init__(self, folder, *arguments, **settings):
        self.port = free_port()
        self.said = folder / "said.log"
        environment = os.environ | {"PORT": str(self.port)} | settings
        with self.said.open("w") as log:
            self.process = subprocess.Popen(
                ["bin/serve", *arguments], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )  # fmt: skip

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def is_open(self):
        assert self.process.poll() is None, self.said.read_text()
        return f"The centre is open at {self.url}" in self.said.read_text()

    def end(self, how=signal.SIGTERM):
        os.killpg(self.process.pid, how)
        return self.process.wait(20)

    def workers(self):
        listed = subprocess.run(["ps", "-ww", "-eo", "pid,pgid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
        return [int(line.split()[0]) for line in listed if line.split()[1] == str(self.process.pid) and line.endswith("wsgi worker")]

    def left(self):
        """Processes of its group that still run."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@pytest.fixture
def start(checkout):
    started = []

    def one(*arguments, **settings):
        started.append(Centre(checkout, *arguments, **settings))
        return started[-1]

    yield one
    for each in started:
        if each.left():
            os.killpg(each.process.pid, signal.SIGKILL)
        each.process.wait()


def test_serve_opens_the_centre_and_ctrl_c_closes_all_of_it(start):
    centre = start("--empty")
    wait_until(centre.is_open)
    with urllib.request.urlopen(centre.url) as page:
        assert page.status == 200
    assert centre.end(signal.SIGINT) == 0
    wait_until(lambda: not centre.left(), seconds=10)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    again = start("--empty")
    wait_until(again.is_open)
    assert again.end() == 0
    wait_until(lambda: not again.left(), seconds=10)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECOND_START_CPU_S


def test_serve_takes_only_what_it_knows(start):
    centre = start("--nonsense")
    assert centre.process.wait(10) == 2
    assert centre.said.read_text() == "bin/serve: --nonsense is not known; it takes --empty only.\n"


def test_serve_says_that_its_door_is_taken(start):
    centre = start("--empty")
    wait_until(centre.is_open)
    second = start("--empty", PORT=str(centre.port))
    assert second.process.wait(30) == 1
    assert second.said.read_text() == f"127.0.0.1:{centre.port} is in use or not ours to take: choose another with PORT=…\n"


def test_in_production_it_refuses_to_start_without_a_secret_of_its_own(start):
    centre = start("--empty", APP_ENV="production", SECRET_KEY="")
    assert centre.process.wait(30) == 1
    assert centre.said.read_text() == "SECRET_KEY is not set: give the application a long random secret of its own (openssl rand -hex 32).\n"


def test_when_the_worker_dies_the_centre_says_so_and_ends(start):
    centre = start("--empty")
    wait_until(centre.is_open)
    wait_until(centre.workers)
    os.kill(centre.workers()[0], signal.SIGKILL)
    assert centre.process.wait(20) == 137
    assert "A process of the centre ended (exit 137); stopping the rest.\n" in centre.said.read_text()
    wait_until(lambda: not centre.left(), seconds=10)
