"""How a resolved escalation becomes a verified answer, in the transaction that resolves it, and ends being one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from domain.answers import Answer
from domain.documents import Passage
from domain.reviews import Resolution
from domain.verified import is_private, is_reusable, rests_on
from storage.answers.values import passage_as_json, passage_of
from storage.documents.chunk_store import stored_chunks
from storage.documents.rows import ChunkRow, CollectionRow
from storage.reviews.evidence_changes import successor
from storage.reviews.rows import EscalationRow
from storage.reviews.verified_rows import GroundRow, VerifiedRow
from text.citations import renumbered
from text.same_question import question_key


def keep_verified(
    session: Session, row: EscalationRow, resolution: Resolution, answer: Answer | None, *, now: datetime
) -> None:
    """Keeps the decision for the next who asks, where it may be.

    One that was suspended is given again, on what stands there now, or is gone.
    """
    reused = resolution.reuse and is_reusable(resolution.kind)
    suspended = None if row.verified_id is None else session.get(VerifiedRow, row.verified_id)
    if suspended is not None:
        _decide_again(session, suspended, row, resolution, reused=reused, now=now)
    elif reused and answer is not None and not is_private(answer):
        _keep_new(session, row, resolution, answer, now=now)


def forget_verified(session: Session, escalation_id: str) -> None:
    """What an escalation gave is given no more: it is decided anew."""
    session.execute(delete(VerifiedRow).where(VerifiedRow.escalation_id == escalation_id))


def text_hash(text: str) -> str:
    """As a chunk's `sha256` is."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _keep_new(session: Session, row: EscalationRow, resolution: Resolution, answer: Answer, *, now: datetime) -> None:
    """In place of an earlier one to the same question. A collection may be gone, and with it all who could ask."""
    if session.get(CollectionRow, row.collection) is None:
        return
    key, places = question_key(answer.query), rests_on(answer)
    session.execute(delete(VerifiedRow).where(VerifiedRow.collection == row.collection, VerifiedRow.key == key))
    made = VerifiedRow(
        id=f"ver_{uuid4().hex}",
        collection=row.collection,
        question=answer.query,
        key=key,
        text=renumbered(resolution.text, places),
        passages=[],
        reviewer=resolution.reviewer,
        answered_at=now,
        escalation_id=row.id,
    )
    session.add(made)
    session.flush()
    _rest(session, made, [answer.passages[place] for place in places])


def _decide_again(
    session: Session,
    verified: VerifiedRow,
    row: EscalationRow,
    resolution: Resolution,
    *,
    reused: bool,
    now: datetime,
) -> None:
    if not reused:
        session.delete(verified)
        return
    passages = [_as_it_stands(session, verified, passage_of(kept)) for kept in verified.passages]
    left = [place for place, passage in enumerate(passages) if passage is not None]
    verified.text = renumbered(resolution.text, left)
    verified.reviewer, verified.answered_at = resolution.reviewer, now
    verified.escalation_id, verified.suspended_at = row.id, None
    session.execute(delete(GroundRow).where(GroundRow.verified_id == verified.id))
    _rest(session, verified, [passage for passage in passages if passage is not None])


def _as_it_stands(session: Session, verified: VerifiedRow, passage: Passage) -> Passage | None:
    """Itself where its words are still there, else what took their place, else null."""
    standing = exists().where(ChunkRow.sha256 == text_hash(passage.text), ChunkRow.collection == verified.collection)
    if session.scalar(select(standing)):
        return passage
    found = successor(session, passage)
    if found is None:
        return None
    return Passage(stored_chunks(session, [found.id])[found.id], passage.relevance, passage.scores)


def _rest(session: Session, verified: VerifiedRow, passages: Sequence[Passage]) -> None:
    verified.passages = [passage_as_json(passage) for passage in passages]
    for position, passage in enumerate(passages):
        session.add(GroundRow(verified_id=verified.id, position=position, sha256=text_hash(passage.text)))
