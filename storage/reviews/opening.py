"""How an escalation begins, in the transaction of what calls for it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.answers import Answer
from domain.audits import Draw
from domain.conversations import Author, Message
from domain.reviews import EscalationKind, EvidenceChange, NewEscalation
from domain.verified import is_private
from storage.conversations.rows import ConversationRow
from storage.conversations.store import append_message
from storage.reviews.rows import AuditRow, EscalationRow, HistoryRow
from storage.reviews.verified_rows import VerifiedRow
from text.same_question import question_key

_ITSELF = "candor"
_NOBODY = "nobody"
"""No key has this id."""
_USER = "user"


def add_escalation(
    session: Session,
    new: NewEscalation,
    *,
    conversation_id: str,
    answer_id: str | None,
    collection: str,
    now: datetime,
    answer: Answer | None = None,
) -> EscalationRow:
    """Adds an escalation with the first entry of its history; `answer` is its own, where there is one."""
    row = EscalationRow(
        id=f"esc_{uuid4().hex}",
        conversation_id=conversation_id,
        answer_id=answer_id,
        collection=collection,
        kind=new.kind,
        reason=new.reason,
        priority=new.priority,
        due_at=new.due_at,
        first_due_at=new.first_due_at,
        expires_at=new.expires_at,
        question_key=_key(new, answer),
        created_at=now,
    )
    session.add(row)
    session.flush()
    actor = _USER if new.kind is EscalationKind.REQUESTED else _ITSELF
    session.add(HistoryRow(escalation_id=row.id, at=now, action="created", actor=actor))
    return row


def _key(new: NewEscalation, answer: Answer | None) -> str | None:
    """What it shares with others that ask the same. One from files of a conversation alone asks of something else."""
    if answer is None or new.kind is EscalationKind.AUDIT or is_private(answer):
        return None
    return question_key(answer.query)


def reopen_question(
    session: Session, verified: VerifiedRow, new: NewEscalation, changes: Sequence[EvidenceChange], *, now: datetime
) -> str:
    """The question of a suspended answer goes to a person again, where it was asked; the id of the escalation.

    Where that conversation is gone it waits in one that is nobody's, with the question alone.
    """
    former = None if verified.escalation_id is None else session.get(EscalationRow, verified.escalation_id)
    row = add_escalation(
        session,
        new,
        conversation_id=_nobodys(session, verified, now) if former is None else former.conversation_id,
        answer_id=None if former is None else former.answer_id,
        collection=verified.collection,
        now=now,
    )
    row.verified_id, row.question_key = verified.id, verified.key
    row.changes = [asdict(change) for change in changes]
    session.flush()
    return row.id


def _nobodys(session: Session, verified: VerifiedRow, now: datetime) -> str:
    conversation = ConversationRow(
        id=f"conv_{uuid4().hex}",
        title=verified.question,
        collection=verified.collection,
        owner=_NOBODY,
        metadata_={},
        created_at=now,
        updated_at=now,
    )
    session.add(conversation)
    session.flush()
    append_message(session, conversation.id, Message(f"msg_{uuid4().hex}", Author.USER, verified.question, None, now))
    return conversation.id


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
            answer=answer,
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
