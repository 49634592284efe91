"""A calendar item says from what it was made, so that one of which nothing was touched is not made again to be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("feed_fragment") as batch:
        batch.add_column(sa.Column("source", sa.String(length=64), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("feed_fragment") as batch:
        batch.drop_column("source")
