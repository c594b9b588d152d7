"""Jobs are owned by a token; leases and attempts of servers that counted otherwise are dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("token", sa.Text(), nullable=True))
    # An orderly stop used to count as an attempt and to leave its lease behind.
    op.execute("UPDATE jobs SET attempt = 0, worker = NULL, leased_until = NULL")
    op.execute(
        "UPDATE document_versions SET status = 'queued', progress_done = 0, progress_total = 0 "
        "WHERE status IN ('parsing', 'embedding')"
    )
