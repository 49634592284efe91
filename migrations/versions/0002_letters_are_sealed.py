"""What letters say is sealed at rest: their links are keys, their tickets open doors. Stop web and worker before"""

import json

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import InvalidToken
from sqlalchemy.dialects import postgresql

from conference.kernel.crypto import seal, unseal

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BODY = ("text", "html", "attachments")
ROUND = 200

letter = sa.table("letter", sa.column("id", sa.Integer), *(sa.column(name, sa.Text) for name in BODY))


def upgrade() -> None:
    with op.batch_alter_table("letter") as batch:
        batch.alter_column("attachments", type_=sa.Text(), existing_type=JSON, existing_nullable=False, postgresql_using="attachments::text")
    rewrite(seal)


def downgrade() -> None:
    rewrite(opened)
    with op.batch_alter_table("letter") as batch:
        batch.alter_column("attachments", type_=JSON, existing_type=sa.Text(), existing_nullable=False, postgresql_using="attachments::jsonb")


def opened(sealed: str) -> str:
    """What was sealed; of what no present key opens nothing stays, as a text that is also JSON."""
    try:
        return unseal(sealed)
    except InvalidToken:
        return json.dumps([])


def rewrite(change) -> None:
    """Each letter's body anew, some at a time: an outbox may hold many."""
    connection, last = op.get_bind(), 0
    while rows := connection.execute(sa.select(letter).where(letter.c.id > last).order_by(letter.c.id).limit(ROUND)).all():
        for row in rows:
            new = {name: change(getattr(row, name)) for name in BODY if getattr(row, name) is not None}
            connection.execute(letter.update().where(letter.c.id == row.id).values(new))
        last = rows[-1].id
