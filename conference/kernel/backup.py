"""The whole centre in one file, written while it runs: database, uploads, and a manifest that says what must be in it.

A backup is complete or not there; a restore changes nothing before it has read the whole file and found it sound.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import flask_migrate
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from conference.kernel import clock, dump
from conference.kernel.database import db
from conference.kernel.disk import reason
from conference.kernel.message import Message, _
from conference.kernel.outage import why
from conference.kernel.restored import go_beyond

MANIFEST = "manifest.json"
FORMAT = 1
# what a step of the schema, a program of its own, may end with
STEP_FAILURES = (SQLAlchemyError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Unusable(Exception):
    """A backup that cannot be written or brought back; nothing has been changed. The message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: schema revision, rows per table, and each member's checksum."""

    format: int
    made_at: str
    engine: str
    revision: str | None
    tables: dict[str, int]
    sums: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def files(self) -> int:
        return sum(name.startswith("uploads/") for name in self.sums)


def migrate(revision: str = "head") -> None:
    """Bring the database's schema to this revision. Raises Unusable when the present one is not known here, and when a step fails:
    of that step nothing is left."""
    present = dump.revision()
    if present is not None and present not in known_revisions():
        raise Unusable(
            _(
                "The database has schema %(present)s, which is not known here: use the program version that made it, or a newer one.",
                present=present,
            )
        )
    try:
        flask_migrate.upgrade(revision=revision)
    except STEP_FAILURES as problem:
        db.session.remove()
        at = dump.revision() or "–"
        told = _(
            "The database could not be brought up to date: %(why)s. It stands at schema %(at)s as before the step that failed; the version of the"
            " program that made it runs on it.",
            why=f"{type(problem).__name__}: {why(problem)}", at=at,
        )  # fmt: skip
        raise Unusable(told) from problem


def is_empty() -> bool:
    """Whether nobody has put anything into the database."""
    return dump.is_empty()


# Writing --------------------------------------------------------------------------------------------------------------


def write(file: Path, *, now: datetime) -> Manifest:
    """Write the backup; readable by its owner only. Raises Unusable when the file cannot be written."""
    half = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as work:
            half.touch(mode=0o600)
            with ZipFile(half, "w", ZIP_DEFLATED, compresslevel=5) as archive:
                revision = dump.revision()
                tables = dump.dump(archive, Path(work))
                add_uploads(archive)
            sums = dict(checked(half))
            manifest = Manifest(FORMAT, now.isoformat(), db.engine.dialect.name, revision, tables, sums)
            with ZipFile(half, "a") as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        with half.open("rb") as whole:
            os.fsync(whole.fileno())
        half.replace(file)
    except OSError as problem:
        raise Unusable(_("%(file)s cannot be written: %(why)s.", file=file, why=reason(problem))) from problem
    finally:
        half.unlink(missing_ok=True)
    return manifest


def add_uploads(archive: ZipFile) -> None:
    """Every uploaded file. They are read after the database, so each one that it names is there."""
    folder = Path(str(current_app.config["UPLOAD_DIR"]))
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in tqdm(paths, desc=str(_("uploads")), disable=None, leave=False):
        archive.write(path, f"uploads/{path.relative_to(folder).as_posix()}")


def checked(file: Path) -> Iterator[tuple[str, str]]:
    """Each member's name and SHA-256, read back from the file."""
    with ZipFile(file) as archive:
        for name in tqdm(archive.namelist(), desc=str(_("check")), disable=None, leave=False):
            if name != MANIFEST:
                with archive.open(name) as member:
                    yield name, digest(member)


def digest(stream: IO[bytes]) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


# Reading --------------------------------------------------------------------------------------------------------------


def read(file: Path, *, force: bool = False) -> Manifest:
    """Bring the backup back. Raises Unusable for a damaged file, another engine, a schema that this program does not know,
    and, without `force`, a database that holds something; then nothing has been changed."""
    manifest = sound(file)
    refuse_misfit(manifest, force=force)
    if not dump.tables():
        migrate(str(manifest.revision))
    elif (present := dump.revision()) != manifest.revision:
        raise Unusable(
            _(
                "The database has schema %(present)s, the backup %(revision)s: restore into a new, empty database; it is then brought up to date.",
                present=present or "–",
                revision=manifest.revision,
            )
        )
    db.session.remove()
    try:
        with ZipFile(file) as archive, tempfile.TemporaryDirectory() as work:
            dump.load(archive, Path(work), manifest.tables)
            restore_uploads(archive)
    except dump.REFUSALS as problem:
        raise Unusable(_("The database refused the rows: %(why)s.", why=type(problem).__name__)) from problem
    db.engine.dispose()
    if manifest.revision is not None:
        migrate()
    go_beyond(datetime.fromisoformat(manifest.made_at), now=clock.now())
    return manifest


def sound(file: Path) -> Manifest:
    """The manifest of a backup of which every byte has been checked. Raises Unusable otherwise."""
    damaged = Unusable(_("%(file)s is no backup of a centre, or is cut short or damaged.", file=file))
    try:
        with ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
        sums = dict(checked(file))
    except FileNotFoundError as problem:
        raise Unusable(_("%(file)s does not exist.", file=file)) from problem
    except (OSError, BadZipFile, zlib.error, KeyError, TypeError, ValueError) as problem:
        raise damaged from problem
    if sums != manifest.sums or manifest.format != FORMAT or not all(map(harmless, sums)):
        raise damaged
    return manifest


def harmless(name: str) -> bool:
    """No name leads out of the folder it is restored into."""
    parts = PurePosixPath(name).parts
    return not name.startswith("/") and ".." not in parts and "\\" not in name


def refuse_misfit(manifest: Manifest, *, force: bool) -> None:
    """Raises Unusable when the backup cannot go into this database."""
    engine = db.engine.dialect.name
    if manifest.engine != engine:
        raise Unusable(_("The backup is of %(theirs)s, the database is %(ours)s.", theirs=manifest.engine, ours=engine))
    if manifest.revision is not None and manifest.revision not in known_revisions():
        raise Unusable(
            _(
                "The backup's schema %(revision)s is not known here: use the program version that wrote it, or a newer one.",
                revision=manifest.revision,
            )
        )
    if manifest.revision is None and not dump.tables():
        raise Unusable(_("The backup names no schema revision, and the database has no tables yet."))
    if not force and not dump.is_empty():
        raise Unusable(_("The database is not empty. --force replaces everything in it."))


def known_revisions() -> set[str]:
    """Every schema revision that this program has migrations for."""
    config: Any = current_app.extensions["migrate"].migrate.get_config()
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def restore_uploads(archive: ZipFile) -> None:
    """Put every uploaded file back; one of the same name is replaced."""
    folder = Path(str(current_app.config["UPLOAD_DIR"]))
    for name in tqdm([name for name in archive.namelist() if name.startswith("uploads/")], desc=str(_("uploads")), disable=None, leave=False):
        target = folder / name.removeprefix("uploads/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
