"""How an escalation is decided and opened again, inside of a transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.conversations import Author, Message
from domain.errors import Invalid
from domain.reviews import EscalationKind, NewEscalation, Resolution, ResolutionKind, Resolved
from domain.verified import is_reusable
from storage.answers.rows import ClaimRow
from storage.conversations.store import append_message
from storage.reviews.reading import load_escalations
from storage.reviews.rows import EscalationRow, HistoryRow, LabelRow, ResolutionRow
from storage.reviews.values import holder, lapsed
from storage.reviews.verified_rows import VerifiedRow
from storage.reviews.verifying import forget_verified, keep_verified


def decide(session: Session, row: EscalationRow, resolution: Resolution, *, now: datetime) -> Resolved:
    """With the others that wait with the same question, unless another reviewer holds them. Raises `Invalid`."""
    others = _others(session, row, resolution.reviewer, now)
    _keep(session, row, resolution)
    reply = _close(session, row, resolution, now=now, is_told=_speaks(row, resolution))
    told = {row.conversation_id} if reply else set[str]()
    [decided] = load_escalations(session, [row], now)
    keep_verified(session, row, resolution, decided.answer, now=now)
    taken_along = [_take_along(session, other, resolution, told, now=now) for other in others]
    return Resolved(decided, reply, tuple(taken_along))


def open_again(
    session: Session, row: EscalationRow, anew: NewEscalation, *, reviewer: str, comment: str | None, now: datetime
) -> None:
    """What was decided goes; its reply stays in the conversation, where it was said."""
    session.execute(delete(LabelRow).where(LabelRow.escalation_id == row.id))
    session.execute(delete(ResolutionRow).where(ResolutionRow.escalation_id == row.id))
    forget_verified(session, row.id)
    row.resolved_at = row.first_claimed_at = None
    row.opened_told_at = row.due_told_at = row.resolved_told_at = None
    row.reopened_at, row.due_at, row.first_due_at = now, anew.due_at, anew.first_due_at
    session.add(HistoryRow(escalation_id=row.id, at=now, action="reopened", actor=reviewer, comment=comment))


def write_down_lapsed(session: Session, row: EscalationRow, now: datetime) -> None:
    """The end of a claim that ran out goes into the history."""
    entry = lapsed(row, now)
    if entry is not None:
        session.add(HistoryRow(escalation_id=row.id, at=entry.at, action=entry.action, actor=entry.actor))
        session.flush()


def _others(session: Session, row: EscalationRow, reviewer: str, now: datetime) -> Sequence[EscalationRow]:
    if row.question_key is None:
        return ()
    same = (
        select(EscalationRow)
        .where(
            EscalationRow.collection == row.collection,
            EscalationRow.question_key == row.question_key,
            EscalationRow.id != row.id,
            EscalationRow.resolved_at.is_(None),
        )
        .order_by(EscalationRow.created_at, EscalationRow.id)
        .with_for_update()
    )
    return [other for other in session.scalars(same) if holder(other, now) in {None, reviewer}]


def _take_along(
    session: Session, row: EscalationRow, resolution: Resolution, told: set[str], *, now: datetime
) -> Resolved:
    """Decides another with the same question; in each conversation the reply is said once."""
    _add(session, row, resolution)
    is_told = row.kind is not EscalationKind.AUDIT and row.conversation_id not in told
    reply = _close(session, row, resolution, now=now, is_told=is_told)
    told.add(row.conversation_id)
    if row.verified_id is not None and not (resolution.reuse and is_reusable(resolution.kind)):
        session.execute(delete(VerifiedRow).where(VerifiedRow.id == row.verified_id))
    [decided] = load_escalations(session, [row], now)
    return Resolved(decided, reply)


def _close(
    session: Session, row: EscalationRow, resolution: Resolution, *, now: datetime, is_told: bool
) -> Message | None:
    write_down_lapsed(session, row, now)
    row.claimed_by = row.claim_expires_at = None
    row.resolved_at = now
    done = HistoryRow(
        escalation_id=row.id, at=now, action="resolved", actor=resolution.reviewer, comment=resolution.kind.value
    )
    session.add(done)
    reply = None
    if is_told:
        reply = Message(f"msg_{uuid4().hex}", Author.REVIEWER, resolution.text, row.answer_id, now)
        append_message(session, row.conversation_id, reply)
    session.flush()
    return reply


def _speaks(row: EscalationRow, resolution: Resolution) -> bool:
    """Whether the user is told. What they know and what still holds is not said twice."""
    if row.kind is EscalationKind.SUSPENDED:
        return resolution.kind is not ResolutionKind.APPROVE
    return row.kind is not EscalationKind.AUDIT


def _keep(session: Session, row: EscalationRow, resolution: Resolution) -> None:
    labelled = [label.claim for label in resolution.labels]
    claims = 0
    if row.answer_id is not None:
        claims = session.scalar(select(func.count()).where(ClaimRow.answer_id == row.answer_id)) or 0
    if len(set(labelled)) < len(labelled) or not set(labelled) <= set(range(claims)):
        raise Invalid(f"A label names a claim twice, or one that is not there: the answer has {claims} claims, from 0.")
    _add(session, row, resolution)
    for label in resolution.labels:
        session.add(
            LabelRow(
                escalation_id=row.id,
                position=label.claim,
                answer_id=row.answer_id or "",
                support=label.support,
                answers=label.answers,
            )
        )


def _add(session: Session, row: EscalationRow, resolution: Resolution) -> None:
    session.add(
        ResolutionRow(
            escalation_id=row.id,
            kind=resolution.kind,
            text=resolution.text,
            reuse=resolution.reuse,
            reviewer=resolution.reviewer,
            cause=resolution.cause,
        )
    )
    session.flush()
