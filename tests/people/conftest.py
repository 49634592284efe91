"""What the tests of accounts stand on: Alice, a browser of hers, and the letters she gets."""

import re

import pytest
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.mail import Letter
from conference.people import actions
from tests import make
from tests.make import MONDAY, sign_in


@pytest.fixture
def alice(app):
    return make.user("Alice Martin")


@pytest.fixture
def ada(app):
    return make.user("Ada Admin", make.Role.ADMINISTRATOR)


@pytest.fixture
def monday():
    """Everything happens on Monday."""
    with clock.at(MONDAY):
        yield MONDAY


@pytest.fixture
def browser(app, alice, monday):
    """Alice's browser, signed in."""
    return sign_in(app.test_client(), alice)


@pytest.fixture
def office(app, ada, monday):
    """Ada's browser, signed in."""
    return sign_in(app.test_client(), ada)


@pytest.fixture
def letters(app):
    """The letters in the outbox, after the worker has answered who asked for links: `letters()`."""

    def posted():
        actions.answer_link_requests(clock.now())
        return db.session.scalars(select(Letter).order_by(Letter.id)).all()

    return posted


def path_in(letter):
    """Where the link in a letter leads."""
    return re.search(r"http://localhost(/\S+)", letter.text)[1]
