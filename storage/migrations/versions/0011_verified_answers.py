"""Answers of people that are given again, with what they rest on; none were kept before."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verified_answers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("escalation_id", sa.Text(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=True),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection"], ["collections.key"], name="fk_verified_answers_collection", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name="fk_verified_answers_escalation_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verified_answers"),
        sa.UniqueConstraint("collection", "key", name="uq_verified_answers_collection_key"),
    )
    op.create_index("ix_verified_answers_escalation_id", "verified_answers", ["escalation_id"])
    op.create_table(
        "verified_grounds",
        sa.Column("verified_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verified_id"], ["verified_answers.id"], name="fk_verified_grounds_verified_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("verified_id", "position", name="pk_verified_grounds"),
    )
    op.create_index("ix_chunks_sha256", "chunks", ["sha256"])
    op.add_column("answers", sa.Column("by_person", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("escalations", sa.Column("verified_id", sa.Text(), nullable=True))
    op.add_column("escalations", sa.Column("changes", sa.JSON(), server_default="[]", nullable=False))
