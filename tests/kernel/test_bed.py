"""The test bed itself: what the other tests rely on."""

from sqlalchemy import func, select, text

from conference.kernel.database import db, transaction
from conference.kernel.mail import Letter, Mail, post


@transaction
def post_one():
    post(Mail(to="nadia@example.org", locale="en", subject="Hello", text="Hello"))


def test_a_test_finds_an_empty_centre_on_both_engines(app, both_engines):
    assert db.engine.dialect.name == both_engines
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0
    post_one()
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_and_the_next_one_again(app, both_engines):
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0
    post_one()
    assert db.session.scalar(select(Letter.id)) == 1


def test_numbers_begin_again_on_postgresql(pg_app):
    post_one()
    assert db.session.scalar(select(Letter.id)) == 1
    assert db.session.scalar(text("select current_setting('server_version_num')::int")) >= 160000


def test_a_request_has_a_context_of_its_own(client):
    assert client.get("/nowhere").status_code == 404
