"""A session's subtitle, abstract and description become texts in several languages, as its title is. Stop web and worker before

What is there is in the session's own language, else in its event's first. Published sessions are told in the same way, with
their digests, so that no release sees a change where nobody changed anything. The way back keeps one language.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PLAIN = {"subtitle": sa.String(length=400), "abstract": sa.Text(), "description": sa.Text()}
CARD = ("subtitle",)
AT_ONCE = 500

event = sa.table("event", sa.column("id", sa.Integer), sa.column("languages", JSON))
published = sa.table(
    "published_session",
    *(sa.column("id", sa.Integer), sa.column("event_id", sa.Integer), sa.column("digest", sa.String)),
    *(sa.column("card", JSON), sa.column("facts", JSON)),
)


def upgrade():
    change(to=JSON, default="{}", rewrite=lambda text, language: {language: text} if text else {})


def downgrade():
    change(to=None, default="", rewrite=lambda words, language: words.get(language) or (words[min(words)] if words else ""))


def change(*, to, default, rewrite):
    """Each column is made anew beside the old one: neither engine can turn text into JSON in place with a look at the event."""
    connection = op.get_bind()
    languages = {row.id: (row.languages or ["en"])[0] for row in connection.execute(sa.select(event))}
    for name, plain in PLAIN.items():
        op.add_column("session", sa.Column(f"{name}_new", to or plain, nullable=False, server_default=default))
    new = {name: to or plain for name, plain in PLAIN.items()}
    old = {name: plain if to else JSON for name, plain in PLAIN.items()}
    session = sa.table(
        "session",
        *(sa.column("id", sa.Integer), sa.column("event_id", sa.Integer), sa.column("language", sa.String)),
        *(sa.column(name, kind) for name, kind in old.items()),
        *(sa.column(f"{name}_new", kind) for name, kind in new.items()),
    )
    for rows in batches(connection, session):
        changed = [{"the_id": row.id, **texts(row, languages, rewrite)} for row in rows]
        connection.execute(sa.update(session).where(session.c.id == sa.bindparam("the_id")), changed)
    for name in PLAIN:
        op.drop_column("session", name)
        op.alter_column("session", f"{name}_new", new_column_name=name) if connection.dialect.name != "sqlite" else rename(name)
        if connection.dialect.name != "sqlite":
            op.alter_column("session", name, server_default=None)
    for rows in batches(connection, published):
        changed = [{"the_id": row.id, **facts(row, languages, rewrite)} for row in rows]
        connection.execute(sa.update(published).where(published.c.id == sa.bindparam("the_id")), changed)


def rename(name):
    """In place: a batch would copy the whole table."""
    op.execute(f'ALTER TABLE session RENAME COLUMN "{name}_new" TO "{name}"')


def batches(connection, table):
    """All rows of a table, some hundred at a time."""
    last = 0
    while rows := connection.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)).all():
        yield rows
        last = rows[-1].id


def texts(row, languages, rewrite):
    language = row.language or languages[row.event_id]
    return {f"{name}_new": rewrite(getattr(row, name), language) for name in PLAIN}


def facts(row, languages, rewrite):
    """The published facts with their texts rewritten, and the digest of the whole (as programme.facts makes it)."""
    language = row.facts["language"] or languages[row.event_id]
    kept = {**row.facts, **{name: rewrite(row.facts[name], language) for name in PLAIN}}
    canonical = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {"facts": kept, "card": {**row.card, **{name: kept[name] for name in CARD}}, "digest": hashlib.sha256(canonical.encode()).hexdigest()}
