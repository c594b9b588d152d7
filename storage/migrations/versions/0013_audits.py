"""Which answers could be drawn for the audit, with which probability, and which were; none of before."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("collections", sa.Column("audit_probability", sa.Double(), nullable=True))
    op.create_table(
        "audits",
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("escalation_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_audits_answer_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name="fk_audits_escalation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name="pk_audits"),
    )
    op.create_index("ix_audits_created_at", "audits", ["created_at"])
    op.create_index("ix_audits_escalation_id", "audits", ["escalation_id"])
