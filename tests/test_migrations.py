"""Migrations make what the models say, on both engines, and go up and down on a filled database."""

import json
import warnings

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from conference.kernel.database import db
from conference.kernel.history import Change, record
from conference.kernel.mail import Letter
from conference.kernel.owed import LetterOwed
from conference.kernel.words import Words
from conference.programme.actions import add_session, publish_timetable
from conference.programme.models import PublishedSession, Session
from conference.programme.queries_draft import preview
from conference.registration.actions import register
from conference.registration.models import Registration
from tests import make
from tests.fixtures.apps import make_app
from tests.registration.cast import enrol


@pytest.fixture
def empty_url(both_engines, request, tmp_path):
    """A database without any table."""
    if both_engines == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield request.getfixturevalue("empty_postgres")


@pytest.fixture
def migrated(empty_url, tmp_path):
    with make_app(empty_url, tmp_path).app_context():
        flask_migrate.upgrade()
        yield db
        db.session.remove()
        db.engine.dispose()


def differences() -> list:
    with db.engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PostgreSQL's expression index behind the exclusion constraint is told, not compared
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [each for each in compare_metadata(context, db.metadata) if "unit_taken" not in str(each)]


def test_the_migrations_make_what_the_models_say(migrated):
    assert differences() == []


def test_the_migrated_database_refuses_the_overlap_itself(migrated):
    place = make.centre()
    claim = "INSERT INTO claim (unit_id, closure_id, starts_at, ends_at, blocking) VALUES (:unit, :closure, '2027-03-01 09:00:00.000000', '2027-03-01 10:00:00.000000', true)"
    closure = "INSERT INTO closure (uid, room_id, reason, starts_at, ends_at, created_at) VALUES (:uid, :unit, 'x', '2027-03-01 09:00:00.000000', '2027-03-01 10:00:00.000000', '2027-03-01 09:00:00.000000')"
    unit = place.hall_a.id
    db.session.rollback()
    with db.engine.begin() as connection:
        for uid in ("one", "two"):
            connection.execute(text(closure), {"uid": uid, "unit": unit})
        ids = list(connection.execute(text("SELECT id FROM closure ORDER BY id")).scalars())
        connection.execute(text(claim), {"unit": unit, "closure": ids[0]})
    with pytest.raises(DBAPIError, match="unit_taken"), db.engine.begin() as connection:
        connection.execute(text(claim), {"unit": unit, "closure": ids[1]})


def test_every_migration_goes_down_and_up_again_with_rows_in_the_tables(migrated):
    place = make.centre()
    make.event(of=place.institute)
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert differences() == []
    make.centre()


LETTER = """INSERT INTO letter (uid, about, recipient, locale, subject, text, html, attachments, state, attempts, due_at, posted_at)
    VALUES ('one', '', 'ana@example.org', 'en', 'Ticket', 'the secret link', NULL, '[{"name": "ticket.pdf"}]', 'waiting', 0,
    '2027-03-01 09:00:00.000000', '2027-03-01 09:00:00.000000')"""


def test_letters_that_wait_are_sealed_by_the_migration_and_opened_again_by_the_way_back(migrated):
    flask_migrate.downgrade(revision="0001")
    checks = names_of_checks()
    with db.engine.begin() as connection:
        connection.execute(text(LETTER))

    flask_migrate.upgrade(revision="0002")
    with db.engine.connect() as connection:
        assert "secret" not in str(connection.execute(text("SELECT * FROM letter")).all())
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.text, letter.html, letter.attachments) == ("the secret link", None, [{"name": "ticket.pdf"}])
    assert names_of_checks() == checks
    db.session.remove()

    flask_migrate.downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM letter")).scalars().all() == ["the secret link"]
    flask_migrate.upgrade()
    assert db.session.scalars(select(Letter.attachments)).all() == [[{"name": "ticket.pdf"}]]


def test_answers_are_sealed_by_the_migration_and_leave_the_history(migrated):
    event = make.event(of=make.centre().institute, registration_open=True)
    ana = enrol(event, "Ana", answers={"diet": "coeliac"}).registration
    enrol(event, "Ben")
    record(
        ana.entity,
        "changed",
        by=ana,
        at=make.MONDAY,
        before={"answers": {"diet": "x"}, "email": "a"},
        after={"answers": {"diet": "coeliac"}, "email": "b"},
    )
    db.session.commit()
    db.session.remove()
    flask_migrate.downgrade(revision="0005")
    with db.engine.connect() as connection:
        said = connection.execute(text("SELECT answers FROM registration ORDER BY id")).scalars().all()
        assert [each if isinstance(each, dict) else json.loads(each) for each in said] == [{"diet": "coeliac"}, {}]

    flask_migrate.upgrade()

    assert differences() == []
    with db.engine.connect() as connection:
        assert "coeliac" not in str(
            connection.execute(text("SELECT * FROM registration")).all() + connection.execute(text("SELECT * FROM change")).all()
        )
    assert db.session.scalars(select(Registration.answers).order_by(Registration.id)).all() == [{"diet": "coeliac"}, {}]
    changed = db.session.scalars(select(Change).where(Change.action == "changed")).one()
    assert (changed.before, changed.after) == ({"email": "a"}, {"email": "b", "answers_changed": ["diet"]})


def names_of_checks() -> set:
    return {each["name"] for each in inspect(db.engine).get_check_constraints("letter")}


def test_texts_become_several_languages_and_one_again_and_no_release_sees_it(migrated):
    event = make.event(of=make.centre().institute, languages=["fr", "en"])
    said = {"title": Words({"fr": "Du pain"}), "subtitle": Words({"fr": "Hier"}), "abstract": Words({"en": "On bread", "fr": "Sur le pain"})}
    add_session(event, code="OWN", span=make.hours(0), language="en", by="system", now=make.MONDAY, **said)
    add_session(event, code="EVENTS", span=make.hours(1), by="system", now=make.MONDAY, **said)
    publish_timetable(event, by="system", now=make.MONDAY)
    db.session.remove()

    flask_migrate.downgrade(revision="0003")
    rows = text("SELECT code, subtitle, abstract, description FROM session ORDER BY code")
    with db.engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(rows)] == [("EVENTS", "Hier", "Sur le pain", ""), ("OWN", "Hier", "On bread", "")]

    flask_migrate.upgrade()
    assert differences() == []
    own, events = (db.session.query(Session).filter_by(code=code).one() for code in ("OWN", "EVENTS"))
    assert [dict(each) for each in (own.abstract, own.subtitle, own.description)] == [{"en": "On bread"}, {"en": "Hier"}, {}]
    assert [dict(each) for each in (events.abstract, events.subtitle)] == [{"fr": "Sur le pain"}, {"fr": "Hier"}]
    assert db.session.query(PublishedSession).filter_by(code="OWN").one().card["subtitle"] == {"en": "Hier"}
    assert len(preview(own.event)) == 0


def test_what_registrants_are_owed_moves_over_and_back(migrated):
    ana = register(make.event(registration_open=True), given_name="Ana", email="ana@example.org", country="FR", language="fr", timezone="Europe/Paris",
                   now=make.MONDAY).registration  # fmt: skip
    uid, number = ana.uid, ana.id
    owed = text("SELECT kind, about, attempts FROM letter_owed")
    db.session.remove()
    flask_migrate.downgrade(revision="0007")
    with db.engine.connect() as connection:
        due = connection.execute(text("SELECT registration_id, kind, attempts FROM letter_due")).all()
        assert [tuple(row) for row in due] == [(number, "registered", 0)]

    flask_migrate.upgrade()
    assert differences() == []
    with db.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(owed)] == [("registered", f"registration:{uid}", 0)]
    assert db.session.scalars(select(LetterOwed.facts)).all() == [{}]
