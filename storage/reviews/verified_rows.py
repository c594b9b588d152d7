"""The tables of verified answers and of what they rest on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.database.rows import Row


class VerifiedRow(Row):
    """A person's answer; one for a question of a collection. `passages` is a snapshot of what it rests on."""

    __tablename__ = "verified_answers"
    __table_args__ = (UniqueConstraint("collection", "key"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.key", ondelete="CASCADE"))
    question: Mapped[str]
    key: Mapped[str]
    text: Mapped[str]
    passages: Mapped[Any] = mapped_column(JSON)
    reviewer: Mapped[str]
    answered_at: Mapped[datetime]
    escalation_id: Mapped[str | None] = mapped_column(ForeignKey("escalations.id", ondelete="SET NULL"), index=True)
    hits: Mapped[int] = mapped_column(default=0)
    last_used: Mapped[datetime | None] = mapped_column(default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)


class GroundRow(Row):
    """The hash of a passage's text, in hex; the answer holds while its collection has a chunk with each of them."""

    __tablename__ = "verified_grounds"
    verified_id: Mapped[str] = mapped_column(ForeignKey("verified_answers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
