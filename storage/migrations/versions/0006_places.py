"""Of a chunk the slide, the sheet and the heading that it stands under; those of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chunks", sa.Column("slide", sa.Integer(), nullable=True))
    op.add_column("chunks", sa.Column("sheet", sa.Text(), nullable=True))
    op.add_column("chunks", sa.Column("heading", sa.Text(), nullable=True))
