"""Answers side by side and people's votes, in SQL."""

from collections.abc import Sequence
from itertools import groupby
from secrets import token_bytes
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.comparisons import Ballot, Compared, Comparison
from domain.errors import Missing, no_such
from storage.database.transactions import Database
from storage.trials.rows import ComparedAnswerRow, ComparisonRow, ComparisonVoteRow

_SECRET_BYTES = 32


class SqlComparisons:
    """`domain.comparisons.ComparisonStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, collection: str, compared: Sequence[Compared]) -> Comparison:
        """A new one, gone with its collection."""
        row = ComparisonRow(
            id=f"comparison_{uuid4().hex}",
            name=name,
            collection=collection,
            secret=token_bytes(_SECRET_BYTES),
            created_at=self._database.now(),
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            session.add_all(
                ComparedAnswerRow(
                    comparison_id=row.id, position=position, model=model, question=one.question, text=text
                )
                for position, one in enumerate(compared)
                for model, text in one.answers.items()
            )
            session.flush()
            return _comparison(session, row)

    def get(self, comparison_id: str) -> Comparison:
        """Raises `NotFound`."""
        with self._database.read() as session:
            return _comparison(session, _found(session, comparison_id))

    def list(self) -> Sequence[Comparison]:
        """All, the newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(ComparisonRow).order_by(ComparisonRow.created_at.desc()))
            return [_comparison(session, row) for row in rows]

    def delete(self, comparison_id: str) -> None:
        """With its votes. Raises `NotFound`."""
        with self._database.write() as session:
            session.delete(_found(session, comparison_id))

    def compared(self, comparison_id: str) -> Sequence[Compared]:
        """Its questions in order. Raises `NotFound`."""
        wanted = (
            select(ComparedAnswerRow)
            .where(ComparedAnswerRow.comparison_id == comparison_id)
            .order_by(ComparedAnswerRow.position, ComparedAnswerRow.model)
        )
        with self._database.read() as session:
            _found(session, comparison_id)
            rows = list(session.scalars(wanted))
        by_position = (list(group) for _, group in groupby(rows, key=lambda row: row.position))
        return [Compared(group[0].question, {row.model: row.text for row in group}) for group in by_position]

    def secret(self, comparison_id: str) -> bytes:
        """What its tickets and sides are drawn by, known to no client. Raises `NotFound`."""
        with self._database.read() as session:
            return _found(session, comparison_id).secret

    def ballots(self, comparison_id: str) -> Sequence[Ballot]:
        """All votes, oldest first."""
        wanted = (
            select(ComparisonVoteRow)
            .where(ComparisonVoteRow.comparison_id == comparison_id)
            .order_by(ComparisonVoteRow.created_at, ComparisonVoteRow.id)
        )
        with self._database.read() as session:
            return [
                Ballot(row.position, row.left_model, row.right_model, row.choice, row.voter)
                for row in session.scalars(wanted)
            ]

    def vote(self, comparison_id: str, ballot: Ballot) -> None:
        """Keeps it, in place of the voter's former one on the same two answers. Raises `NotFound`."""
        models = (ballot.left_model, ballot.right_model)
        former = delete(ComparisonVoteRow).where(
            ComparisonVoteRow.comparison_id == comparison_id,
            ComparisonVoteRow.position == ballot.position,
            ComparisonVoteRow.voter.is_not_distinct_from(ballot.voter),
            ComparisonVoteRow.left_model.in_(models),
            ComparisonVoteRow.right_model.in_(models),
        )
        row = ComparisonVoteRow(
            id=f"vote_{uuid4().hex}",
            comparison_id=comparison_id,
            position=ballot.position,
            left_model=ballot.left_model,
            right_model=ballot.right_model,
            choice=ballot.choice,
            voter=ballot.voter,
            created_at=self._database.now(),
        )
        with self._database.write() as session:
            _found(session, comparison_id)
            session.execute(former)
            session.add(row)


def _found(session: Session, comparison_id: str) -> ComparisonRow:
    row = session.get(ComparisonRow, comparison_id)
    if row is None:
        raise no_such(Missing.COMPARISON)
    return row


def _comparison(session: Session, row: ComparisonRow) -> Comparison:
    of_it = ComparedAnswerRow.comparison_id == row.id
    models = session.scalars(select(ComparedAnswerRow.model).where(of_it).distinct().order_by(ComparedAnswerRow.model))
    questions = select(func.count(ComparedAnswerRow.position.distinct())).where(of_it)
    votes = select(func.count()).select_from(ComparisonVoteRow).where(ComparisonVoteRow.comparison_id == row.id)
    return Comparison(
        row.id,
        row.name,
        row.collection,
        row.created_at,
        tuple(models),
        session.scalar(questions) or 0,
        session.scalar(votes) or 0,
    )
