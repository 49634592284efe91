"""A view whose policy was forgotten opens nothing: what it says is not told, what it does is not done."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.policy import signed_in
from conference.kernel.web import allow, public
from conference.people.actions import create_organisation
from conference.people.models import Kind, Login, Organisation
from tests import make
from tests.make import MONDAY, sign_in


def change() -> str:
    create_organisation("planted", name=make.Words("Planted"), kind=Kind.PARTNER, by="system", now=MONDAY)
    return "what nobody should read"


def forgetful() -> str:
    return change()


def too_late() -> str:
    said = change()
    allow(signed_in)
    return said


def asking() -> str:
    allow(signed_in)
    return change()


@public
def marked() -> str:
    return change()


def silent() -> str:
    return "what nobody should read"


@pytest.fixture
def settings():
    return {"WTF_CSRF_ENABLED": False}


@pytest.fixture
def monday():
    with clock.at(MONDAY):
        yield MONDAY


@pytest.fixture
def with_views(app: Flask) -> Flask:
    for view in (forgetful, too_late, asking, marked, silent):
        app.add_url_rule(f"/-/{view.__name__}", view.__name__, view, methods=["GET", "POST"])
    return app


def planted() -> bool:
    db.session.rollback()
    return db.session.scalars(select(Organisation).filter_by(slug="planted")).first() is not None


@pytest.mark.parametrize(
    ("view", "done"),
    [("forgetful", (403, False)), ("too_late", (403, False)), ("asking", (200, True)), ("marked", (200, True)), ("silent", (403, False))],
)
def test_what_was_not_asked_for_is_neither_told_nor_done(with_views, client, monday, view, done):
    sign_in(client, make.user("Ada Admin", make.Role.ADMINISTRATOR))

    answer = client.post(f"/-/{view}")

    assert (answer.status_code, planted()) == done
    assert ("nobody should read" in answer.text) == done[1]


def test_that_a_log_in_is_in_use_is_noted_before_any_policy(with_views, client, monday):
    ada = make.user("Ada Admin", make.Role.ADMINISTRATOR)
    sign_in(client, ada)
    login = db.session.scalars(select(Login)).one()
    make.changed(login, seen_at=MONDAY - timedelta(hours=1))

    assert client.get("/-/silent").status_code == 403
    assert client.get("/account/").status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(Login)).one().seen_at == MONDAY
