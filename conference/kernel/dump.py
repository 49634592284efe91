"""Every row of the database as files of one consistent moment, and back. SQLite through its online backup, PostgreSQL
through COPY in one REPEATABLE READ transaction; both while others read and write. No outside program is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
from psycopg import sql

from conference.kernel.database import db

SQLITE_FILE = "centre.db"
REFUSALS = (psycopg.Error, sqlite3.Error)
# What a running but empty centre has by itself.
OWN_TRACES = {"alembic_version", "heartbeat", "job", "stamp"}


@contextmanager
def driver() -> Iterator[Any]:
    """The driver's own connection to the database, outside the session; closed at the end."""
    connection = db.engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.detach()
        connection.close()


def tables() -> list[str]:
    """The names of all tables that the database has."""
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    with db.engine.connect() as connection:
        return [name for (name,) in connection.exec_driver_sql(query)]


def is_empty() -> bool:
    """Whether nobody has put anything in: no table has a row, those apart that the running centre fills by itself."""
    with db.engine.connect() as connection:
        return not any(connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first() for name in tables() if name not in OWN_TRACES)  # noqa: S608 - names from the catalogue


def revision() -> str | None:
    """The schema's revision as the migrations wrote it; None when they never ran."""
    if "alembic_version" not in tables():
        return None
    with db.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def dump(archive: ZipFile, work: Path) -> dict[str, int]:
    """Add the whole database to the archive; rows per table."""
    return dump_sqlite(archive, work) if db.engine.dialect.name == "sqlite" else dump_postgres(archive)


def load(archive: ZipFile, work: Path, counts: Mapping[str, int]) -> None:
    """Make the database hold exactly what the archive holds; all of it or, when anything fails, nothing."""
    if db.engine.dialect.name == "sqlite":
        load_sqlite(archive, work)
    else:
        load_postgres(archive, list(counts))


# SQLite ---------------------------------------------------------------------------------------------------------------


def dump_sqlite(archive: ZipFile, work: Path) -> dict[str, int]:
    """The database as one file, by the online backup."""
    copy = work / SQLITE_FILE
    with closing(sqlite3.connect(copy)) as target:
        with driver() as source:
            source.backup(target)  # all pages in one step: one moment, and in WAL mode nobody waits
        target.execute("PRAGMA journal_mode = DELETE")
        counts = {name: target.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables()}  # noqa: S608
    archive.write(copy, SQLITE_FILE)
    copy.unlink()
    return counts


def load_sqlite(archive: ZipFile, work: Path) -> None:
    """Overwrite the database by the archive's file, in one transaction of the online backup."""
    archive.extract(SQLITE_FILE, work)
    with closing(sqlite3.connect(work / SQLITE_FILE)) as source, driver() as target:
        source.backup(target)
    (work / SQLITE_FILE).unlink()


# PostgreSQL -----------------------------------------------------------------------------------------------------------

COLUMNS = """SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attname"""
FOREIGN_KEYS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""
SEQUENCES = """SELECT t.relname, a.attname, pg_get_serial_sequence(quote_ident(t.relname), a.attname)
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
    AND pg_get_serial_sequence(quote_ident(t.relname), a.attname) IS NOT NULL"""


def columns(connection: psycopg.Connection[Any], table: str) -> sql.Composed:
    """The table's own columns in the order of their names, the same in every database of this revision."""
    names = connection.execute(COLUMNS, [sql.Identifier(table).as_string(connection)])
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in names)


def dump_postgres(archive: ZipFile) -> dict[str, int]:
    """Each table as a member of COPY text, all of one snapshot."""
    names = tables()
    counts = {}
    with driver() as connection:
        connection.rollback()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for table in names:
            out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns(connection, table), sql.Identifier(table))
            with archive.open(f"tables/{table}", "w", force_zip64=True) as member, connection.cursor() as cursor:
                with cursor.copy(out) as rows:
                    for block in rows:
                        member.write(block)
                counts[table] = cursor.rowcount
        connection.rollback()
    return counts


def load_postgres(archive: ZipFile, names: list[str]) -> None:
    """In one transaction: foreign keys off, rows out and in, foreign keys on again (and so checked), sequences set on."""
    with driver() as connection:
        connection.rollback()
        with connection.transaction():
            keys = connection.execute(FOREIGN_KEYS).fetchall()
            for table, name, _definition in keys:
                connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name)))
            for table in names:
                copy_in(connection, archive, table)
            for table, name, definition in keys:
                again = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
                connection.execute(again.format(sql.SQL(table), sql.Identifier(name), sql.SQL(definition)))
            for table, column, sequence in connection.execute(SEQUENCES).fetchall():
                following = sql.SQL("SELECT setval({}, coalesce((SELECT max({}) FROM {}), 0) + 1, false)")
                connection.execute(following.format(sql.Literal(sequence), sql.Identifier(column), sql.Identifier(table)))


def copy_in(connection: psycopg.Connection[Any], archive: ZipFile, table: str) -> None:
    """Replace one table's rows by the archive's, past its triggers: they have done their work once."""
    name = sql.Identifier(table)
    connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    connection.execute(sql.SQL("DELETE FROM {}").format(name))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns(connection, table))
    with archive.open(f"tables/{table}") as member, connection.cursor() as cursor, cursor.copy(into) as rows:
        while block := member.read(1 << 20):
            rows.write(block)
    connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
