"""The command line's `demo`: the demonstration centre, and who may sign in to it."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from conference.desk.demo import campus
from conference.desk.demo.build import build
from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import User


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demonstration centre; tell its log-ins."""
    if not somebody_there():
        click.echo("Setting up the demonstration centre …", err=True)
        build(clock.now())
    elif not is_demonstration():
        click.echo("This database holds a centre already; the demonstration goes into an empty one only.", err=True)
        raise SystemExit(2)
    tell_log_ins()


def somebody_there() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def is_demonstration() -> bool:
    return db.session.scalar(select(User.id).where(User.email == campus.PEOPLE[0][0])) is not None


def tell_log_ins() -> None:
    """Print everybody who may sign in to the demonstration."""
    click.echo(f"Demonstration log-ins (password of all: {campus.PASSWORD})", err=True)
    for email, given, family, role, organisation in campus.PEOPLE:
        click.echo(f"  {email:32} {role.replace('_', ' ')}{f' of {organisation}' if organisation else ''}: {given} {family}", err=True)
