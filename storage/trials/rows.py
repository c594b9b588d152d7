"""The tables of canaries, and of models that people compare."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.canaries import Arm, Worse
from domain.comparisons import Choice
from storage.database.rows import Row


class CanaryRow(Row):
    """A candidate that gets, or got, a share of the traffic."""

    __tablename__ = "canaries"
    id: Mapped[str] = mapped_column(primary_key=True)
    candidate: Mapped[str] = mapped_column(index=True)
    started_at: Mapped[datetime]
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    worse: Mapped[Worse | None] = mapped_column(default=None)


class CanaryAnswerRow(Row):
    """An answer that is part of one; `answered`: the arm's model itself claimed something."""

    __tablename__ = "canary_answers"
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    canary_id: Mapped[str] = mapped_column(ForeignKey("canaries.id", ondelete="CASCADE"), index=True)
    arm: Mapped[Arm]
    answered: Mapped[bool]


class ComparisonRow(Row):
    """Models that answered the same questions."""

    __tablename__ = "comparisons"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    collection: Mapped[str] = mapped_column(ForeignKey("collections.key", ondelete="CASCADE"), index=True)
    secret: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


class ComparedAnswerRow(Row):
    """What one of them said to the question at `position`."""

    __tablename__ = "compared_answers"
    comparison_id: Mapped[str] = mapped_column(ForeignKey("comparisons.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    text: Mapped[str]


class ComparisonVoteRow(Row):
    """What a person preferred of two of them; `voter` is null for whoever needs no key."""

    __tablename__ = "comparison_votes"
    id: Mapped[str] = mapped_column(primary_key=True)
    comparison_id: Mapped[str] = mapped_column(ForeignKey("comparisons.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    left_model: Mapped[str]
    right_model: Mapped[str]
    choice: Mapped[Choice]
    voter: Mapped[str | None]
    created_at: Mapped[datetime]
