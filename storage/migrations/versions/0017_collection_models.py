"""Which model answers in a collection and what it is told; in those of before, the server's default and what fits it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("collections", sa.Column("model", sa.Text(), nullable=True))
    op.add_column("collections", sa.Column("prompt", sa.Text(), nullable=True))
