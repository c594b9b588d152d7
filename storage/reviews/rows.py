"""The tables of escalations, their history, resolutions and labels, and of which answers could be audited."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.answers import Support
from domain.reviews import Cause, EscalationKind, ResolutionKind
from storage.database.column_types import ROW_ID
from storage.database.rows import Row

_UNRESOLVED = text("resolved_at IS NULL")


class EscalationRow(Row):
    """A question for a person. Its status follows from `resolved_at`, and from the claim and its end.

    Those with the same `question_key` in a collection ask the same. `…_told_at`: other systems were told.
    From `expires_at` on nobody takes it any more.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "ix_escalations_queue",
            "priority",
            "due_at",
            "id",
            sqlite_where=_UNRESOLVED,
            postgresql_where=_UNRESOLVED,
        ),
        Index(None, "resolved_at"),
        Index(None, "collection", "question_key"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    collection: Mapped[str]
    kind: Mapped[EscalationKind]
    reason: Mapped[str]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str | None] = mapped_column(default=None)
    claim_expires_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    question_key: Mapped[str | None] = mapped_column(default=None)
    assigned_to: Mapped[str | None] = mapped_column(default=None)
    first_due_at: Mapped[datetime | None] = mapped_column(default=None)
    first_claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    reopened_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_told_at: Mapped[datetime | None] = mapped_column(default=None)
    due_told_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_told_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_id: Mapped[str | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    changes: Mapped[Any] = mapped_column(JSON, server_default="[]", default_factory=list)


class AuditRow(Row):
    """That an answer could be drawn for the audit, how likely, and as which escalation it was; null where it was not.

    The time is the answer's.
    """

    __tablename__ = "audits"
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    probability: Mapped[float]
    escalation_id: Mapped[str | None] = mapped_column(ForeignKey("escalations.id", ondelete="CASCADE"), index=True)


class ResolutionRow(Row):
    """What a reviewer decided of an escalation."""

    __tablename__ = "resolutions"
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[ResolutionKind]
    text: Mapped[str]
    reuse: Mapped[bool]
    reviewer: Mapped[str]
    cause: Mapped[Cause | None] = mapped_column(default=None)


class LabelRow(Row):
    """What a reviewer says of one claim of the escalation's answer."""

    __tablename__ = "claim_labels"
    __table_args__ = (
        ForeignKeyConstraint(["answer_id", "position"], ["claims.answer_id", "claims.position"], ondelete="CASCADE"),
        Index(None, "answer_id", "position"),
    )
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[str]
    support: Mapped[Support]
    answers: Mapped[bool | None] = mapped_column(default=None)


class HistoryRow(Row):
    """One thing that happened to an escalation, in the order of `id`."""

    __tablename__ = "escalation_history"
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, init=False)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    action: Mapped[str]
    actor: Mapped[str]
    comment: Mapped[str | None] = mapped_column(default=None)
