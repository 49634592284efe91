"""What registrants answer (diet, access needs) is sealed at rest. Stop web and worker before

The history says which answers were changed and no longer what they said. The way back opens the answers; the history's are gone.
"""

import json

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import InvalidToken
from sqlalchemy.dialects import postgresql

from conference.kernel.crypto import seal, unseal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
AT_ONCE = 500

change = sa.table(
    "change", *(sa.column("id", sa.Integer), sa.column("entity", sa.String), sa.column("action", sa.String)),
    *(sa.column("before", JSON), sa.column("after", JSON)),
)  # fmt: skip


def upgrade():
    make_anew(sa.Text(), JSON, lambda answers: seal(json.dumps(answers, ensure_ascii=False, separators=(",", ":"))))
    connection = op.get_bind()
    told = sa.select(change).where(change.c.entity.like("registration:%"), change.c.action == "changed")
    for rows in batches(connection, told, change.c.id):
        for row in rows:
            old, new = dict(row.before or {}), dict(row.after or {})
            was, now = old.pop("answers", None), new.pop("answers", None)
            if was is not None or now is not None:
                names = {name for name in {*(was or {}), *(now or {})} if (was or {}).get(name) != (now or {}).get(name)}
                new["answers_changed"] = sorted(names)
                connection.execute(change.update().where(change.c.id == row.id).values(before=old, after=new))


def downgrade():
    make_anew(JSON, sa.Text(), opened)


def make_anew(kind, was, rewrite):
    """The column beside the old one, filled from it, in its place: neither engine can seal in place."""
    connection = op.get_bind()
    op.add_column("registration", sa.Column("answers_new", kind, nullable=False, server_default="{}"))
    registration = sa.table("registration", sa.column("id", sa.Integer), sa.column("answers", was), sa.column("answers_new", kind))
    for rows in batches(connection, sa.select(registration), registration.c.id):
        filled = [{"the_id": row.id, "new": rewrite(row.answers)} for row in rows if row.answers not in ({}, "{}", None)]
        if filled:
            filling = sa.update(registration).where(registration.c.id == sa.bindparam("the_id"))
            connection.execute(filling.values(answers_new=sa.bindparam("new", type_=kind)), filled)
    op.drop_column("registration", "answers")
    op.execute("ALTER TABLE registration RENAME COLUMN answers_new TO answers")
    if connection.dialect.name != "sqlite":  # there a default cannot be taken away without copying the table, and does no harm
        op.alter_column("registration", "answers", server_default=None)


def opened(sealed):
    """What was sealed; of what no present key opens nothing stays."""
    try:
        return json.loads(unseal(sealed))
    except InvalidToken:
        return {}


def batches(connection, statement, key):
    """The rows of a statement, some at a time, by their number."""
    last = 0
    while rows := connection.execute(statement.where(key > last).order_by(key).limit(AT_ONCE)).all():
        yield rows
        last = rows[-1].id
