"""The table of jobs."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.database.column_types import ROW_ID
from storage.database.rows import Row


class JobRow(Row):
    """A version that waits to be read; gone when it is ready or failed.

    `token` is the current claim's, null while nobody holds it. `attempt` counts the times that reading it was begun and
    has not come to an orderly end or pause.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_versions.document_id", "document_versions.version"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("document_id", "version"),
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, init=False)
    document_id: Mapped[str]
    version: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(default=None)
    token: Mapped[str | None] = mapped_column(default=None)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
