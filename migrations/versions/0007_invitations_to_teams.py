"""Invitations to the teams of events"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLES = ("administrator", "venue_manager", "organiser", "reviewer", "door")


def upgrade():
    op.create_table(
        "team_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_team_invitation_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("event_id", "email", "role", name=op.f("uq_team_invitation_event_id_email_role")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_team_invitation_secret_hash")),
    )
    op.create_index(op.f("ix_team_invitation_email"), "team_invitation", ["email"])


def downgrade():
    op.drop_table("team_invitation")
