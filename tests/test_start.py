"""What keeps the centre from starting, or a command from its work, is one sentence: what, why, what to do; never a traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import requests

from config import Missing, settings
from tests.fixtures import ROOT, free_port
from tests.fixtures.servers import wait_until

pytestmark = pytest.mark.slow
AWAY = "postgresql://nobody@127.0.0.1:1/centre"
REFUSED = 'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused'
CHECK = "Check that it runs and that DATABASE_URL names it."
OWNER = "It and its folder must belong to whoever runs the centre."
GIVE = "Give it to whoever runs the centre, or name another folder with INSTANCE_DIR."


def run(*command, **settings):
    """Exit status and everything that was said."""
    environment = os.environ | {"PORT": str(free_port())} | settings
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def flask(*words, **settings):
    return run(sys.executable, "-m", "flask", "--app", "wsgi", *words, **settings)


@pytest.fixture
def instance(tmp_path):
    return {"INSTANCE_DIR": str(tmp_path / "instance")}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DATABASE_URL": AWAY}, f"Error: The database cannot be reached: {REFUSED}. {CHECK}"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, f"Error: The database file /nowhere/at/all.db cannot be used: unable to open database file. {OWNER}"),
        ({"INSTANCE_DIR": "/proc/centre"}, f"/proc/centre cannot be written: No such file or directory. {GIVE}"),
        ({"WEB_WORKERS": "many"}, "WEB_WORKERS takes a whole number, not many."),
        ({"PORT": "http"}, "PORT takes a number, not http."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_serve_says_in_one_sentence_why_it_does_not_start(instance, given, sentence):
    status, said = run("bin/serve", "--empty", **instance | given)
    assert (status, said) == (1, sentence + "\n")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (("DATABASE_URL", "oracle://centre"), "DATABASE_URL names no database that this program knows: it takes sqlite:///file or postgresql://user:password@host/name."),
        (("MAIL_URL", "mail.example.org"), "MAIL_URL takes one of these: smtp://, smtps://, file:///."),
        (("CACHE_URL", "localhost:6379"), "CACHE_URL takes one of these: redis://, rediss://, unix://."),
        (("LOG_LEVEL", "loud"), "LOG_LEVEL takes one of these: debug, info, warning, error."),
        (("DEFAULT_TIMEZONE", "Paris"), "DEFAULT_TIMEZONE takes a time zone by its name, as Europe/Paris; there is no Paris."),
        (("PROXIES", "one"), "PROXIES takes a whole number, not one."),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_told_with_what_it_takes(monkeypatch, setting, sentence):
    monkeypatch.setenv(*setting)
    with pytest.raises(Missing) as missing:
        settings()
    assert str(missing.value) % missing.value.facts == sentence


def test_serve_names_the_step_of_the_schema_that_failed_and_leaves_nothing_of_it(instance, tmp_path):
    file = tmp_path / "centre.db"
    given = instance | {"DATABASE_URL": f"sqlite:///{file}"}
    assert flask("prepare", "--empty", **given) == (0, "")
    with closing(sqlite3.connect(file)) as database:
        database.executescript("DROP TABLE material; UPDATE alembic_version SET version_num = '0002'")
        before = database.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()

    status, said = run("bin/serve", "--empty", **given)

    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(
        "Error: The database could not be brought up to date: OperationalError: table photo already exists. It stands at schema 0002"
    )
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall() == before
        database.executescript("UPDATE alembic_version SET version_num = '9999'")
    assert run("bin/serve", "--empty", **given) == (
        1, "Error: The database has schema 9999, which is not known here: use the program version that made it, or a newer one.\n"
    )  # fmt: skip


def test_a_file_that_is_no_database_is_told(instance, tmp_path):
    (tmp_path / "junk.db").write_text("not a database, " * 100)
    sentence = f"Error: The database file {tmp_path}/junk.db cannot be used: file is not a database. {OWNER}\n"
    assert run("bin/serve", "--empty", **instance, DATABASE_URL=f"sqlite:///{tmp_path}/junk.db") == (1, sentence)


def test_serve_and_test_need_a_new_enough_python(tmp_path):
    """A machine on which every python says that it is too old."""
    for name in ("bin", "requirements.txt", "requirements-dev.txt"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "cat", "cksum", "dirname", "env", "flock"):
        (tools / name).symlink_to(shutil.which(name))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for command in ("serve", "test"):
        done = subprocess.run([tools / "bash", f"bin/{command}"], cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True, timeout=30)
        said = "Python 3.11 or newer is needed and was not found: install it, or name one with PYTHON=/path/to/python.\n"
        assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.parametrize(
    "words", [("backup", "never.backup"), ("user", "create", "ana@example.org", "--role", "administrator"), ("worker", "--once")]
)
def test_a_command_says_that_the_database_is_away_or_empty(instance, words, tmp_path):
    assert flask(*words, **instance, DATABASE_URL=AWAY) == (2, f"Error: The database cannot be reached: {REFUSED}. {CHECK}\n")
    if words[0] != "backup":
        status, said = flask(*words, **instance, DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
        line = "Error: The database has no tables yet, or old ones: flask --app wsgi prepare --empty brings it up to date.\n"
        assert (status, said) == (2, line)


def test_it_is_said_in_the_terminals_language(instance):
    _status, said = flask("worker", "--once", **instance, DATABASE_URL=AWAY, LC_ALL="fr_FR.UTF-8")
    assert said.startswith("Erreur\u00a0: La base de données est injoignable")
    _status, said = run("bin/serve", "--empty", **instance, WEB_WORKERS="many", DEFAULT_LOCALE="fr")
    assert said == "WEB_WORKERS attend un nombre entier, pas many.\n"
    _status, said = flask("worker", "--once", **instance, DATABASE_URL="oracle://x", LC_ALL="fr_FR.UTF-8")
    assert said.startswith("DATABASE_URL ne désigne aucune base")


def test_while_the_database_is_away_readers_hear_503_and_the_worker_waits_with_one_line(app, serve, start_worker):
    """A server and a worker that live before their database does."""
    server, worker = serve(workers=1, DATABASE_URL=AWAY), start_worker(DATABASE_URL=AWAY)
    for path in ("/", "/api/v1/rooms", "/calendar/centre.ics"):
        answer = requests.get(server.url + path, timeout=20)
        assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    assert "Traceback" not in server.log.read_text()
    assert '"at": [' not in server.log.read_text()

    wait_until(lambda: "database away" in worker.log.read_text(), why="the worker tells it")
    assert worker.process.poll() is None
    assert worker.stop() == 0
    assert worker.log.read_text().count("\n") == 1
