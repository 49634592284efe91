"""The command line for accounts: `user create`, `token create`. Wrong input is one line on stderr and exit status 2."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.command import Command, Group, Option, Wrong
from conference.kernel.database import db, transaction
from conference.kernel.forms import looks_like_address
from conference.kernel.history import SYSTEM
from conference.kernel.i18n import locales
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import absolute
from conference.people import actions, queries
from conference.people.actions.staff import create_user
from conference.people.models import Organisation, User
from conference.people.rules import Role, Scope

SCOPES = [each.value for each in Scope]
user = Group("user", help=_("Accounts of people."))
token = Group("token", help=_("Keys for programs."))


@user.command("create", cls=Command, help=_("Make an account with a role; without a password its invitation link is printed."))
@click.argument("email")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True)
@click.option("--organisation", cls=Option, metavar="SLUG", help=_("The organisation in which the role holds."))
@click.option("--name", cls=Option, default="", help=_("How the person is called."))
@click.option("--password-stdin", cls=Option, is_flag=True, help=_("Read the password from standard input."))
def create(email: str, role: str, organisation: str | None, name: str, password_stdin: bool) -> None:
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        made, secret = make_account(checked_address(email), Role(role), found_organisation(organisation), name, password)
    except Refused as refused:
        raise Wrong(" ".join(str(objection.message) for objection in refused.objections)) from refused
    click.echo(f"{made.email}: {role}" if secret is None else absolute("people.invitation", secret=secret))


@transaction
def make_account(email: str, role: Role, organisation: Organisation | None, name: str, password: str | None) -> tuple[User, str | None]:
    """The account, and with no password the secret of its invitation; all of it or nothing."""
    now = clock.now()
    given, _space, family = name.strip().partition(" ")
    made = create_user(email, role=role, organisation=organisation, language=locales()[0], given_name=given, family_name=family, by=SYSTEM, now=now)
    if password is None:
        return made, actions.invitation_link(made, now=now)
    actions.change_password(made, password=password, keep=None, by=SYSTEM, now=now)
    return made, None


def checked_address(email: str) -> str:
    if not looks_like_address(email) or len(email) > 254:
        raise Wrong(str(_("%(text)s is not an e-mail address. It looks like name@example.org.", text=email[:100])))
    return email.lower()


def found_organisation(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = db.session.scalars(select(Organisation).filter_by(slug=slug)).one_or_none()
    if found is None:
        there_are = ", ".join(each.slug for each in queries.all_organisations()) or "–"
        raise Wrong(str(_("There is no organisation %(slug)s. There are: %(known)s.", slug=slug[:60], known=there_are)))
    return found


@token.command("create", cls=Command, help=_("Make an API token that acts as this person, and print it: alone, once."))
@click.argument("email")
@click.option(
    "--scope",
    "scopes",
    cls=Option,
    multiple=True,
    type=click.Choice(SCOPES),
    help=_("Narrow what it may do; may be repeated."),
)
@click.option("--name", cls=Option, default="command line", help=_("What will use it."))
def create_token(email: str, scopes: tuple[str, ...], name: str) -> None:
    account = queries.user_by_email(email)
    if account is None:
        raise Wrong(str(_("There is no account with the address %(email)s.", email=email[:100])))
    try:
        click.echo(actions.create_token(account, scopes=scopes, name=name[:80], by=SYSTEM, now=clock.now()))
    except Refused as refused:
        raise Wrong(" ".join(str(objection.message) for objection in refused.objections)) from refused
