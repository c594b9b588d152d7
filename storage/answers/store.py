"""Answers with their claims and verdicts, in SQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.answers import Answer, Rating
from domain.conversations import Author, Message
from domain.errors import Conflict, Missing, no_such
from domain.reviews import EscalationKind, NewEscalation
from storage.answers.values import answer_of, answer_row, claim_rows, replace_verdicts
from storage.conversations.rows import AnswerRow, ClaimRow, FeedbackRow
from storage.conversations.store import append_message, conversation_row
from storage.database.transactions import Database
from storage.reviews.rows import EscalationRow, ResolutionRow
from storage.reviews.values import add_escalation


class SqlAnswers:
    """`domain.stores.AnswerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, answer: Answer, escalation: NewEscalation | None) -> str | None:
        """In one transaction: the answer, its assistant message and its escalation, whose id comes back.

        Raises `NotFound` where the conversation was deleted meanwhile, `Conflict` for an answer that is kept already.
        """
        message = Message(f"msg_{uuid4().hex}", Author.ASSISTANT, answer.content, answer.id, answer.created_at)
        try:
            with self._database.write() as session:
                conversation_row(session, answer.conversation_id)
                session.add(answer_row(answer))
                session.flush()
                session.add_all(claim_rows(answer))
                append_message(session, answer.conversation_id, message)
                return self._escalate(session, answer, escalation)
        except IntegrityError as error:
            raise Conflict(f"The answer {answer.id!r} is kept already.") from error

    def revise(self, answer: Answer, escalation: NewEscalation | None) -> str | None:
        """In one transaction: the verdicts, support, risk and outcome that are kept become those of `answer`.

        `escalation` is added unless a person was asked about the answer before; its id comes back. Raises `NotFound`.
        """
        claims = select(ClaimRow).where(ClaimRow.answer_id == answer.id).order_by(ClaimRow.position)
        with self._database.write() as session:
            # Whoever asks for a person locks it too, so there will not be two escalations.
            conversation_row(session, answer.conversation_id, lock=True)
            row = session.get(AnswerRow, answer.id)
            if row is None:
                raise no_such(Missing.ANSWER)
            replace_verdicts(row, session.scalars(claims).all(), answer)
            return self._escalate(session, answer, None if _is_with_a_person(session, answer.id) else escalation)

    def _escalate(self, session: Session, answer: Answer, escalation: NewEscalation | None) -> str | None:
        if escalation is None:
            return None
        return add_escalation(
            session,
            escalation,
            conversation_id=answer.conversation_id,
            answer_id=answer.id,
            collection=answer.collection,
            now=self._database.now(),
        ).id

    def get(self, answer_id: str) -> Answer:
        """Raises `NotFound`."""
        with self._database.read() as session:
            found = load_answers(session, [answer_id])
        if answer_id not in found:
            raise no_such(Missing.ANSWER)
        return found[answer_id]

    def human_reply(self, answer_id: str) -> str | None:
        """The newest resolution's text, null where no person replied. What an audit says is not for the user."""
        newest = (
            select(ResolutionRow.text)
            .join(EscalationRow, EscalationRow.id == ResolutionRow.escalation_id)
            .where(EscalationRow.answer_id == answer_id, EscalationRow.kind != EscalationKind.AUDIT)
            .order_by(EscalationRow.resolved_at.desc())
            .limit(1)
        )
        with self._database.read() as session:
            return session.scalar(newest)

    def rate(self, answer_id: str, rating: Rating, comment: str | None) -> None:
        """The last rating of an answer stands. Raises `NotFound`."""
        row = FeedbackRow(answer_id=answer_id, rating=rating, comment=comment, rated_at=self._database.now())
        with self._database.write() as session:
            if session.get(AnswerRow, answer_id) is None:
                raise no_such(Missing.ANSWER)
            session.merge(row)

    def rating(self, answer_id: str) -> Rating | None:
        """The user's thumb, null where there is none."""
        with self._database.read() as session:
            row = session.get(FeedbackRow, answer_id)
            return None if row is None else row.rating


def load_answers(session: Session, ids: Collection[str]) -> Mapping[str, Answer]:
    """Those of `ids` that are kept, by id."""
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    of_these = select(ClaimRow).where(ClaimRow.answer_id.in_(ids)).order_by(ClaimRow.answer_id, ClaimRow.position)
    for claim in session.scalars(of_these):
        claims[claim.answer_id].append(claim)
    answers = session.scalars(select(AnswerRow).where(AnswerRow.id.in_(ids)))
    return {row.id: answer_of(row, claims[row.id]) for row in answers}


def _is_with_a_person(session: Session, answer_id: str) -> bool:
    """Whether one was asked, or answered already. What an audit says does not reach the user."""
    asked = select(EscalationRow.id).where(
        EscalationRow.answer_id == answer_id, EscalationRow.kind != EscalationKind.AUDIT
    )
    return session.scalar(asked.limit(1)) is not None
