"""What was drawn for the audit and what people said of it, in SQL."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from domain.answers import Outcome, Support
from domain.audits import (
    UNCHECKED_RISK,
    AuditLabel,
    AuditSpan,
    Frame,
    ReplayedAnswers,
    Stratum,
    Volume,
    is_wrong,
)
from domain.reviews import ClaimLabel
from storage.answers.rows import AnswerRow, ClaimRow
from storage.database.transactions import Database
from storage.reviews.counting import step_of, steps_until
from storage.reviews.rows import AuditRow, EscalationRow, LabelRow, ResolutionRow

_FLAGGED = frozenset({Outcome.FLAGGED, Outcome.ESCALATED})
_DELIVERED = frozenset({Outcome.ANSWERED, Outcome.REPAIRED, Outcome.FLAGGED})


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which answers are meant; null is any."""

    collection: str | None
    model: str | None
    since: datetime

    def of(self, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The same of these answers alone, by their audits."""
        wanted = wanted.join(AnswerRow, AnswerRow.id == AuditRow.answer_id).where(AuditRow.created_at >= self.since)
        if self.collection is not None:
            wanted = wanted.where(AnswerRow.collection == self.collection)
        return wanted if self.model is None else wanted.where(AnswerRow.model == self.model)


class SqlAudits:
    """`domain.audits.AuditStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def volume(self, since: datetime) -> Volume:
        """Of the answers that could be drawn."""
        counted = select(func.count(), func.min(AuditRow.created_at)).where(AuditRow.created_at >= since)
        with self._database.read() as session:
            answers, oldest = session.execute(counted).one()
        return Volume(answers, oldest)

    def spans(
        self, *, collection: str | None, model: str | None, since: datetime, step: timedelta
    ) -> Sequence[AuditSpan]:
        """A step each from `since` until now, empty ones included, oldest first. `Invalid` for too many steps."""
        steps = steps_until(self._database.now(), since=since, step=step)
        scope = _Scope(collection, model, since)
        with self._database.read() as session:
            frames = _frames(session, scope, step)
            labels = _labels(session, scope)
        by_step: dict[int, list[AuditLabel]] = defaultdict(list)
        for label in labels:
            by_step[(label.at - since) // step].append(label)
        return [AuditSpan(frames.get(number, {}), tuple(by_step[number])) for number in range(steps)]

    def recent_risks(self, *, most: int) -> Sequence[float]:
        """Of the last answers that could be drawn and were checked, oldest first."""
        newest = (
            select(AnswerRow.risk)
            .join(AuditRow, AuditRow.answer_id == AnswerRow.id)
            .where(AnswerRow.risk.is_not(None))
            .order_by(AuditRow.created_at.desc())
            .limit(most)
        )
        with self._database.read() as session:
            return [risk for risk in session.scalars(newest) if risk is not None][::-1]

    def replayed(self, *, collection: str | None, since: datetime) -> ReplayedAnswers:
        """Of the answers that could be drawn."""
        wanted = _Scope(collection, None, since).of(
            select(AnswerRow.outcome, AnswerRow.support, func.max(ClaimRow.risk)).select_from(AuditRow)
        )
        wanted = wanted.join(ClaimRow, ClaimRow.answer_id == AnswerRow.id).group_by(AnswerRow.id)
        by_risk: Counter[int] = Counter()
        always = 0
        with self._database.read() as session:
            for outcome, support, worst in session.execute(wanted):
                if worst is None or _flagged_anyway(outcome, support):
                    always += 1
                else:
                    by_risk[_hundredth(worst)] += 1
        return ReplayedAnswers(by_risk, always)


def _hundredth(risk: float) -> int:
    """Rounded down; .29 is 29, although 100 times it is a little less in floats."""
    return int(100 * risk + 1e-9)


def _flagged_anyway(outcome: Outcome, support: Support | None) -> bool:
    """Whether it was flagged by something else than the risk of a claim: unchecked, off the point, risky as a whole."""
    return outcome in _FLAGGED and support in {Support.SUPPORTED, Support.UNCHECKED}


def _frames(session: Session, scope: _Scope, step: timedelta) -> Mapping[int, Mapping[Stratum, Frame]]:
    number = step_of(AuditRow.created_at, scope.since, step).label("number")
    risks = func.sum(func.coalesce(AnswerRow.risk, UNCHECKED_RISK))
    counted = scope.of(
        select(number, AnswerRow.collection, AnswerRow.model, func.count(), risks).select_from(AuditRow)
    ).where(AnswerRow.outcome.in_(_DELIVERED))
    found: dict[int, dict[Stratum, Frame]] = defaultdict(dict)
    for at, collection, model, answers, total in session.execute(
        counted.group_by(number, AnswerRow.collection, AnswerRow.model)
    ):
        found[at][collection, model] = Frame(answers, total)
    return found


def _labels(session: Session, scope: _Scope) -> Sequence[AuditLabel]:
    """Of the audits that were reviewed, by when their answers were given."""
    reviewed = (
        scope.of(select(AuditRow, AnswerRow, ResolutionRow.kind).select_from(AuditRow))
        .join(EscalationRow, EscalationRow.id == AuditRow.escalation_id)
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(EscalationRow.resolved_at.is_not(None))
        .order_by(AuditRow.created_at)
    )
    rows = session.execute(reviewed).all()
    said = _said(session, [row[0].escalation_id for row in rows])
    worst = _worst(session, [row[1].id for row in rows])
    return [_label(row, said[row[0].escalation_id], worst.get(row[1].id)) for row in rows]


def _label(row: Row[*tuple[Any, ...]], said: Sequence[ClaimLabel], worst: float | None) -> AuditLabel:
    audit, answer, kind = row
    return AuditLabel(
        stratum=(answer.collection, answer.model),
        at=audit.created_at,
        risk=answer.risk,
        worst=worst,
        probability=audit.probability,
        is_flagged=answer.outcome in _FLAGGED,
        is_delivered=answer.outcome in _DELIVERED,
        flagged_anyway=_flagged_anyway(answer.outcome, answer.support),
        is_wrong=is_wrong(kind, said),
    )


def _said(session: Session, escalations: Collection[str]) -> Mapping[str, Sequence[ClaimLabel]]:
    found: dict[str, list[ClaimLabel]] = defaultdict(list)
    for label in session.scalars(select(LabelRow).where(LabelRow.escalation_id.in_(escalations))):
        found[label.escalation_id].append(ClaimLabel(label.position, label.support, label.answers))
    return found


def _worst(session: Session, answers: Collection[str]) -> Mapping[str, float]:
    """The highest risk of a claim, by answer."""
    highest = select(ClaimRow.answer_id, func.max(ClaimRow.risk)).where(ClaimRow.answer_id.in_(answers))
    return {answer: risk for answer, risk in session.execute(highest.group_by(ClaimRow.answer_id)) if risk is not None}
