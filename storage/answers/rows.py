"""The tables of answers, their claims and ratings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.answers import Outcome, Rating, Reason, Support
from domain.documents import Policy
from storage.database.rows import Row


class AnswerRow(Row):
    """An answer. `passages` is a snapshot of what it rested on, kept as the record of why it was given."""

    __tablename__ = "answers"
    __table_args__ = (Index(None, "created_at", "collection", "model", "outcome"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    question: Mapped[str]
    query: Mapped[str]
    collection: Mapped[str]
    model: Mapped[str]
    policy: Mapped[Policy]
    content: Mapped[str]
    notice: Mapped[str | None]
    outcome: Mapped[Outcome]
    support: Mapped[Support | None]
    risk: Mapped[float | None]
    withheld: Mapped[str | None]
    timings_ms: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime]
    passages: Mapped[Any] = mapped_column(JSON)
    made_by: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    reason: Mapped[Reason | None] = mapped_column(default=None)
    computation: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    short_answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    repairs: Mapped[Any] = mapped_column(JSON, server_default="[]", default_factory=list)
    by_person: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)


class ClaimRow(Row):
    """A claim and its verdict. `position` counts the released ones first, then the withheld ones."""

    __tablename__ = "claims"
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    withheld: Mapped[bool]
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    support: Mapped[Support]
    risk: Mapped[float | None]
    evidence: Mapped[Any] = mapped_column(JSON)
    detectors: Mapped[Any] = mapped_column(JSON)
    answers: Mapped[float | None] = mapped_column(default=None)
    values: Mapped[Any] = mapped_column(JSON, server_default="[]", default_factory=list)


class FeedbackRow(Row):
    """What a user thinks of an answer; the last word stands."""

    __tablename__ = "feedback"
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[Rating]
    comment: Mapped[str | None]
    rated_at: Mapped[datetime]
