"""`user create`, `token create`: what they print, and one line on stderr with status 2 when the input is wrong."""

import pytest
from sqlalchemy import func, select

from conference.kernel.crypto import password_matches
from conference.kernel.database import db
from conference.people import queries
from conference.people.models import ApiToken, Person, Role, User
from tests import make
from tests.make import MONDAY, sign_in

NEW = "thunder lamp river 17"


@pytest.fixture
def run(app):
    def invoke(*arguments, said=None):
        db.session.rollback()
        return app.test_cli_runner().invoke(args=arguments, input=said)

    return invoke


def found(email):
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_an_account_with_a_password(run, app, both_engines):
    answer = run("user", "create", "Root@Example.org", "--role", "administrator", "--name", "Ruth Root", "--password-stdin", said=NEW + "\n")

    user = found("root@example.org")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "root@example.org: administrator\n", "")
    assert (user.name, user.holds(Role.ADMINISTRATOR), password_matches(user.password_hash, NEW)) == ("Ruth Root", True, True)
    sign_in(app.test_client(), user, NEW)


def test_without_a_password_the_invitation_link_is_printed(run, client):
    make.organisation()
    answer = run("user", "create", "olga@example.org", "--role", "organiser", "--organisation", "institute")

    assert answer.exit_code == 0
    link = answer.stdout.strip()
    assert link.startswith("http://localhost/invitations/")
    assert client.post(link.removeprefix("http://localhost"), data={"password": NEW}).status_code == 303
    sign_in(client, found("olga@example.org"), NEW)


@pytest.mark.parametrize(
    ("arguments", "said", "line"),
    [
        (["x@example.org", "--role", "organiser"], None, "An organiser belongs to an organisation."),
        (["x@example.org", "--role", "organiser", "--organisation", "nowhere"], None, "There is no organisation nowhere. There are: institute."),
        (["x@example.org", "--role", "administrator", "--organisation", "institute"], None, "This role is for the whole centre."),
        (["not an address", "--role", "door"], None, "not an address is not an e-mail address."),
        (["alice@example.org", "--role", "door"], None, "There is an account with this address already."),
        (["x@example.org", "--role", "door", "--password-stdin"], "password1234\n", "This password is among the first that would be guessed."),
        (["x@example.org", "--role", "door", "--password-stdin"], "", "Use at least 12 characters"),
        (["x@example.org", "--role", "emperor"], None, "Invalid value for '--role'"),
        (["x@example.org"], None, "Missing option '--role'"),
    ],
)
def test_wrong_input_is_one_line_and_nothing_is_done(run, alice, arguments, said, line):
    make.organisation()

    answer = run("user", "create", *arguments, said=said)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert line in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_token_alone_on_stdout(run, alice, both_engines):
    answer = run("token", "create", "Alice@example.org", "--scope", "read", "--scope", "bookings:write")

    token = queries.token_by_secret(answer.stdout.strip(), MONDAY)
    assert (answer.exit_code, answer.stderr, answer.stdout.count("\n")) == (0, "", 1)
    assert (token.user, token.scopes) == (alice, ["bookings:write", "read"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nobody@example.org"], "There is no account with the address nobody@example.org."),
        (["alice@example.org", "--scope", "all"], "Invalid value for '--scope'"),
    ],
)
def test_a_token_for_nobody_or_nothing_is_refused(run, alice, arguments, line):
    answer = run("token", "create", *arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert line in answer.stderr
    assert db.session.scalars(select(ApiToken)).all() == []
