"""A backup is the whole centre of one moment; a restore is all of it or nothing."""

import json
import shutil
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import func, select, text

from conference.kernel import backup, clock, dump, stamps
from conference.kernel.database import db, transaction
from conference.kernel.history import Change, record
from conference.kernel.mail import Letter, Mail, post
from tests.fixtures.apps import make_app

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


@transaction
def happen(number=1):
    """One change that leaves two rows and a stamp, always together."""
    post(Mail(to="nadia@example.org", locale="fr", subject=f"№ {number} \\ \t ünï", text="line\nline\n", about=f"booking:{number}"))
    record(f"booking:{number}", "made", by="system", at=MONDAY, after={"title": "Réunion", "rooms": [1, 2]})
    stamps.touch("centre", now=MONDAY)


def lose_everything():
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    db.session.remove()


def rows():
    db.session.rollback()
    letters = [(each.id, each.uid, each.subject, each.posted_at) for each in db.session.scalars(select(Letter).order_by(Letter.id))]
    changes = [(each.id, each.entity, each.after) for each in db.session.scalars(select(Change).order_by(Change.id))]
    return letters, changes, stamps.stamp("centre")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "monday.backup"


def test_what_was_lost_is_back_and_the_centre_goes_on(app, both_engines, file):
    for number in range(3):
        happen(number)
    upload = Path(app.config["UPLOAD_DIR"]) / "speakers" / "photo.webp"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"picture")
    before = rows()

    made = backup.write(file, now=MONDAY)
    lose_everything()
    shutil.rmtree(app.config["UPLOAD_DIR"])
    backup.read(file)

    *everything, mark = rows()
    assert everything == [*before[:2]]
    assert mark.version > before[2].version and mark.changed_at > before[2].changed_at  # never to be reached a second time
    assert upload.read_bytes() == b"picture"
    assert (made.tables["letter"], made.tables["change"], made.files) == (3, 3, 1)
    assert file.stat().st_mode & 0o077 == 0
    happen(4)  # numbers go on behind the restored ones
    assert [row[0] for row in rows()[0]] == [1, 2, 3, 4]


@pytest.mark.slow
def test_a_backup_while_others_write_is_of_one_moment(app, both_engines, file):
    stop = threading.Event()

    def keep_writing():
        with app.app_context():
            number = 0
            while not stop.is_set():
                happen(number := number + 1)
            db.session.remove()

    writers = [threading.Thread(target=keep_writing) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        backups = [backup.write(file.with_suffix(f".{number}"), now=MONDAY) for number in range(8)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    for number, made in enumerate(backups):
        assert made.tables["letter"] == made.tables["change"]
        with clock.at(MONDAY):
            backup.read(file.with_suffix(f".{number}"), force=True)
        letters, changes, mark = rows()
        raised = mark.version and mark.version - 2 * int(MONDAY.timestamp()) + 1  # the first change and the restore, both on Monday
        assert len(letters) == len(changes) == raised == made.tables["letter"]
    assert backups[-1].tables["letter"] > backups[0].tables["letter"]


def test_a_database_that_holds_something_is_not_overwritten_by_mistake(app, both_engines, file):
    happen()
    backup.write(file, now=MONDAY)
    happen(2)

    with pytest.raises(backup.Unusable, match="not empty"):
        backup.read(file)
    assert len(rows()[0]) == 2
    backup.read(file, force=True)
    assert len(rows()[0]) == 1


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -200])
def test_a_file_cut_short_changes_nothing(app, both_engines, file, cut):
    happen()
    backup.write(file, now=MONDAY)
    file.write_bytes(file.read_bytes()[:cut])

    with pytest.raises(backup.Unusable, match="cut short or damaged"):
        backup.read(file, force=True)
    assert len(rows()[0]) == 1


def rewrite(file, change):
    """The same backup with its members changed: `change(name, content) -> content`, None leaves it out."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            if (kept := change(name, content)) is not None:
                archive.writestr(name, kept)


def test_a_changed_member_or_a_missing_one_changes_nothing(app, both_engines, file):
    happen()
    backup.write(file, now=MONDAY)
    whole = file.read_bytes()

    rewrite(file, lambda name, content: content if name == "manifest.json" else content + b"x")
    with pytest.raises(backup.Unusable, match="damaged"):
        backup.read(file, force=True)
    file.write_bytes(whole)
    rewrite(file, lambda name, content: content if name == "manifest.json" else None)
    with pytest.raises(backup.Unusable, match="damaged"):
        backup.read(file, force=True)
    assert len(rows()[0]) == 1


def test_a_backup_of_an_unknown_schema_or_another_engine_is_refused(app, both_engines, file):
    backup.write(file, now=MONDAY)
    whole = file.read_bytes()

    def with_fact(**fact):
        file.write_bytes(whole)
        rewrite(file, lambda name, content: json.dumps(json.loads(content) | fact).encode() if name == "manifest.json" else content)

    with_fact(revision="ffffffffffff")
    with pytest.raises(backup.Unusable, match="not known here"):
        backup.read(file)
    with_fact(engine="oracle")
    with pytest.raises(backup.Unusable, match="oracle"):
        backup.read(file)


def test_no_member_leads_out_of_the_folder(app, file):
    assert [backup.harmless(name) for name in ("uploads/a/b.pdf", "/etc/passwd", "uploads/../../x", "uploads\\..\\x")] == [True, False, False, False]


def test_rows_that_the_tables_refuse_leave_everything_as_it_was(pg_app, file):
    happen()
    backup.write(file, now=MONDAY)
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    broken = {}

    def break_stamps(name, content):
        if name == "tables/stamp":
            content += content
            broken["sum"] = __import__("hashlib").sha256(content).hexdigest()
        return content

    rewrite(file, break_stamps)
    manifest["sums"]["tables/stamp"] = broken["sum"]
    rewrite(file, lambda name, content: json.dumps(manifest).encode() if name == "manifest.json" else content)

    with pytest.raises(backup.Unusable, match="refused the rows"):
        backup.read(file, force=True)
    assert len(rows()[0]) == 1
    assert db.session.scalar(text("select count(*) from pg_constraint where contype = 'f'")) > 0


def test_the_command_says_what_it_did_and_what_is_wrong_in_one_line(app, both_engines, file):
    happen()
    cli = app.test_cli_runner()

    made = cli.invoke(args=["backup", str(file)])
    assert (made.exit_code, made.stdout.splitlines()[-1].split(":")[0]) == (0, str(file))
    refused = cli.invoke(args=["restore", str(file)])
    assert (refused.exit_code, refused.stderr) == (2, "Error: The database is not empty. --force replaces everything in it.\n")
    assert cli.invoke(args=["restore", str(file), "--force"]).exit_code == 0
    absent = cli.invoke(args=["restore", str(file) + ".not"])
    assert (absent.exit_code, absent.stderr) == (2, f"Error: {file}.not does not exist.\n")
    nowhere = cli.invoke(args=["backup", "/nowhere/x"])
    assert (nowhere.exit_code, nowhere.stderr) == (2, "Error: /nowhere/x cannot be written: there is no such file or folder.\n")
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


@pytest.fixture
def bare_url(request, both_engines, tmp_path):
    """A database without a single table, on the engine of the test."""
    return request.getfixturevalue("empty_postgres") if both_engines == "postgresql" else f"sqlite:///{tmp_path / 'bare.db'}"


@pytest.mark.slow
def test_a_backup_goes_into_a_database_without_tables_and_one_of_another_schema_does_not(both_engines, bare_url, tmp_path, file):
    """The machine burned down: a new one, an empty database, the file."""
    with make_app(bare_url, tmp_path).app_context():
        backup.migrate()
        happen()
        made = backup.write(file, now=MONDAY)
        before = rows()
        db.session.remove()
        flask_migrate.downgrade(revision="base")
        assert set(dump.tables()) == {"alembic_version"}

        with pytest.raises(backup.Unusable, match=f"has schema –, the backup {made.revision}"):
            backup.read(file)
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
        backup.read(file)

        assert dump.revision() == made.revision
        assert rows()[:2] == before[:2]
        db.session.remove()
        db.engine.dispose()
