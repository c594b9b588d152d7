"""The queue for many reviewers: first replies, assignment, duplicates, causes; and messages to other systems."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("question_key", "assigned_to"):
        op.add_column("escalations", sa.Column(name, sa.Text(), nullable=True))
    for name in ("first_due_at", "first_claimed_at", "reopened_at", "opened_told_at", "due_told_at", "resolved_told_at"):
        op.add_column("escalations", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index("ix_escalations_collection_question_key", "escalations", ["collection", "question_key"])
    op.add_column("resolutions", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("claim_labels", sa.Column("answers", sa.Boolean(), nullable=True))
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("escalation_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name="fk_webhook_deliveries_escalation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
    )
    op.create_index("ix_webhook_deliveries_escalation_id", "webhook_deliveries", ["escalation_id"])
    op.create_index("ix_webhook_deliveries_next_try_at", "webhook_deliveries", ["next_try_at"])
