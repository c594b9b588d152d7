"""Of each version of a document what it says of itself; of those of before only their names speak until they are read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_versions", sa.Column("stated", sa.JSON(), nullable=True))
