"""nDCG@10 of dense, lexical, fused and reranked retrieval, with the shipped encoder and reader."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy

from domain.ports import Encoder, PairReader
from evaluation.ranking import best_first, fuse, ndcg
from evaluation.sources import Ranking

CANDIDATES = 100
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Mean nDCG@10; `reranked` maps the reader's weight (the rest is the fused score's) to the figure."""

    queries: int
    dense: float
    lexical: float
    fused: float
    reranked: Mapping[float, float]


def ranking_figures(collection: Ranking, encoder: Encoder, reader: PairReader, *, depth: int) -> RankingFigures:
    """Figures over all queries of `collection`; the best `depth` of the fused list are reranked."""
    ids = list(collection.documents)
    place = {key: index for index, key in enumerate(ids)}
    texts = list(collection.documents.values())
    queries = list(collection.queries.values())
    relevant = [{place[key] for key in collection.relevant[query] if key in place} for query in collection.queries]
    dense = _dense(texts, queries, encoder)
    lexical = _lexical(texts, queries)
    fused = [fuse(pair) for pair in zip(dense, lexical, strict=True)]
    tops = [{key: scores[key] for key in best_first(scores)[:depth]} for scores in fused]
    read = [_read(query, top, texts, reader) for query, top in zip(queries, tops, strict=True)]
    reranked = {
        weight: _mean([best_first(mixed(top, said, weight)) for top, said in zip(tops, read, strict=True)], relevant)
        for weight in WEIGHTS
    }
    return RankingFigures(
        len(queries),
        _mean(dense, relevant),
        _mean(lexical, relevant),
        _mean([best_first(scores) for scores in fused], relevant),
        reranked,
    )


def mixed(fused: Mapping[int, float], relevance: Mapping[int, float], weight: float) -> dict[int, float]:
    """`weight` times the reader's relevance plus the rest times the fused score over the best fused score."""
    best = max(fused.values(), default=1.0)
    return {key: weight * relevance[key] + (1 - weight) * fused[key] / best for key in fused}


def _dense(texts: Sequence[str], queries: Sequence[str], encoder: Encoder) -> list[list[int]]:
    scores = encoder.encode(queries) @ encoder.encode(texts).T
    return [[int(index) for index in np.argsort(-row, kind="stable")[:CANDIDATES]] for row in scores]


def _lexical(texts: Sequence[str], queries: Sequence[str]) -> list[list[int]]:
    """Lucene's BM25 with English stemming, as the service's index has it."""
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("place", stored=True)
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for place, text in enumerate(texts):
        writer.add_document(tantivy.Document(place=place, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    rankings = []
    for query in queries:
        parsed = index.parse_query(" ".join(_WORD.findall(query.lower())), ["text"])
        hits = searcher.search(parsed, CANDIDATES).hits
        rankings.append([int(searcher.doc(address)["place"][0]) for _, address in hits])
    return rankings


def _read(query: str, top: Mapping[int, float], texts: Sequence[str], reader: PairReader) -> dict[int, float]:
    keys = list(top)
    return {
        key: reading.relevance
        for key, reading in zip(keys, reader.read(query, [texts[key] for key in keys]), strict=True)
    }


def _mean(rankings: Sequence[Sequence[int]], relevant: Sequence[set[int]]) -> float:
    return float(np.mean([ndcg(ranked, wanted) for ranked, wanted in zip(rankings, relevant, strict=True)]))
