"""Which documents hold tables that can be computed over, none of them looked at yet; of an answer how it was computed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_tables",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_versions.document_id", "document_versions.version"],
            name="fk_document_tables_document_id_version",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", name="pk_document_tables"),
    )
    op.create_index("ix_document_tables_collection_tables", "document_tables", ["collection", "tables"])
    op.add_column("answers", sa.Column("computation", sa.JSON(none_as_null=True), nullable=True))
