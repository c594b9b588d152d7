"""The tables of why answers failed, and of how the frozen claims were judged."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.reviews import Cause
from storage.database.rows import Row


class DiagnosisRow(Row):
    """Why an answer failed; `cause` is null where it was looked at and nothing failed.

    `claim` is the position of the claim that failed, null for the answer as a whole. `document` is where a wider
    search found what was missed, or what was ignored stands; its name as it was then.
    """

    __tablename__ = "diagnoses"
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    cause: Mapped[Cause | None]
    claim: Mapped[int | None]
    document_id: Mapped[str | None]
    document: Mapped[str | None]
    made_at: Mapped[datetime]


class AnchorRow(Row):
    """How a judge's risks of the frozen claims were, in their order; null for one that it did not judge.

    `claims` identifies the set of them, `threshold` is the risk from which a claim was not supported.
    """

    __tablename__ = "anchor_runs"
    at: Mapped[datetime] = mapped_column(primary_key=True)
    claims: Mapped[str]
    judge: Mapped[str]
    threshold: Mapped[float]
    risks: Mapped[Any] = mapped_column(JSON)
