"""Models that are tried: canaries with their answers, and comparisons with people's votes; none of before."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canaries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.Column("worse", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_canaries"),
    )
    op.create_index("ix_canaries_candidate", "canaries", ["candidate"])
    op.create_table(
        "canary_answers",
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("canary_id", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_canary_answers_answer_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["canary_id"], ["canaries.id"], name="fk_canary_answers_canary_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_canary_answers"),
    )
    op.create_index("ix_canary_answers_canary_id", "canary_answers", ["canary_id"])
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection"], ["collections.key"], name="fk_comparisons_collection", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comparisons"),
    )
    op.create_index("ix_comparisons_collection", "comparisons", ["collection"])
    op.create_index("ix_comparisons_created_at", "comparisons", ["created_at"])
    op.create_table(
        "compared_answers",
        sa.Column("comparison_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparisons.id"], name="fk_compared_answers_comparison_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comparison_id", "position", "model", name="pk_compared_answers"),
    )
    op.create_table(
        "comparison_votes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("comparison_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("left_model", sa.Text(), nullable=False),
        sa.Column("right_model", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("voter", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparisons.id"], name="fk_comparison_votes_comparison_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comparison_votes"),
    )
    op.create_index("ix_comparison_votes_comparison_id", "comparison_votes", ["comparison_id"])
