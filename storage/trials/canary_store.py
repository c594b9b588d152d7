"""Canaries in SQL."""

from collections import Counter
from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.answers import Outcome
from domain.audits import is_wrong
from domain.canaries import Arm, ArmCounts, Canary, Worse
from domain.reviews import ClaimLabel
from storage.answers.rows import AnswerRow
from storage.database.transactions import Database
from storage.reviews.rows import AuditRow, EscalationRow, LabelRow, ResolutionRow
from storage.trials.rows import CanaryAnswerRow, CanaryRow

_STOPPED = (Outcome.FLAGGED, Outcome.ESCALATED)


class SqlCanaries:
    """`domain.canaries.CanaryStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, candidate: str) -> Canary:
        """The last one of this candidate, returned or not, else a new one."""
        newest = (
            select(CanaryRow).where(CanaryRow.candidate == candidate).order_by(CanaryRow.started_at.desc()).limit(1)
        )
        with self._database.read() as session:
            row = session.scalars(newest).first()
            if row is not None:
                return _canary(row)
        return self.restart(candidate)

    def restart(self, candidate: str) -> Canary:
        """A new one; what was counted of the last one no longer counts."""
        row = CanaryRow(id=f"canary_{uuid4().hex}", candidate=candidate, started_at=self._database.now())
        with self._database.write() as session:
            session.add(row)
            session.flush()
            return _canary(row)

    def count(self, canary_id: str, answer_id: str, arm: Arm) -> None:
        """Does nothing where the answer is gone."""
        with self._database.write() as session:
            # Held until this is written, so that nobody deletes it in between.
            held = session.get(AnswerRow, answer_id, with_for_update={"read": True, "key_share": True})
            if held is not None:
                session.add(CanaryAnswerRow(answer_id=answer_id, canary_id=canary_id, arm=arm))

    def counts(self, canary_id: str) -> Mapping[Arm, ArmCounts]:
        """Of both arms; wrong are the delivered ones that a reviewer of an audit did not let stand."""
        with self._database.read() as session:
            return {arm: _counts(session, canary_id, arm) for arm in Arm}

    def end(self, canary_id: str, worse: Worse) -> None:
        """The default answers alone from now on; what ended before keeps its time."""
        with self._database.write() as session:
            row = session.get(CanaryRow, canary_id)
            if row is not None and row.returned_at is None:
                row.returned_at, row.worse = self._database.now(), worse


def _canary(row: CanaryRow) -> Canary:
    return Canary(row.id, row.candidate, row.started_at, row.returned_at, row.worse)


def _counts(session: Session, canary_id: str, arm: Arm) -> ArmCounts:
    counted = (
        select(AnswerRow.outcome, func.count())
        .join(CanaryAnswerRow, CanaryAnswerRow.answer_id == AnswerRow.id)
        .where(CanaryAnswerRow.canary_id == canary_id, CanaryAnswerRow.arm == arm)
        .group_by(AnswerRow.outcome)
    )
    by_outcome = Counter[Outcome]()
    for outcome, answers in session.execute(counted):
        by_outcome[outcome] += answers
    audited = _audited(session, canary_id, arm)
    stopped = sum(by_outcome[outcome] for outcome in _STOPPED)
    return ArmCounts(sum(by_outcome.values()), stopped, len(audited), sum(audited))


def _audited(session: Session, canary_id: str, arm: Arm) -> list[bool]:
    """Whether each delivered answer that was drawn and reviewed is wrong."""
    reviewed = (
        select(EscalationRow.id, ResolutionRow.kind)
        .join(AuditRow, AuditRow.escalation_id == EscalationRow.id)
        .join(CanaryAnswerRow, CanaryAnswerRow.answer_id == AuditRow.answer_id)
        .join(AnswerRow, AnswerRow.id == AuditRow.answer_id)
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(
            CanaryAnswerRow.canary_id == canary_id,
            CanaryAnswerRow.arm == arm,
            AnswerRow.outcome != Outcome.ESCALATED,
            EscalationRow.resolved_at.is_not(None),
        )
    )
    found = session.execute(reviewed).all()
    said: dict[str, list[ClaimLabel]] = {escalation: [] for escalation, _ in found}
    for label in session.scalars(select(LabelRow).where(LabelRow.escalation_id.in_(said))):
        said[label.escalation_id].append(ClaimLabel(label.position, label.support, label.answers))
    return [is_wrong(kind, said[escalation]) for escalation, kind in found]
