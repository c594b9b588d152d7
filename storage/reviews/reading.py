"""Escalations with all that belongs to them, in seven queries however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.reviews import Escalation
from storage.answers.store import load_answers
from storage.reviews.rows import EscalationRow, HistoryRow, LabelRow, ResolutionRow
from storage.reviews.values import escalation_of, resolution_of
from storage.reviews.verified_rows import VerifiedRow


def load_escalations(session: Session, rows: Sequence[EscalationRow], now: datetime) -> Sequence[Escalation]:
    """The escalations of `rows` as they stand at `now`, in the same order."""
    ids = [row.id for row in rows]
    answers = load_answers(session, [row.answer_id for row in rows if row.answer_id is not None])
    history, labels = _history(session, ids), _labels(session, ids)
    decided = session.scalars(select(ResolutionRow).where(ResolutionRow.escalation_id.in_(ids)))
    resolutions = {row.escalation_id: resolution_of(row, labels[row.escalation_id]) for row in decided}
    former, alike = _former_replies(session, rows), _duplicates(session, rows)
    return [
        escalation_of(
            row,
            resolution=resolutions.get(row.id),
            answer=None if row.answer_id is None else answers[row.answer_id],
            history=history[row.id],
            duplicates=alike[row.id],
            former_reply=former.get(row.verified_id or ""),
            now=now,
        )
        for row in rows
    ]


def _former_replies(session: Session, rows: Sequence[EscalationRow]) -> dict[str, str]:
    ids = [row.verified_id for row in rows if row.verified_id is not None]
    if not ids:
        return {}
    return dict(session.execute(select(VerifiedRow.id, VerifiedRow.text).where(VerifiedRow.id.in_(ids))).all())


def _duplicates(session: Session, rows: Sequence[EscalationRow]) -> dict[str, list[str]]:
    """Of each, the others that wait with the same question, the oldest first."""
    keys = {row.question_key for row in rows if row.question_key is not None and row.resolved_at is None}
    found: dict[str, list[str]] = defaultdict(list)
    if not keys:
        return found
    same: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    wanted = select(EscalationRow.collection, EscalationRow.question_key, EscalationRow.id).where(
        EscalationRow.question_key.in_(keys), EscalationRow.resolved_at.is_(None)
    )
    for collection, key, escalation_id in session.execute(wanted.order_by(EscalationRow.created_at, EscalationRow.id)):
        same[collection, key].append(escalation_id)
    for row in rows:
        if row.resolved_at is None:
            found[row.id] = [one for one in same.get((row.collection, row.question_key), []) if one != row.id]
    return found


def _history(session: Session, ids: Sequence[str]) -> dict[str, list[HistoryRow]]:
    found: dict[str, list[HistoryRow]] = defaultdict(list)
    for entry in session.scalars(select(HistoryRow).where(HistoryRow.escalation_id.in_(ids)).order_by(HistoryRow.id)):
        found[entry.escalation_id].append(entry)
    return found


def _labels(session: Session, ids: Sequence[str]) -> dict[str, list[LabelRow]]:
    found: dict[str, list[LabelRow]] = defaultdict(list)
    for label in session.scalars(select(LabelRow).where(LabelRow.escalation_id.in_(ids)).order_by(LabelRow.position)):
        found[label.escalation_id].append(label)
    return found
