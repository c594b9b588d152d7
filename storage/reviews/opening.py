"""How an escalation begins, in the transaction of what calls for it."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.answers import Answer
from domain.audits import Draw
from domain.reviews import EscalationKind, NewEscalation
from storage.reviews.rows import AuditRow, EscalationRow, HistoryRow

_ITSELF = "candor"
_USER = "user"


def add_escalation(
    session: Session,
    new: NewEscalation,
    *,
    conversation_id: str,
    answer_id: str | None,
    collection: str,
    now: datetime,
) -> EscalationRow:
    """Adds an escalation with the first entry of its history."""
    row = EscalationRow(
        id=f"esc_{uuid4().hex}",
        conversation_id=conversation_id,
        answer_id=answer_id,
        collection=collection,
        kind=new.kind,
        reason=new.reason,
        priority=new.priority,
        due_at=new.due_at,
        created_at=now,
    )
    session.add(row)
    session.flush()
    actor = _USER if new.kind is EscalationKind.REQUESTED else _ITSELF
    session.add(HistoryRow(escalation_id=row.id, at=now, action="created", actor=actor))
    return row


class SqlEscalationOpener:
    """`storage.answers.store.EscalationOpener`."""

    def open(self, session: Session, answer: Answer, escalation: NewEscalation, *, now: datetime) -> str:
        """The id of the new escalation."""
        return add_escalation(
            session,
            escalation,
            conversation_id=answer.conversation_id,
            answer_id=answer.id,
            collection=answer.collection,
            now=now,
        ).id

    def note_draw(self, session: Session, answer: Answer, draw: Draw, *, now: datetime) -> None:
        """Keeps how likely the answer was to be drawn, and opens the audit where it was."""
        drawn = None if draw.escalation is None else self.open(session, answer, draw.escalation, now=now)
        session.add(
            AuditRow(
                answer_id=answer.id, created_at=answer.created_at, probability=draw.probability, escalation_id=drawn
            )
        )

    def was_asked(self, session: Session, answer_id: str) -> bool:
        """Whether a person was, or answered already. What an audit says does not reach the user."""
        asked = select(EscalationRow.id).where(
            EscalationRow.answer_id == answer_id, EscalationRow.kind != EscalationKind.AUDIT
        )
        return session.scalar(asked.limit(1)) is not None
