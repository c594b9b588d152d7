"""How near the nearest sentence of a chunk is to a query: what else a chunk says does not blur it."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from domain.documents import StoredChunk
from domain.places import heading_of, under_heading
from domain.ports import Encoder
from retrieval.fusion import Fused, reciprocal_rank_fusion
from text.sentences import SentenceCut, sentence_spans

if TYPE_CHECKING:
    from domain.ports import Vectors

MOST_REMEMBERED_CHUNKS = 2048
SENTENCE_WEIGHT = 2.0
"""Of the ranking by nearest sentences in the fusion; cosines of whole chunks and words count 1 each.

Measured, docs/decisions.md: of questions in other words than the document's, twice as many find their passage first.
"""

_Key = tuple[int, str]  # an id may come back for another text


class NearestSentence:
    """Ranks chunks by the cosine of their nearest sentence, each embedded below its heading.

    Sentences are embedded when a chunk is first among the candidates and remembered, at 1.5 kB each, for the
    `most_remembered` chunks that were asked for last.
    """

    def __init__(self, encoder: Encoder, *, most_remembered: int = MOST_REMEMBERED_CHUNKS) -> None:
        self._encoder = encoder
        self._most = most_remembered
        self._known: OrderedDict[_Key, Vectors] = OrderedDict()
        self._lock = Lock()

    def ranking(self, query: "Vectors", chunks: Sequence[StoredChunk]) -> list[int]:
        """The ids of `chunks`, nearest first, for a query by the same encoder; equal ones by their id."""
        nearest = [
            (float((vectors @ query).max()), one.id) for one, vectors in zip(chunks, self._vectors(chunks), strict=True)
        ]
        return [chunk_id for _, chunk_id in sorted(nearest, key=lambda found: (-found[0], found[1]))]

    def fused_anew(
        self,
        query: "Vectors",
        chunks: Sequence[StoredChunk],
        rankings: Sequence[Sequence[int]],
        weights: Sequence[float] | None = None,
    ) -> list[Fused]:
        """`chunks` alone, which `rankings` have found, in the order of these and of their nearest sentences."""
        weighed = [*(weights or [1.0] * len(rankings)), SENTENCE_WEIGHT]
        fused = reciprocal_rank_fusion([*rankings, self.ranking(query, chunks)], weights=weighed)
        seen = {one.id for one in chunks}
        return [one for one in fused if one.chunk_id in seen]

    def _vectors(self, chunks: Sequence[StoredChunk]) -> Sequence["Vectors"]:
        """Of each chunk those of its sentences."""
        keys = [(one.id, one.chunk.searched) for one in chunks]
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        missing = [one for key, one in zip(keys, chunks, strict=True) if key not in known]
        if missing:
            told = [_sentences(one) for one in missing]
            embedded = self._encoder.encode([text for texts in told for text in texts])
            found = np.split(embedded, np.cumsum([len(texts) for texts in told])[:-1])
            known |= zip(((one.id, one.chunk.searched) for one in missing), found, strict=True)
        self._remember(known)
        return [known[key] for key in keys]

    def _remember(self, known: Mapping[_Key, "Vectors"]) -> None:
        with self._lock:
            for key, vectors in known.items():
                self._known[key] = vectors
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _sentences(stored: StoredChunk) -> Sequence[str]:
    """At least one."""
    text, heading = stored.chunk.text, heading_of(stored.chunk.place)
    spans = sentence_spans(text, SentenceCut.EVIDENCE)
    return [under_heading(text[start:end], heading) for start, end in spans] or [stored.chunk.searched]
