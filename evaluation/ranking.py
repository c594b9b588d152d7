"""Lexical search, fusion and nDCG, small and exact, for training negatives and for the reader's evaluation."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.ports import Encoder
from text.words import words

K1 = 1.2
B = 0.75
RRF_CONSTANT = 60


class Search(Protocol):
    """Finds texts for a query."""

    def top(self, query: str, count: int) -> list[int]:
        """The indices of at most `count` texts, best first."""


class Bm25:
    """Lucene's BM25 by brute force over an inverted index: k1 1.2, b 0.75, idf ln(1 + (N - n + .5) / (n + .5))."""

    def __init__(self, texts: Sequence[str], *, tokens: Callable[[str], list[str]] = words) -> None:
        self._tokens = tokens
        counts = [Counter(tokens(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], dtype=np.float64)
        self._norms = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))
        self._postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = _invert(counts)

    def scores(self, query: str) -> NDArray[np.float64]:
        """One score per text, higher is better."""
        scores = np.zeros(len(self._norms))
        for word in set(self._tokens(query)):
            if word in self._postings:
                places, frequency = self._postings[word]
                idf = math.log(1 + (len(scores) - len(places) + 0.5) / (len(places) + 0.5))
                scores[places] += idf * frequency / (frequency + self._norms[places])
        return scores

    def top(self, query: str, count: int) -> list[int]:
        """The indices of the best `count` texts that share a word with the query, best first."""
        scores = self.scores(query)
        order = np.argsort(-scores, kind="stable")[:count]
        return [int(index) for index in order if scores[index] > 0]


class HybridSearch:
    """BM25 and an encoder, fused: finds what the service's retriever would take for relevant."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self._lexical = Bm25(texts)
        self._encoder = encoder
        self._vectors = encoder.encode(texts)

    def top(self, query: str, count: int) -> list[int]:
        """The indices of the best `count` texts, best first."""
        return best_first(fuse(self.rankings(query, count)))[:count]

    def rankings(self, query: str, count: int) -> list[list[int]]:
        """By meaning and by words, twice `count` at most of each."""
        scores = self._encoder.encode_queries([query])[0] @ self._vectors.T
        dense = [int(index) for index in np.argsort(-scores, kind="stable")[: 2 * count]]
        return [dense, self._lexical.top(query, 2 * count)]


def _invert(counts: Sequence[Counter[str]]) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    postings: dict[str, tuple[list[int], list[int]]] = {}
    for place, count in enumerate(counts):
        for word, frequency in count.items():
            places, frequencies = postings.setdefault(word, ([], []))
            places.append(place)
            frequencies.append(frequency)
    return {word: (np.array(places), np.array(freq, dtype=np.float64)) for word, (places, freq) in postings.items()}


def fuse(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion with the usual constant of 60: document to fused score."""
    fused: dict[int, float] = {}
    for ranked in rankings:
        for rank, document in enumerate(ranked, start=1):
            fused[document] = fused.get(document, 0.0) + 1 / (RRF_CONSTANT + rank)
    return fused


def best_first(scores: Mapping[int, float]) -> list[int]:
    """Documents by falling score; ties go to the lower index."""
    return sorted(scores, key=lambda document: (-scores[document], document))


def ndcg(ranked: Sequence[int], relevant: set[int], *, depth: int = 10) -> float:
    """nDCG with binary gains over the first `depth` places."""
    gains = [1 / math.log2(place + 2) for place, document in enumerate(ranked[:depth]) if document in relevant]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(depth, len(relevant))))
    return sum(gains) / ideal if ideal else 0.0
