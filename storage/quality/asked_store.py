"""What was asked, with its outcome, in SQL; how long the stages of answers took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from domain.asked import Asked, Wanted
from domain.stores import Slice
from storage.answers.rows import AnswerRow, FeedbackRow
from storage.database import cursors
from storage.database.column_types import microseconds, moment_of
from storage.database.transactions import Database
from storage.quality.diagnosis_store import blind, said_causes
from storage.quality.rows import DiagnosisRow
from storage.reviews.filtering import holds

_TOTAL = "total"


class SqlAsked:
    """`domain.asked.AskedStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def questions(self, wanted: Wanted, *, cursor: str | None, limit: int) -> Slice[Asked]:
        """Newest first. Raises `Invalid` for the cursor."""
        rows_wanted = _questions(wanted, self._database.now()).limit(limit + 1)
        if cursor is not None:
            rows_wanted = rows_wanted.where(_after(cursor))
        with self._database.read() as session:
            rows = session.execute(rows_wanted).all()
        items = tuple(_asked(row) for row in rows[:limit])
        if len(rows) <= limit:
            return Slice(items, None)
        return Slice(items, cursors.written(microseconds(items[-1].at), items[-1].answer_id))

    def stage_times(self, *, collection: str | None, since: datetime, most: int) -> Mapping[str, Sequence[float]]:
        """Milliseconds by stage, of the newest answers."""
        wanted = select(AnswerRow.timings_ms).where(AnswerRow.created_at >= since)
        if collection is not None:
            wanted = wanted.where(AnswerRow.collection == collection)
        found: dict[str, list[float]] = defaultdict(list)
        with self._database.read() as session:
            for timings in session.scalars(wanted.order_by(AnswerRow.created_at.desc()).limit(most)):
                for stage, took in timings.items():
                    found[stage].append(took)
        return found


def _questions(wanted: Wanted, now: datetime) -> Select[*tuple[Any, ...]]:
    said = said_causes().subquery()
    cause = func.coalesce(said.c.cause, DiagnosisRow.cause).label("cause")
    found = (
        select(AnswerRow, FeedbackRow, cause, blind(now).label("blind"))
        .outerjoin(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)
        .outerjoin(DiagnosisRow, DiagnosisRow.answer_id == AnswerRow.id)
        .outerjoin(said, said.c.answer_id == AnswerRow.id)
        .where(AnswerRow.created_at >= wanted.since)
        .order_by(AnswerRow.created_at.desc(), AnswerRow.id.desc())
    )
    if wanted.collections is not None:
        found = found.where(AnswerRow.collection.in_(wanted.collections))
    if wanted.outcomes is not None:  # else the filter would tell what is hidden
        found = found.where(AnswerRow.outcome.in_(wanted.outcomes), ~blind(now))
    if wanted.rating is not None:
        found = found.where(FeedbackRow.rating == wanted.rating)
    return found.where(holds(AnswerRow.question, wanted.text)) if wanted.text else found


def _after(cursor: str) -> ColumnElement[bool]:
    [at], last = cursors.numbers_and_id(cursor, numbers=1)
    moment = moment_of(at)
    return or_(AnswerRow.created_at < moment, and_(AnswerRow.created_at == moment, AnswerRow.id < last))


def _asked(row: Row[*tuple[Any, ...]]) -> Asked:
    answer, feedback, cause, is_blind = row
    return Asked(
        answer_id=answer.id,
        at=answer.created_at,
        collection=answer.collection,
        model=answer.model,
        question=answer.question,
        outcome=None if is_blind else answer.outcome,
        reason=None if is_blind else answer.reason,
        total_ms=answer.timings_ms.get(_TOTAL),
        rating=feedback.rating if feedback else None,
        comment=feedback.comment if feedback else None,
        cause=None if is_blind else cause,
    )
