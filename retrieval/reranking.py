"""The second look: a reader judges the best candidates of the fusion and puts them in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from domain.documents import Passage, Scores, StoredChunk
from domain.errors import CandorError
from domain.headed import read_headed
from domain.places import heading_of
from domain.ports import PairReader
from retrieval.newer_first import newer_first
from text.words import without_blanks

_log = structlog.get_logger()

READER_WEIGHT = 0.3
"""Of the reader's relevance in the order; the rest is the fused share.

Measured: nDCG@10 .436 to .439 on Cranfield and .725 to .752 on queries of SciFact that the reader was not trained
on; by the reader alone .392 and .738.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that the fusion found. `share` in (0, 1] is its fused score over the best one's."""

    stored: StoredChunk
    share: float
    scores: Scores


FailureObserver = Callable[[CandorError], None]
"""Is told why the reader gave nothing."""


def ignore_failure(_error: CandorError) -> None:
    """For where nobody counts failures; they are logged all the same."""


class Reranker:
    """Orders candidates by the reader's relevance, interpolated with their fused share.

    A passage's `relevance` stays the reader's own, which is calibrated. Without a reader, or where it fails, the
    fused order stands and the relevance is only the cosine cut to [0, 1], the fused share where there is none. So it is
    for a query in a script without blanks, which the reader cannot read.
    """

    def __init__(
        self,
        reader: PairReader | None,
        *,
        weight: float = READER_WEIGHT,
        on_failure: FailureObserver = ignore_failure,
    ) -> None:
        self._reader = reader
        self._weight = weight
        self._on_failure = on_failure

    def rerank(self, query: str, candidates: Sequence[Candidate], *, by_reader: bool = True) -> Sequence[Passage]:
        """All of `candidates`, best first; equal ones keep their order, but for what is newer (`newer_first`).

        The reader is asked if it can read them.
        """
        if self._reader is None or not candidates or not by_reader or without_blanks(query):
            return _unread(query, candidates)
        try:
            chunks = [candidate.stored.chunk for candidate in candidates]
            above = [heading_of(chunk.place) or "" for chunk in chunks]
            readings = read_headed(self._reader, query, [chunk.text for chunk in chunks], above)
        except CandorError as error:
            _log.warning("reader failed, fused order stands", error=type(error).__name__, detail=str(error))
            self._on_failure(error)
            return _unread(query, candidates)
        read = zip(candidates, readings, strict=True)
        ranked = [
            (self._rank_score(candidate.share, reading.relevance), candidate, reading) for candidate, reading in read
        ]
        ranked.sort(key=lambda one: one[0], reverse=True)
        passages = [Passage(candidate.stored, reading.relevance, candidate.scores) for _, candidate, reading in ranked]
        return newer_first(query, passages, [score for score, _, _ in ranked])

    def _rank_score(self, share: float, relevance: float) -> float:
        return self._weight * relevance + (1 - self._weight) * share


def _unread(query: str, candidates: Sequence[Candidate]) -> Sequence[Passage]:
    shares = [candidate.share for candidate in candidates]
    return newer_first(query, [_as_found(candidate) for candidate in candidates], shares)


def _as_found(candidate: Candidate) -> Passage:
    dense = candidate.scores.dense
    relevance = candidate.share if dense is None else min(1.0, max(0.0, dense))
    return Passage(candidate.stored, relevance, candidate.scores)
