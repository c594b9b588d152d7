"""What became of the passages that a verified answer rested on."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from domain.documents import Passage
from domain.reviews import EvidenceChange
from storage.documents.rows import ChunkRow
from text.words import EVIDENCE_STEMMER

_SAME_PLACE_FROM = 0.3
"""Share of all their words that two texts have in common, from which one is taken for the other's successor."""


def changes_of(session: Session, passages: Sequence[Passage]) -> list[EvidenceChange]:
    """Each with what stands in its place now."""
    return [
        EvidenceChange(passage.stored.document, passage.text, None if after is None else after.text)
        for passage in passages
        for after in [successor(session, passage)]
    ]


def successor(session: Session, passage: Passage) -> Row[int, str, str] | None:
    """The chunk of the same document with the most words in common: id, text, sha256. Null where none is like it."""
    there = session.execute(
        select(ChunkRow.id, ChunkRow.text, ChunkRow.sha256).where(ChunkRow.document_id == passage.stored.document_id)
    )
    words = EVIDENCE_STEMMER.stems(passage.text)
    found = max(there, key=lambda chunk: _shared(words, chunk.text), default=None)
    return found if found is not None and _shared(words, found.text) >= _SAME_PLACE_FROM else None


def _shared(words: frozenset[str], text: str) -> float:
    theirs = EVIDENCE_STEMMER.stems(text)
    return len(words & theirs) / (len(words | theirs) or 1)
