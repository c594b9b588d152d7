"""Canaries in SQL."""

from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.answers import Outcome
from domain.audits import is_wrong
from domain.canaries import Arm, ArmCounts, Canary, Part, Worse
from domain.reviews import ClaimLabel, ResolutionKind
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

    def count(self, part: Part, answer_id: str, *, answered: bool) -> None:
        """Does nothing where the answer is gone. `answered`: the arm's model itself claimed something."""
        with self._database.write() as session:
            # Held until this is written, so that nobody deletes it in between.
            held = session.get(AnswerRow, answer_id, with_for_update={"read": True, "key_share": True})
            if held is not None:
                row = CanaryAnswerRow(answer_id=answer_id, canary_id=part.canary_id, arm=part.arm, answered=answered)
                session.add(row)

    def counts(self, canary_id: str) -> Mapping[Arm, ArmCounts]:
        """Of both arms; wrong are the delivered ones that a reviewer of an audit did not let stand.

        Each count holds one answer of a conversation at most: the first that it is of.
        """
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
    asked = (
        select(AnswerRow.conversation_id, AnswerRow.outcome, CanaryAnswerRow.answered)
        .join(CanaryAnswerRow, CanaryAnswerRow.answer_id == AnswerRow.id)
        .where(CanaryAnswerRow.canary_id == canary_id, CanaryAnswerRow.arm == arm)
        .order_by(AnswerRow.created_at, AnswerRow.id)
    )
    first: dict[str, bool] = {}
    outcomes: dict[str, Outcome] = {}
    for conversation, outcome, answered in session.execute(asked):
        first.setdefault(conversation, answered)
        if answered:
            outcomes.setdefault(conversation, outcome)
    audited = _audited(session, canary_id, arm)
    return ArmCounts(
        answers=len(outcomes),
        stopped=sum(outcome in _STOPPED for outcome in outcomes.values()),
        audited=len(audited),
        wrong=sum(audited),
        asked=len(first),
        unanswered=len(first) - sum(first.values()),
    )


def _audited(session: Session, canary_id: str, arm: Arm) -> list[bool]:
    """Of each conversation, whether the delivered answer that was reviewed first is wrong."""
    reviewed = (
        select(AnswerRow.conversation_id, EscalationRow.id, ResolutionRow.kind)
        .join(AuditRow, AuditRow.escalation_id == EscalationRow.id)
        .join(CanaryAnswerRow, CanaryAnswerRow.answer_id == AuditRow.answer_id)
        .join(AnswerRow, AnswerRow.id == AuditRow.answer_id)
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(
            CanaryAnswerRow.canary_id == canary_id,
            CanaryAnswerRow.arm == arm,
            CanaryAnswerRow.answered,
            AnswerRow.outcome != Outcome.ESCALATED,
            EscalationRow.resolved_at.is_not(None),
        )
        .order_by(EscalationRow.resolved_at, EscalationRow.id)
    )
    found: dict[str, tuple[str, ResolutionKind]] = {}
    for conversation, escalation, kind in session.execute(reviewed):
        found.setdefault(conversation, (escalation, kind))
    said: dict[str, list[ClaimLabel]] = {escalation: [] for escalation, _ in found.values()}
    for label in session.scalars(select(LabelRow).where(LabelRow.escalation_id.in_(said))):
        said[label.escalation_id].append(ClaimLabel(label.position, label.support, label.answers))
    return [is_wrong(kind, said[escalation]) for escalation, kind in found.values()]
