"""Of each version of a document what could not be read, or was read by a guess."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_versions", sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
