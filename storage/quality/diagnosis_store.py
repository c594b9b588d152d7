"""Which answers failed, and why, in SQL."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Exists, Select, and_, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.diagnoses import NEVER_FAILED, STOPPED, Diagnosis, Failed
from domain.reviews import Cause, EscalationKind, Resolution
from storage.answers.rows import AnswerRow
from storage.answers.store import load_answers
from storage.database.transactions import Database
from storage.quality.rows import DiagnosisRow
from storage.reviews.filtering import expired
from storage.reviews.rows import EscalationRow, LabelRow, ResolutionRow
from storage.reviews.values import resolution_of

OF_THE_ANSWER = EscalationRow.kind != EscalationKind.SUSPENDED
"""What is said of a suspended reply is said of a person's."""


class SqlDiagnoses:
    """`domain.diagnoses.DiagnosisStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def undiagnosed(self, *, since: datetime, limit: int) -> Sequence[Failed]:
        """The newest given since then that failed or were decided on, and were not looked into after that."""
        with self._database.read() as session:
            ids = session.scalars(_undiagnosed(since).limit(limit)).all()
            answers, resolutions = load_answers(session, ids), _resolutions(session, ids)
        return [Failed(answers[one], resolutions.get(one)) for one in ids]

    def keep(self, diagnosis: Diagnosis) -> None:
        """In place of an earlier one. Nothing happens where the answer is gone."""
        row = DiagnosisRow(
            answer_id=diagnosis.answer_id,
            cause=diagnosis.cause,
            claim=diagnosis.claim,
            document_id=diagnosis.document_id,
            document=diagnosis.document,
            made_at=diagnosis.made_at,
        )
        try:
            with self._database.write() as session:
                if session.get(AnswerRow, diagnosis.answer_id) is not None:
                    session.merge(row)
        except IntegrityError:
            return  # it was deleted meanwhile

    def of(self, answer_id: str) -> Diagnosis | None:
        """Null where nobody has looked yet."""
        with self._database.read() as session:
            row = session.get(DiagnosisRow, answer_id)
            if row is None:
                return None
            return Diagnosis(row.answer_id, row.cause, row.claim, row.document_id, row.document, row.made_at)

    def causes(self, *, collection: str | None, since: datetime) -> Mapping[Cause, int]:
        """Of the answers given since then, as their reviewers say, and where they do not as was found out."""
        said = said_causes().subquery()
        wanted = (
            select(func.coalesce(said.c.cause, DiagnosisRow.cause), func.count())
            .select_from(AnswerRow)
            .outerjoin(DiagnosisRow, DiagnosisRow.answer_id == AnswerRow.id)
            .outerjoin(said, said.c.answer_id == AnswerRow.id)
            .where(AnswerRow.created_at >= since, or_(DiagnosisRow.cause.is_not(None), said.c.cause.is_not(None)))
            .where(~blind(self._database.now()))
        )
        if collection is not None:
            wanted = wanted.where(AnswerRow.collection == collection)
        with self._database.read() as session:
            rows = session.execute(wanted.group_by(func.coalesce(said.c.cause, DiagnosisRow.cause)))
            return Counter({Cause(cause): answers for cause, answers in rows})


def said_causes() -> Select[str | None, Cause | None]:
    """What reviewers say, by answer; of several one."""
    return (
        select(EscalationRow.answer_id, func.max(ResolutionRow.cause).label("cause"))
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(ResolutionRow.cause.is_not(None), EscalationRow.answer_id.is_not(None), OF_THE_ANSWER)
        .group_by(EscalationRow.answer_id)
    )


def blind(now: datetime) -> Exists:
    """Whether an audit of the answer may still be judged: until then nothing may tell what the check makes of it."""
    held = and_(EscalationRow.claim_expires_at.is_not(None), EscalationRow.claim_expires_at > now)
    return exists().where(
        EscalationRow.answer_id == AnswerRow.id,
        EscalationRow.kind == EscalationKind.AUDIT,
        EscalationRow.resolved_at.is_(None),
        or_(~expired(now), held),
    )


def _undiagnosed(since: datetime) -> Select[str]:
    decided_at = (
        select(func.max(EscalationRow.resolved_at))
        .where(EscalationRow.answer_id == AnswerRow.id, OF_THE_ANSWER)
        .correlate(AnswerRow)
        .scalar_subquery()
    )
    failed = AnswerRow.outcome.in_(STOPPED) & or_(AnswerRow.reason.is_(None), AnswerRow.reason.not_in(NEVER_FAILED))
    return (
        select(AnswerRow.id)
        .outerjoin(DiagnosisRow, DiagnosisRow.answer_id == AnswerRow.id)
        .where(
            AnswerRow.created_at >= since,
            AnswerRow.by_person.is_(None),
            or_(failed, decided_at.is_not(None)),
            or_(DiagnosisRow.made_at.is_(None), DiagnosisRow.made_at < decided_at),
        )
        .order_by(AnswerRow.created_at.desc(), AnswerRow.id)
    )


def _resolutions(session: Session, ids: Sequence[str]) -> dict[str, Resolution]:
    """The newest of each answer that has one."""
    decided = (
        select(EscalationRow.answer_id, ResolutionRow)
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(EscalationRow.answer_id.in_(ids), OF_THE_ANSWER)
        .order_by(EscalationRow.resolved_at)
    )
    newest = {answer_id: row for answer_id, row in session.execute(decided) if answer_id is not None}
    labels = select(LabelRow).where(LabelRow.escalation_id.in_([row.escalation_id for row in newest.values()]))
    found: dict[str, list[LabelRow]] = {}
    for label in session.scalars(labels.order_by(LabelRow.position)):
        found.setdefault(label.escalation_id, []).append(label)
    return {answer_id: resolution_of(row, found.get(row.escalation_id, [])) for answer_id, row in newest.items()}
