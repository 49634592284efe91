"""Every migration goes down and up again on a centre with something in every table, and keeps what it can keep."""

import json

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import MetaData, select, text

from conference.kernel.crypto import unseal
from conference.kernel.database import db
from conference.kernel.mail import Letter
from conference.kernel.sealed import MARK
from conference.programme.models import Event, Session
from conference.programme.queries_draft import preview
from tests import everything, make
from tests.fixtures.apps import make_app
from tests.test_migrations import differences

pytestmark = pytest.mark.slow
# What a step says in another way; everything else has to be there as it was, to the letter.
RETOLD = {
    "0002": {"letter": {"text", "html", "attachments"}},
    "0006": {"registration": {"answers"}, "change": {"before", "after"}},
    "0004": {"session": {"subtitle", "abstract", "description"}, "published_session": {"card", "facts", "digest"}},
}


@pytest.fixture
def filled(request, both_engines, tmp_path):
    """The migrated database of an engine, filled."""
    url = request.getfixturevalue("empty_postgres") if both_engines == "postgresql" else f"sqlite:///{tmp_path / 'centre.db'}"
    with make_app(url, tmp_path).app_context():
        flask_migrate.upgrade()
        everything.fill()
        assert everything.empty_tables() == []
        yield db
        db.session.remove()
        db.engine.dispose()


def steps() -> list[str]:
    """All revisions, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config()).walk_revisions()]


def rows() -> dict[str, dict]:
    """Every table as it is at this revision: its rows by key, each a dict by column."""
    there = MetaData()
    there.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: {tuple(row[column.name] for column in table.primary_key): dict(row) for row in connection.execute(select(table)).mappings()}
            for name, table in there.tables.items()
            if name != "alembic_version"
        }


def told(revision: str, before: dict, after: dict) -> dict:
    """What of `before` this step has to keep, as it is afterwards: tables and columns that both sides have, RETOLD apart."""
    kept = {}
    for name in before.keys() & after.keys():
        columns = {column for side in (before, after) for row in list(side[name].values())[:1] for column in row}
        for side in (before, after):
            columns &= set(next(iter(side[name].values()), {}))
        columns -= RETOLD.get(revision, {}).get(name, set())
        kept[name] = {key: {column: row[column] for column in columns} for key, row in before[name].items()}
    return kept


def step(revision: str, move) -> None:
    before = rows()
    move()
    after = rows()
    assert told(revision, before, after) == told(revision, after, before)


def test_every_step_down_and_up_keeps_what_it_can(filled):
    whole, (newest, *older) = rows(), steps()
    for revision, below in zip([newest, *older], older, strict=False):
        step(revision, lambda below=below: flask_migrate.downgrade(revision=below))
        CONTENTS.get(below, lambda _whole: None)(whole)
    for revision in reversed([newest, *older][:-1]):
        step(revision, lambda revision=revision: flask_migrate.upgrade(revision=revision))
    assert differences() == []
    the_way_back_kept_one_language_and_every_letter(whole)

    flask_migrate.downgrade(revision="base")
    assert set(rows()) == set()
    flask_migrate.upgrade()
    assert differences() == []
    make.centre()


def one_language(whole) -> None:
    """Below 0004: each session's texts in its own language, else its event's first, else what there is."""
    languages = {row["id"]: row["languages"] for row in whole["event"].values()}
    now = rows()
    for key, row in whole["session"].items():
        words = words_of(row["abstract"])
        own = words.get(row["language"] or words_of(languages[row["event_id"]])[0]) or (words[min(words)] if words else "")
        assert now["session"][key]["abstract"] == own
    assert any(row["abstract"] == "Sur le pain" for row in now["session"].values())
    assert now["photo"] and now["material"]


def words_of(value):
    return json.loads(value) if isinstance(value, str) else value


def no_files(whole) -> None:
    """Below 0003 there are neither photos nor materials; speakers and sessions stay."""
    now = rows()
    assert {"photo", "material"} & set(now) == set()
    assert (set(now["speaker"]), set(now["session"])) == (set(whole["speaker"]), set(whole["session"]))


def letters_in_clear(whole) -> None:
    """Below 0002 every letter stands as it was written."""
    now = rows()
    for key, row in whole["letter"].items():
        kept = now["letter"][key]
        assert kept["text"] == plain(row["text"])
        assert kept["html"] == (row["html"] and plain(row["html"]))
        assert words_of(kept["attachments"]) == json.loads(plain(row["attachments"]))


def plain(value: str) -> str:
    """What was sealed, or was not because it is empty."""
    return unseal(value) if value.startswith(MARK) else value


def answers_in_clear(whole) -> None:
    """Below 0006 every answer stands as it was given."""
    now = rows()
    assert {key: words_of(row["answers"]) for key, row in now["registration"].items()} == {
        key: json.loads(plain(row["answers"])) for key, row in whole["registration"].items()
    }
    assert any(words_of(row["answers"]) for row in now["registration"].values())


CONTENTS = {"0005": answers_in_clear, "0003": one_language, "0002": no_files, "0001": letters_in_clear}


def the_way_back_kept_one_language_and_every_letter(whole) -> None:
    sealed = db.session.execute(text("SELECT id, text, attachments FROM letter")).all()
    assert {row.id: plain(row.text) for row in sealed} == {key[0]: plain(row["text"]) for key, row in whole["letter"].items()}
    assert db.session.scalars(select(Letter).order_by(Letter.id)).first().text
    (session,) = db.session.scalars(select(Session).where(Session.language == "fr", Session.code.in_(bread(whole)))).all()
    assert dict(session.abstract) == {"fr": "Sur le pain"}
    assert [len(preview(event)) for event in db.session.scalars(select(Event))] == [0] * len(whole["event"])
    db.session.rollback()
    db.session.remove()


def bread(whole) -> list[str]:
    return [row["code"] for row in whole["session"].values() if words_of(row["abstract"]).get("en") == "On bread"]
