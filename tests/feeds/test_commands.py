"""`flask --app wsgi import-schedule`: one clear line, exit 2 and nothing half done on wrong input; a progress bar on a terminal."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest
from sqlalchemy import func, select

from conference.feeds import commands
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.difference import Line
from conference.programme.models import Event, Session
from tests import make
from tests.fixtures.servers import environment_of
from tests.fixtures.shared import ROOT


@pytest.fixture
def run(app):
    """Run the command as a process of its own on the test's database."""

    def start(*arguments, **options):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "import-schedule", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment_of(app), capture_output=True, text=True, timeout=120, **options)

    return start


def counted():
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (Event, Session)]


def test_a_file_is_imported_shown_and_imported_again(run, shared):
    file = shared / "data/frab/pretalx-democon.json"
    tried = run(file, "--event", "democon", "--dry-run")
    assert (tried.returncode, tried.stdout) == (0, "democon: would be new, 36 talks, 2 rooms, 27 people, 2 tracks\n")
    assert counted() == [0, 0]
    done = run(file, "--event", "democon")
    assert (done.returncode, done.stdout, done.stderr) == (0, "democon: new, 36 talks, 2 rooms, 27 people, 2 tracks\n", "")
    assert counted() == [1, 36]
    again = run(file, "--event", "democon")
    assert (again.returncode, again.stdout) == (0, "democon: nothing has changed\n")


def test_what_a_changed_file_changes_is_told_item_by_item(run, shared, tmp_path):
    file = shared / "data/frab/pretalx-democon.json"
    run(file, "--event", "democon")
    text = file.read_text()
    changed = tmp_path / "changed.json"
    changed.write_text(
        text.replace("Focused 5thgeneration hardware", "Another title").replace('"2020-12-14T10:00:00+01:00"', '"2020-12-14T10:15:00+01:00"', 1)
    )
    done = run(changed, "--event", "democon")
    assert done.stdout.splitlines() == [
        "democon: 1 moved, 1 changed (times in UTC)",
        "  moved      33 “Secured mobile concept” 14 Dec 2020, 09:15 Gray Room (was 14 Dec 2020, 09:00 Gray Room)",
        "  changed    25 “Another title” 14 Dec 2020, 08:00 Gray Room [title]",
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "Error: bad.xml: The file is empty."),
        (b"<schedule><version>1</version>", "Error: bad.xml: line 1, inside <schedule>: The file is broken or cut off here (no element found)."),
        (b"<rss/>", "Error: bad.xml: line 1: This is no schedule: it begins with <rss>, not with <schedule>."),
    ],
)
def test_a_wrong_file_is_one_line_and_nothing_is_written(run, tmp_path, content, line):
    (tmp_path / "bad.xml").write_bytes(content)
    done = run(tmp_path / "bad.xml", "--event", "bad")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line + "\n")
    assert counted() == [0, 0]


def test_other_wrong_input_is_one_line_too(app, shared, tmp_path):
    """Inside this process, where the program is loaded already: that a process of its own ends so, the tests above show."""

    def said(*words):
        done = app.test_cli_runner().invoke(args=["import-schedule", *map(str, words)])
        return done.exit_code, done.stderr

    file = shared / "data/frab/pretalx-democon.json"
    assert said(tmp_path / "none.xml", "--event", "x") == (2, "Error: none.xml: The file cannot be opened: there is no such file or folder.\n")
    code, line = said(file, "--event", "Not An Address")
    assert (code, len(line.splitlines())) == (2, 1) and "small letters" in line
    assert said() == (2, "Error: Missing argument 'FILE'.\n")
    assert said(file, "--event", "democon", "--organisation", "nobody") == (2, "Error: There is no organisation nobody.\n")
    make.organisation("hospital", "The Hospital")
    assert said(file, "--event", "democon", "--organisation", "hospital")[0] == 0
    assert counted() == [1, 36]


def test_on_a_terminal_there_is_a_progress_bar(app, shared):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import-schedule", str(shared / "data/frab/frab-camp2019.json"), "--event", "camp"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment_of(app), stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while chunk := read(ours):
        seen += chunk
    assert process.wait(60) == 0
    assert b"0/79" in seen and b"talks/s" in seen


def read(terminal):
    """What comes from a terminal; nothing when the other side has closed it."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_the_report_is_on_the_events_clocks_and_in_the_readers_language(app):
    was = {"was": make.span("2027-10-31", "03:00", "04:00"), "was_room": Words({"fr": "Hall"})}
    line = Line("uid", "A1", Words({"fr": "Accueil"}), make.span("2027-03-28", "01:30", "04:00"), Words({"fr": "Salle"}), **was)

    with app.test_request_context(headers={"Accept-Language": "fr"}):
        told = commands.said(line, make.PARIS)

    assert told == "A1 “Accueil” 28 mars 2027, 01:30 Salle (avant\u00a0: 31 oct. 2027, 03:00 Hall)"
