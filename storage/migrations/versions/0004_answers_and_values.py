"""Of each claim whether it answers its question, and its values; of an answer that does not, the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("answers", sa.Double(), nullable=True))
    op.add_column("claims", sa.Column("values", sa.JSON(), nullable=False, server_default="[]"))
