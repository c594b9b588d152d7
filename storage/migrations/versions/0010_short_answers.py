"""Of an answer the words that answer by themselves, none in those of before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("short_answer", sa.JSON(none_as_null=True), nullable=True))
