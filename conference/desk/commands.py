"""The command line's `demo`: the demonstration centre, and who may sign in to it."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from conference.desk.demo import campus
from conference.desk.demo.build import build
from conference.kernel import clock
from conference.kernel.command import Command
from conference.kernel.database import db
from conference.kernel.message import _
from conference.people.models import User
from conference.people.rules import Role


@click.command(cls=Command, help=_("Fill an empty database with the demonstration centre; tell its log-ins."))
@with_appcontext
def demo() -> None:
    if not somebody_there():
        click.echo(_("Setting up the demonstration centre …"), err=True)
        build(clock.now())
    elif not is_demonstration():
        click.echo(_("This database holds a centre already; the demonstration goes into an empty one only."), err=True)
        raise SystemExit(2)
    tell_log_ins()


def somebody_there() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is not None


def is_demonstration() -> bool:
    return db.session.scalar(select(User.id).where(User.email == campus.PEOPLE[0][0])) is not None


def tell_log_ins() -> None:
    """Print everybody who may sign in to the demonstration."""
    click.echo(_("Demonstration log-ins (password of all: %(password)s)", password=campus.PASSWORD), err=True)
    for email, given, family, role, organisation in campus.PEOPLE:
        label = Role(role).label
        what = _("%(role)s of %(organisation)s", role=label, organisation=organisation) if organisation else label
        click.echo(_("  %(email)s %(what)s: %(name)s", email=email.ljust(32), what=what, name=f"{given} {family}"), err=True)
