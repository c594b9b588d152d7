"""What of an answer was changed before it was shown, nothing in those of before."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("repairs", sa.JSON(), server_default="[]", nullable=False))
