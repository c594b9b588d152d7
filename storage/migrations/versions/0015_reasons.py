"""Why answers failed, how the frozen claims were judged night by night, and until when an audit waits.

Audits that nobody judged yet are given up as those that come now, 28 days after they were drawn.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_EXPIRES_MICROSECONDS = 28 * 24 * 60 * 60 * 1_000_000


def upgrade() -> None:
    op.add_column("escalations", sa.Column("expires_at", sa.BigInteger(), nullable=True))
    op.execute(
        f"UPDATE escalations SET expires_at = created_at + {_EXPIRES_MICROSECONDS} "
        "WHERE kind = 'audit' AND resolved_at IS NULL"
    )
    op.create_table(
        "diagnoses",
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("claim", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_diagnoses_answer_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_diagnoses"),
    )
    op.create_table(
        "anchor_runs",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_anchor_runs"),
    )
