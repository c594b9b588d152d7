"""The table of API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.principals import Role
from storage.database.rows import Row

_WORKING = text("revoked_at IS NULL")


class KeyRow(Row):
    """An API key; a revoked one gives its name free. `collections` is null where it may see all."""

    __tablename__ = "keys"
    __table_args__ = (Index("ix_keys_name", "name", unique=True, sqlite_where=_WORKING, postgresql_where=_WORKING),)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[Role]
    collections: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
