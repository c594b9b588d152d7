"""The questions that a document was found to answer, made of none yet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_questions",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_versions.document_id", "document_versions.version"],
            name="fk_document_questions_document_id_version",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", name="pk_document_questions"),
    )
    op.create_index("ix_document_questions_collection_count", "document_questions", ["collection", "count"])
