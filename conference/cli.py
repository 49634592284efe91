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
from conference.kernel.command import Wrong


def init_app(app: Flask) -> None:
    for command in (worker, backup, restore, prepare):
        app.cli.add_command(command)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Deliver mail, run expiries and purges. Several may run at once."""
    telemetry.write_lines(str(current_app.config["LOG_LEVEL"]))
    stop = Event()

    def end(_signal: int, _frame: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    jobs.work(once=once, stop=stop)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole centre, database and uploads, into FILE while it runs."""
    try:
        manifest = archive.write(file, now=clock.now())
    except archive.Unusable as problem:
        raise Wrong(str(problem)) from problem
    click.echo(f"{file}: {manifest.rows} rows, {manifest.files} files, {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what the database holds.")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Bring back the centre that FILE holds, into an empty database."""
    try:
        manifest = archive.read(file, force=force)
    except archive.Unusable as problem:
        raise Wrong(str(problem)) from problem
    click.echo(f"{file}: {manifest.rows} rows and {manifest.files} files of {manifest.made_at} are back")


@click.command()
@click.option("--empty", is_flag=True, help="Leave an empty database empty.")
@click.pass_context
@with_appcontext
def prepare(context: click.Context, empty: bool) -> None:
    """Bring the database to the present schema; fill an empty one with the demonstration centre, except in production."""
    fresh = archive.is_empty()
    archive.migrate()
    production = current_app.config["APP_ENV"] == "production"  # where log-ins that everybody knows have no place
    if (fresh and not empty and not production) or is_demonstration():
        context.invoke(demo)
