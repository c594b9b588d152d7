"""Answers with their claims and verdicts, in SQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.answers import Answer, Rating
from domain.audits import Draw
from domain.conversations import Author, Message
from domain.errors import Conflict, Missing, no_such
from domain.reviews import NewEscalation
from storage.answers.rows import AnswerRow, ClaimRow, FeedbackRow
from storage.answers.values import answer_of, answer_row, claim_rows, replace_verdicts
from storage.conversations.store import append_message, conversation_row
from storage.database.transactions import Database


class EscalationOpener(Protocol):
    """Calls a person to an answer, in the transaction that keeps it."""

    def open(self, session: Session, answer: Answer, escalation: NewEscalation, *, now: datetime) -> str:
        """The id of the new escalation."""

    def note_draw(self, session: Session, answer: Answer, draw: Draw, *, now: datetime) -> None:
        """Keeps how likely the answer was to be drawn for the audit, and calls a person where it was."""

    def was_asked(self, session: Session, answer_id: str) -> bool:
        """Whether a person was called to the answer whose word reaches the user, or has answered already."""


class Answers:
    """`domain.stores.AnswerStore`, without what opens escalations: that is given."""

    def __init__(self, database: Database, *, opener: EscalationOpener) -> None:
        self._database, self._opener = database, opener

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> str | None:
        """In one transaction: the answer, its assistant message, whether it was drawn for the audit and its escalation.

        The id of the latter comes back. `draw` is null where it could not be drawn. Raises `NotFound` where the
        conversation was deleted meanwhile, `Conflict` for an answer that is kept already.
        """
        message = Message(f"msg_{uuid4().hex}", Author.ASSISTANT, answer.content, answer.id, answer.created_at)
        try:
            with self._database.write() as session:
                conversation_row(session, answer.conversation_id)
                session.add(answer_row(answer))
                session.flush()
                session.add_all(claim_rows(answer))
                append_message(session, answer.conversation_id, message)
                if draw is not None:
                    self._opener.note_draw(session, answer, draw, now=self._database.now())
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
            return self._escalate(session, answer, None if self._opener.was_asked(session, answer.id) else escalation)

    def _escalate(self, session: Session, answer: Answer, escalation: NewEscalation | None) -> str | None:
        if escalation is None:
            return None
        return self._opener.open(session, answer, escalation, now=self._database.now())

    def get(self, answer_id: str) -> Answer:
        """Raises `NotFound`."""
        with self._database.read() as session:
            found = load_answers(session, [answer_id])
        if answer_id not in found:
            raise no_such(Missing.ANSWER)
        return found[answer_id]

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
