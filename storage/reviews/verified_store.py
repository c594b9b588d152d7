"""Verified answers in SQL: which are given, which rest on what has changed since."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from domain.documents import Passage
from domain.errors import Missing, no_such
from domain.reviews import NewEscalation
from domain.verified import Asked, Reopening, Verified
from storage.answers.values import passage_of
from storage.database.transactions import Database
from storage.documents.chunk_store import stored_chunks
from storage.documents.rows import ChunkRow
from storage.reviews.evidence_changes import changes_of
from storage.reviews.opening import reopen_question
from storage.reviews.rows import EscalationRow
from storage.reviews.verified_rows import GroundRow, VerifiedRow

_STANDS = exists().where(ChunkRow.sha256 == GroundRow.sha256, ChunkRow.collection == VerifiedRow.collection)
_CHANGED = exists().where(GroundRow.verified_id == VerifiedRow.id, ~_STANDS)
_WAITS = exists().where(EscalationRow.verified_id == VerifiedRow.id, EscalationRow.resolved_at.is_(None))
_TO_SUSPEND = or_(
    and_(VerifiedRow.suspended_at.is_(None), _CHANGED), and_(VerifiedRow.suspended_at.is_not(None), ~_WAITS)
)


class SqlVerified:
    """`domain.verified.VerifiedStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def asked(self, collection: str) -> Sequence[Asked]:
        """Those of a collection that are given."""
        wanted = select(VerifiedRow.id, VerifiedRow.question).where(
            VerifiedRow.collection == collection, VerifiedRow.suspended_at.is_(None)
        )
        with self._database.read() as session:
            return [Asked(*found) for found in session.execute(wanted)]

    def give(self, verified_id: str) -> Verified | None:
        """Counts a use. Null where it is gone, suspended, or something that it rests on has changed or gone."""
        wanted = select(VerifiedRow).where(VerifiedRow.id == verified_id, VerifiedRow.suspended_at.is_(None), ~_CHANGED)
        with self._database.write() as session:
            row = session.scalars(wanted.with_for_update()).one_or_none()
            if row is None:
                return None
            row.hits += 1
            row.last_used = self._database.now()
            return _verified(row, _as_they_stand(session, row))

    def suspend_changed(self, reopening: Reopening, *, collection: str | None = None) -> Sequence[str]:
        """Suspends those that rest on what has changed or gone, in one collection or in all.

        The question of each goes to a person, once more where its case went with its conversation; the ids of these
        escalations come back.
        """
        wanted = select(VerifiedRow.id).where(_TO_SUSPEND)
        if collection is not None:
            wanted = wanted.where(VerifiedRow.collection == collection)
        with self._database.read() as session:
            changed = session.scalars(wanted).all()
        return [opened for one in changed if (opened := self._suspend(one, reopening)) is not None]

    def _suspend(self, verified_id: str, reopening: Reopening) -> str | None:
        """Null where it changed back meanwhile, or another thread was here first."""
        now = self._database.now()
        wanted = select(VerifiedRow).where(VerifiedRow.id == verified_id, _TO_SUSPEND)
        with self._database.write() as session:
            row = session.scalars(wanted.with_for_update()).one_or_none()
            return None if row is None else _suspended(session, row, reopening(row.collection), now=now)

    def list(self, collections: frozenset[str] | None) -> Sequence[Verified]:
        """The newest first; only of `collections` where given."""
        wanted = select(VerifiedRow).order_by(VerifiedRow.answered_at.desc(), VerifiedRow.id)
        if collections is not None:
            wanted = wanted.where(VerifiedRow.collection.in_(collections))
        with self._database.read() as session:
            return [_verified(row, map(passage_of, row.passages)) for row in session.scalars(wanted)]

    def get(self, verified_id: str) -> Verified:
        """Raises `NotFound`."""
        with self._database.read() as session:
            row = _row(session, verified_id)
            return _verified(row, map(passage_of, row.passages))

    def delete(self, verified_id: str) -> None:
        """Raises `NotFound`."""
        with self._database.erase() as session:
            _row(session, verified_id)
            session.execute(delete(VerifiedRow).where(VerifiedRow.id == verified_id))


def _row(session: Session, verified_id: str) -> VerifiedRow:
    row = session.get(VerifiedRow, verified_id)
    if row is None:
        raise no_such(Missing.VERIFIED)
    return row


def _suspended(session: Session, row: VerifiedRow, new: NewEscalation, *, now: datetime) -> str:
    row.suspended_at = now
    gone = session.scalars(select(GroundRow.position).where(GroundRow.verified_id == row.id, ~_stands_in(row)))
    changed = [passage_of(row.passages[position]) for position in sorted(gone)]
    return reopen_question(session, row, new, changes_of(session, changed), now=now)


def _stands_in(row: VerifiedRow) -> ColumnElement[bool]:
    return exists().where(ChunkRow.sha256 == GroundRow.sha256, ChunkRow.collection == row.collection)


def _as_they_stand(session: Session, row: VerifiedRow) -> Sequence[Passage]:
    """What it rests on, as the collection has it now: the same words, maybe in another version of the document."""
    wanted = (
        select(GroundRow.position, ChunkRow.id)
        .join(ChunkRow, and_(ChunkRow.sha256 == GroundRow.sha256, ChunkRow.collection == row.collection))
        .where(GroundRow.verified_id == row.id)
        .order_by(ChunkRow.id)
    )
    chunk_of: dict[int, int] = dict(session.execute(wanted).all())
    chunks = stored_chunks(session, list(chunk_of.values()))
    kept: Sequence[Any] = row.passages
    passages = [passage_of(one) for one in kept]
    return [
        Passage(chunks[chunk_of[place]], passage.relevance, passage.scores) if place in chunk_of else passage
        for place, passage in enumerate(passages)
    ]


def _verified(row: VerifiedRow, passages: Iterable[Passage]) -> Verified:
    return Verified(
        id=row.id,
        collection=row.collection,
        question=row.question,
        text=row.text,
        passages=tuple(passages),
        reviewer=row.reviewer,
        answered_at=row.answered_at,
        hits=row.hits,
        last_used=row.last_used,
        suspended_at=row.suspended_at,
        escalation_id=row.escalation_id,
    )
