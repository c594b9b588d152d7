"""The retriever: dense and lexical search, fused, then reranked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from domain.documents import Passage, Scores
from domain.errors import Misconfigured
from domain.ports import ChangeFeed, ChunkReader, Encoder, PairReader, Tokenizer
from retrieval.dense import EXACT_UP_TO, Layout
from retrieval.fusion import Fused, reciprocal_rank_fusion
from retrieval.gpu import find_gpu
from retrieval.hits import Hit
from retrieval.partition import Recipe
from retrieval.reranking import READER_WEIGHT, Candidate, FailureObserver, Reranker, ignore_failure
from retrieval.sentences import NearestSentence
from retrieval.shelf import Shelf
from retrieval.spelling import respelled
from retrieval.stages import Observer, Stage, ignore, timed
from retrieval.views import View
from text.languages import foreign
from text.words import without_blanks

if TYPE_CHECKING:
    from domain.ports import Vectors

PURGE_DELAY_SECONDS = 5.0
_LEAST_DEPTH = 100
_DEPTH_FACTOR = 4
FOREIGN_WEIGHT = 3.0
"""Of the multilingual encoder's ranking in the fusion, for a question in another language than English; words count 1.

Words are inflected there and found less surely. Measured, 3 against 1: figures in docs/decisions.md.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What can be tuned, with defaults that were measured (`benchmarks.quality`, `benchmarks.retrieval`).

    `candidates` are read for every question, at 10 ms each, of which k remain; more than 16 gain nothing. While it is
    crowded, `candidates_when_crowded` are. They are chosen from `compared` by their nearest sentences too.
    `reader_weight` in [0, 1] is the reader's part in the order. A search waits `patience_seconds` for an index that
    is catching up, then takes it as it is. Files with what was removed are made anew after `purge_delay_seconds`.
    """

    candidates: int = 16
    candidates_when_crowded: int = 8
    compared: int = 24
    reader_weight: float = READER_WEIGHT
    exact_up_to: int = EXACT_UP_TO
    most_open: int = 16
    patience_seconds: float = 2.0
    save_interval_seconds: float = 300.0
    purge_delay_seconds: float = PURGE_DELAY_SECONDS

    def __post_init__(self) -> None:
        if (
            min(self.candidates, self.candidates_when_crowded, self.compared, self.most_open) < 1
            or not 0 <= self.reader_weight <= 1
        ):
            raise Misconfigured("Retrieval needs candidates and open collections of 1 or more, a weight in [0, 1].")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the indexes found for one query: rankings to fuse by their weights, and each chunk's scores."""

    rankings: Sequence[Sequence[int]]
    weights: Sequence[float]
    dense: Mapping[int, float]
    lexical: Mapping[int, float]
    exhausted: bool

    def scores(self, chunk_id: int) -> Scores:
        return Scores(self.dense.get(chunk_id), self.lexical.get(chunk_id))


class HybridRetriever:
    """`domain.ports.Retriever` over the change feed's collections, with indexes in `folder`.

    `language_of` gives a collection's language (ISO 639-1) by its key. Where `reader` is null nothing is reranked.
    What is one token of `tokenizer` is a word that is spelled right; without one no word is.
    `former` are encoders that stored vectors may still be of; `multilingual` is one that some collections' are of, and
    that can read any script, unlike `encoder`. Vectors are only ever searched with a query by their own
    encoder: those whose encoder is not at hand are found by their words alone. `crowded` says whether many wait for
    answers. Close it: that saves the indexes.
    """

    def __init__(
        self,
        *,
        feed: ChangeFeed,
        chunks: ChunkReader,
        encoder: Encoder,
        former: Sequence[Encoder] = (),
        multilingual: Encoder | None = None,
        reader: PairReader | None,
        tokenizer: Tokenizer | None = None,
        folder: Path,
        language_of: Callable[[str], str],
        tuning: Tuning | None = None,
        observe: Observer = ignore,
        on_reader_failure: FailureObserver = ignore_failure,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        self._crowded = crowded
        self._tuning = tuning or Tuning()
        self._chunks = chunks
        self._tokenizer = tokenizer
        self._encoders = {one.identity: one for one in (*former, encoder)}
        self._multilingual = multilingual.identity if multilingual else None
        if multilingual:
            self._encoders[multilingual.identity] = multilingual
        self._own, self._sentences = encoder.identity, NearestSentence(encoder)
        self._observe = observe
        self._reranker = Reranker(reader, weight=self._tuning.reader_weight, on_failure=on_reader_failure)
        recipe = Recipe(
            feed=feed,
            layout=Layout(encoder.dimensions, self._tuning.exact_up_to, find_gpu()),
            language_of=language_of,
            save_interval_seconds=self._tuning.save_interval_seconds,
        )
        self._shelf = Shelf(
            folder,
            recipe,
            most_open=self._tuning.most_open,
            patience_seconds=self._tuning.patience_seconds,
            purge_delay_seconds=self._tuning.purge_delay_seconds,
        )

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        """At most `k` passages of all `collections` together, best first."""
        if k < 1 or not query.strip():
            return []
        with timed(Stage.CATCH_UP, self._observe):
            opened = [self._shelf.view(collection) for collection in dict.fromkeys(collections)]
        views = [view for view in opened if view]
        if not views:
            return []
        count = self._tuning.candidates_when_crowded if self._crowded() else self._tuning.candidates
        candidates = self._candidates(query, views, count=max(k, count))
        with timed(Stage.RERANK, self._observe):
            reader_reads = self._multilingual not in _encoders(views) or not foreign(query)
            return self._reranker.rerank(query, candidates, by_reader=reader_reads)[:k]

    def respelled(self, query: str, *, collections: Sequence[str]) -> str:
        """See `domain.ports.Speller`."""
        opened = [self._shelf.view(collection) for collection in dict.fromkeys(collections)]
        indexes = [view.lexical for view in opened if view]
        return respelled(query, indexes, self._chunks.chunks, is_word=self._is_word) if indexes else query

    def _is_word(self, word: str) -> bool:
        return self._tokenizer is not None and len(self._tokenizer.offsets(word.lower())) == 1

    def refresh(self, collection: str) -> None:
        """Returns when all that the feed holds by now is searchable. Raises `Misconfigured`."""
        self._shelf.refresh(collection)

    def forget(self, collection: str) -> None:
        """Removes the indexes of a collection that was deleted."""
        self._shelf.forget(collection)

    def lag(self) -> int:
        """Changes that the open indexes have not applied yet, up to 1,000 a collection."""
        return self._shelf.lag()

    def close(self) -> None:
        """Saves the indexes and ends the threads."""
        self._shelf.close()

    def _candidates(self, query: str, views: Sequence[View], *, count: int) -> Sequence[Candidate]:
        """The best `count` that still exist; where the indexes know some that do not, they are asked for more."""
        with timed(Stage.ENCODE, self._observe):
            vectors = self._encoded(query, views)
        wanted = max(count, self._tuning.compared)
        depth = max(_LEAST_DEPTH, _DEPTH_FACTOR * wanted)
        while True:
            found = self._search(query, vectors, views, depth=depth)
            with timed(Stage.FUSE, self._observe):
                fused = reciprocal_rank_fusion(found.rankings, weights=found.weights)
                candidates = self._existing(fused, found, count=wanted)
            if len(candidates) == wanted or found.exhausted:
                return self._nearest_sentences_first(query, vectors, candidates, found)[:count]
            depth *= _DEPTH_FACTOR

    def _nearest_sentences_first(
        self, query: str, vectors: Mapping[str, "Vectors"], candidates: Sequence[Candidate], found: _Found
    ) -> Sequence[Candidate]:
        """`candidates` fused anew with the ranking of their nearest sentences.

        Only where all vectors are of the main encoder: cosines of several mean different things, and the multilingual
        one takes three times as long.
        """
        if not candidates or set(vectors) != {self._own} or without_blanks(query):
            return candidates
        with timed(Stage.SENTENCES, self._observe):
            by_id = {one.stored.id: one for one in candidates}
            chunks = [one.stored for one in candidates]
            fused = self._sentences.fused_anew(vectors[self._own], chunks, found.rankings, found.weights)
            shares = [(by_id[one.chunk_id], one.share) for one in fused]
            best = max(share for _, share in shares)
            return [replace(candidate, share=share / best) for candidate, share in shares]

    def _encoded(self, query: str, views: Sequence[View]) -> Mapping[str, "Vectors"]:
        """The query by each encoder that is at hand and that vectors are of."""
        wanted = _encoders(views)
        return {name: one.encode_queries([query])[0] for name, one in self._encoders.items() if name in wanted}

    def _search(self, query: str, vectors: Mapping[str, "Vectors"], views: Sequence[View], *, depth: int) -> _Found:
        """Cosines by one encoder make one ranking; BM25 depends on the collection, so each has its own."""
        with timed(Stage.DENSE, self._observe):
            near = {encoder: _nearest(encoder, vector, views, depth=depth) for encoder, vector in vectors.items()}
        with timed(Stage.LEXICAL, self._observe):
            matching = [view.lexical.search(query, limit=depth) for view in views]
        trusted = self._trusted(query, near, matching)
        rankings = [*trusted.values(), *matching]
        return _Found(
            [[hit.chunk_id for hit in ranking] for ranking in rankings],
            [*(self._weight(query, encoder) for encoder in trusted), *(1.0 for _ in matching)],
            _scores([*near.values()]),
            _scores(matching),
            exhausted=all(depth >= len(view) for view in views),
        )

    def _trusted(
        self, query: str, near: Mapping[str, Sequence[Hit]], matching: Sequence[Sequence[Hit]]
    ) -> Mapping[str, Sequence[Hit]]:
        """One encoder knows next to nothing of scripts without blanks: beside what has the words its order is noise."""
        if without_blanks(query) and any(matching):
            return {encoder: hits for encoder, hits in near.items() if encoder == self._multilingual}
        return near

    def _weight(self, query: str, encoder: str) -> float:
        return FOREIGN_WEIGHT if encoder == self._multilingual and foreign(query) else 1.0

    def _existing(self, fused: Sequence[Fused], found: _Found, *, count: int) -> Sequence[Candidate]:
        rest, candidates = iter(fused), list[Candidate]()
        while len(candidates) < count and (wanted := list(islice(rest, count - len(candidates)))):
            stored = self._chunks.chunks([one.chunk_id for one in wanted])
            candidates += [
                Candidate(stored[one.chunk_id], one.share, found.scores(one.chunk_id))
                for one in wanted
                if one.chunk_id in stored
            ]
        return candidates


def _encoders(views: Sequence[View]) -> set[str]:
    return {encoder for view in views for encoder in view.dense}


def _nearest(encoder: str, vector: "Vectors", views: Sequence[View], *, depth: int) -> Sequence[Hit]:
    indexes = [view.dense[encoder] for view in views if encoder in view.dense]
    hits = [hit for index in indexes for hit in index.search(vector, limit=depth)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))


def _scores(rankings: Sequence[Sequence[Hit]]) -> Mapping[int, float]:
    return {hit.chunk_id: hit.score for ranking in rankings for hit in ranking}
