"""The command line's groups that belong to no feature: `flask --app wsgi worker | backup | restore | prepare`.

Wrong input is one clear line on stderr and exit status 2; nothing is half done.
"""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from conference.desk.commands import demo, is_demonstration
from conference.kernel import backup as archive
from conference.kernel import clock, jobs, telemetry
from conference.kernel.cldr import format_number
from conference.kernel.command import Command, Option, Silent, Wrong
from conference.kernel.database import db
from conference.kernel.message import _, _n


def init_app(app: Flask) -> None:
    for command in (worker, backup, restore, prepare):
        app.cli.add_command(command)


@click.command(cls=Silent, help=_("Deliver mail, run expiries and purges. Several may run at once."))
@click.option("--once", cls=Option, is_flag=True, help=_("Do what is due now, then end."))
@with_appcontext
def worker(once: bool) -> None:
    telemetry.write_lines(str(current_app.config["LOG_LEVEL"]))
    stop = Event()

    def end(_signal: int, _frame: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    jobs.work(once=once, stop=stop)


@click.command(cls=Command, help=_("Write the whole centre, database and uploads, into FILE while it runs."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    try:
        manifest = archive.write(file, now=clock.now())
    except archive.Unusable as problem:
        raise Wrong(str(problem)) from problem
    size = format_number(file.stat().st_size)
    click.echo(_("%(file)s: %(what)s, %(size)s bytes", file=file, what=counted(manifest), size=size))


@click.command(cls=Command, help=_("Bring back the centre that FILE holds, into an empty database."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", cls=Option, is_flag=True, help=_("Replace what the database holds."))
@with_appcontext
def restore(file: Path, force: bool) -> None:
    try:
        manifest = archive.read(file, force=force)
    except archive.Unusable as problem:
        raise Wrong(str(problem)) from problem
    click.echo(_("%(file)s: back from %(made_at)s: %(what)s", file=file, made_at=manifest.made_at, what=counted(manifest)))


def counted(manifest: archive.Manifest) -> str:
    """How much a backup holds."""
    rows = _n("%(count)s row", "%(count)s rows", manifest.rows, count=format_number(manifest.rows))
    files = _n("%(count)s file", "%(count)s files", manifest.files, count=format_number(manifest.files))
    return f"{rows}, {files}"


@click.command(
    cls=Command,
    help=_("Bring the database to the present schema; fill an empty one with the demonstration centre, except in production."),
)
@click.option("--empty", cls=Option, is_flag=True, help=_("Leave an empty database empty."))
@click.pass_context
@with_appcontext
def prepare(context: click.Context, empty: bool) -> None:
    fresh = archive.is_empty()
    try:
        archive.migrate()
    except archive.Unusable as problem:
        raise Wrong(str(problem)) from problem
    production = current_app.config["APP_ENV"] == "production"  # where log-ins that everybody knows have no place
    if (fresh and not empty and not production) or is_demonstration():
        context.invoke(demo)


def make_ready(app: Flask, *, empty: bool) -> None:
    """`prepare` within a process that goes on to serve: nothing of it stays open when it forks. Ends the process when it fails."""
    with app.app_context():
        try:
            prepare.main(["--empty"] if empty else [], prog_name="prepare", standalone_mode=False)
        except click.ClickException as problem:
            problem.show()
            raise SystemExit(problem.exit_code) from problem
        finally:
            db.session.remove()
            db.engine.dispose()
