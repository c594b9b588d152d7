"""On which documents answers rest, and on which none, in SQL."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from domain.answers import Outcome, Rating
from domain.asked import CitedDocument, Citing, UncitedDocument
from domain.audits import is_wrong
from domain.documents import CONVERSATION_PREFIX
from domain.reviews import ClaimLabel
from storage.answers.rows import AnswerRow, ClaimRow, FeedbackRow
from storage.database.transactions import Database
from storage.documents.rows import DocumentRow
from storage.quality.diagnosis_store import OF_THE_ANSWER, blind
from storage.reviews.rows import EscalationRow, LabelRow, ResolutionRow
from text.marks import cited_passages

_AT_ONCE = 500
_MOST_UNCITED = 50


@dataclass(slots=True)
class _Uses:
    """The documents of a scope's answers, by id: how often each is rested on, and of how many what was said."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    thumbs_down: Counter[str] = field(default_factory=Counter)

    def documents(self) -> Iterator[CitedDocument]:
        """Those of conversations alone are left out: they belong to whoever asked."""
        for document_id, (name, collection) in self.names.items():
            if not collection.startswith(CONVERSATION_PREFIX):
                yield CitedDocument(
                    document_id=document_id,
                    document=name,
                    collection=collection,
                    answers=self.answers[document_id],
                    wrong=self.wrong[document_id],
                    thumbs_down=self.thumbs_down[document_id],
                )


class SqlCiting:
    """`domain.asked.CitingStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def citing(self, *, collection: str | None, since: datetime, most: int) -> Citing:
        """Of the newest answers given since then, `most` at most, the most harmful documents first.

        An abstention rests on nothing.
        """
        told = and_(AnswerRow.created_at >= since, AnswerRow.outcome != Outcome.ABSTAINED)
        newest = select(AnswerRow.id).where(told, ~blind(self._database.now()))
        if collection is not None:
            newest = newest.where(AnswerRow.collection == collection)
        uses = _Uses()
        with self._database.read() as session:
            ids = session.scalars(newest.order_by(AnswerRow.created_at.desc()).limit(most)).all()
            for start in range(0, len(ids), _AT_ONCE):
                _count(session, ids[start : start + _AT_ONCE], uses)
            uncited = [row for row in _documents(session, collection) if row.id not in uses.names]
        cited = sorted(uses.documents(), key=lambda one: (-one.wrong, -one.thumbs_down, -one.answers, one.document))
        shown = [UncitedDocument(r.id, r.name, r.collection, r.created_at) for r in uncited[:_MOST_UNCITED]]
        return Citing(len(ids), tuple(cited), tuple(shown), len(uncited))


def _count(session: Session, ids: Sequence[str], uses: _Uses) -> None:
    wrong, disliked = _found_wrong(session, ids), _disliked(session, ids)
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in session.scalars(select(ClaimRow).where(ClaimRow.answer_id.in_(ids))):
        claims[claim.answer_id].append(claim)
    rows = session.execute(select(AnswerRow.id, AnswerRow.content, AnswerRow.passages).where(AnswerRow.id.in_(ids)))
    for answer_id, content, passages in rows:
        places = _cited(content, claims[answer_id])
        cited = {passages[at]["document_id"]: passages[at] for at in places if at < len(passages)}
        for document_id, passage in cited.items():
            uses.names[document_id] = (passage["document"], passage["collection"])
            uses.answers[document_id] += 1
            uses.wrong[document_id] += answer_id in wrong
            uses.thumbs_down[document_id] += answer_id in disliked


def _cited(content: str, claims: Iterable[ClaimRow]) -> set[int]:
    """The passages that are cited, also in what was withheld, or hold the evidence of a claim; from 0."""
    found = set(cited_passages(content))
    for claim in claims:
        found |= {evidence["passage"] for evidence in claim.evidence}
        found |= cited_passages(claim.text)
    return found


def _found_wrong(session: Session, ids: Collection[str]) -> set[str]:
    decided: Any = (
        select(EscalationRow.answer_id, ResolutionRow.escalation_id, ResolutionRow.kind)
        .join(ResolutionRow, ResolutionRow.escalation_id == EscalationRow.id)
        .where(EscalationRow.answer_id.in_(ids), OF_THE_ANSWER)
    )
    rows = session.execute(decided).all()
    labels = _labels(session, [escalation for _, escalation, _ in rows])
    return {answer for answer, escalation, kind in rows if is_wrong(kind, labels.get(escalation, []))}


def _labels(session: Session, escalations: Collection[str]) -> Mapping[str, Sequence[ClaimLabel]]:
    found: dict[str, list[ClaimLabel]] = defaultdict(list)
    for row in session.scalars(select(LabelRow).where(LabelRow.escalation_id.in_(escalations))):
        found[row.escalation_id].append(ClaimLabel(row.position, row.support, row.answers))
    return found


def _disliked(session: Session, ids: Collection[str]) -> set[str]:
    down = select(FeedbackRow.answer_id).where(FeedbackRow.answer_id.in_(ids), FeedbackRow.rating == Rating.DOWN)
    return set(session.scalars(down))


def _documents(session: Session, collection: str | None) -> Sequence[DocumentRow]:
    """Those that can be found, newest first."""
    shared = DocumentRow.collection.not_like(f"{CONVERSATION_PREFIX}%")
    wanted = select(DocumentRow).where(shared, DocumentRow.visible_version.is_not(None))
    if collection is not None:
        wanted = wanted.where(DocumentRow.collection == collection)
    return session.scalars(wanted.order_by(DocumentRow.created_at.desc(), DocumentRow.id)).all()
