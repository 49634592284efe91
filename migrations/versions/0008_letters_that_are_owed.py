"""What letters are owed stands in one table, for bookings and releases as for registrations. Stop web and worker before

What waits moves over. On the way back only registrants' letters do: the version before writes the others where they are caused,
so let a worker write them first (`flask worker --once`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = ("registered", "moved_up", "approved", "declined", "cancelled", "link", "twice")


def upgrade():
    op.create_table(
        "letter_owed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_owed")),
    )
    for column in ("about", "due_at"):
        op.create_index(op.f(f"ix_letter_owed_{column}"), "letter_owed", [column])
    op.execute(
        "INSERT INTO letter_owed (kind, about, facts, due_at, attempts) SELECT kind, 'registration:' || registration.uid, '{}', due_at, attempts "
        "FROM letter_due JOIN registration ON registration.id = letter_due.registration_id ORDER BY letter_due.id"
    )
    op.drop_table("letter_due")


def downgrade():
    """A twin's letter goes back to the registration that it is a twin of: only that one is told."""
    op.create_table(
        "letter_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_letter_due_registration_id_registration"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_due")),
    )
    for column in ("due_at", "registration_id"):
        op.create_index(op.f(f"ix_letter_due_{column}"), "letter_due", [column])
    op.execute(
        "INSERT INTO letter_due (registration_id, kind, due_at, attempts) SELECT COALESCE(twin_of_id, registration.id), kind, due_at, attempts "
        "FROM letter_owed JOIN registration ON 'registration:' || registration.uid = letter_owed.about ORDER BY letter_owed.id"
    )
    op.drop_table("letter_owed")
