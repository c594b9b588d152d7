"""What operators count, in SQL."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, or_, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.answers import Outcome, Reason
from domain.errors import Invalid
from domain.stores import AnswerCounts
from storage.answers.rows import AnswerRow
from storage.database.column_types import microseconds
from storage.database.transactions import Database
from storage.reviews.rows import EscalationRow

_MOST_STEPS = 10_000
_Moment: TypeAlias = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


class SqlQuality:
    """`domain.stores.QualityStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def series(
        self, *, collection: str | None, model: str | None, since: datetime, step: timedelta
    ) -> Sequence[AnswerCounts]:
        """Counts a step from `since` until now, empty steps included, oldest first.

        `escalations_open` is how many were not resolved or expired at the step's end, or now. Raises `Invalid` for too
        many steps.
        """
        now = self._database.now()
        steps = steps_until(now, since=since, step=step)
        with self._database.read() as session:
            outcomes, off_point = _outcomes(session, collection=collection, model=model, since=since, step=step)
            flow = _escalation_flow(session, collection=collection, model=model, since=since, step=step, now=now)
        series, waiting = [], flow[-1]
        for number in range(steps):
            counted = {outcome.value: outcomes[number, outcome] for outcome in Outcome}
            waiting += flow[number]
            begins, answers = since + number * step, sum(counted.values())
            series.append(AnswerCounts(begins, answers, counted, off_point[number], waiting))
        return series


def steps_until(now: datetime, *, since: datetime, step: timedelta) -> int:
    """How many steps begin before `now`. Raises `Invalid` for too many."""
    if step <= timedelta(0):
        raise Invalid("The step must be longer than nothing.")
    steps = max(0, -((since - now) // step))
    if steps > _MOST_STEPS:
        raise Invalid(f"The window holds {steps} steps; at most {_MOST_STEPS} are counted. Choose a longer step.")
    return steps


def step_of(moment: _Moment, since: datetime, step: timedelta) -> ColumnElement[int]:
    """The number of the step that a time falls into, from 0."""
    return (type_coerce(moment, BigInteger) - microseconds(since)) // (step // timedelta(microseconds=1))


def _outcomes(
    session: Session, *, collection: str | None, model: str | None, since: datetime, step: timedelta
) -> tuple[Counter[tuple[int, Outcome]], Counter[int]]:
    """Answers by step and outcome, and by step those that were off the point."""
    number = step_of(AnswerRow.created_at, since, step).label("number")
    beside = func.count().filter(AnswerRow.reason == Reason.OFF_POINT)
    counted = select(number, AnswerRow.outcome, func.count(), beside).where(AnswerRow.created_at >= since)
    if collection is not None:
        counted = counted.where(AnswerRow.collection == collection)
    if model is not None:
        counted = counted.where(AnswerRow.model == model)
    outcomes, off_point = Counter[tuple[int, Outcome]](), Counter[int]()
    for step_number, outcome, answers, off in session.execute(counted.group_by(number, AnswerRow.outcome)):
        outcomes[step_number, outcome] = answers
        off_point[step_number] += off
    return outcomes, off_point


def _escalation_flow(
    session: Session, *, collection: str | None, model: str | None, since: datetime, step: timedelta, now: datetime
) -> Counter[int]:
    """By how many the open escalations grew in each step; -1 holds how many were open at `since`."""
    flow: Counter[int] = Counter()
    given_up = and_(EscalationRow.resolved_at.is_(None), EscalationRow.expires_at <= now)
    changes: tuple[tuple[_Moment, int, ColumnElement[bool]], ...] = (
        (EscalationRow.created_at, 1, true()),
        (EscalationRow.resolved_at, -1, true()),
        (EscalationRow.expires_at, -1, given_up),
    )
    for moment, sign, holds in changes:
        number = step_of(moment, since, step).label("number")
        counted = _of(select(number, func.count()), collection, model).where(moment >= since, holds).group_by(number)
        for step_number, escalations in session.execute(counted):
            flow[step_number] += sign * escalations
    before = _of(select(func.count()).select_from(EscalationRow), collection, model).where(
        EscalationRow.created_at < since,
        or_(
            EscalationRow.resolved_at >= since,
            EscalationRow.resolved_at.is_(None)
            & (EscalationRow.expires_at.is_(None) | (EscalationRow.expires_at >= since)),
        ),
    )
    flow[-1] = session.scalar(before) or 0
    return flow


def _of(counted: Select[*tuple[int, ...]], collection: str | None, model: str | None) -> Select[*tuple[int, ...]]:
    if collection is not None:
        counted = counted.where(EscalationRow.collection == collection)
    if model is not None:
        counted = counted.join(AnswerRow, AnswerRow.id == EscalationRow.answer_id).where(AnswerRow.model == model)
    return counted
