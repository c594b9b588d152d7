"""How well retrieval ranks: nDCG@10 on Cranfield and SciFact, recall on Hungarian text.

`python -m benchmarks.quality --data FOLDER`. A document is one chunk, as BEIR has it. Dense, lexical and fused use the
retriever's own parts; the reader's order is measured for several weights and numbers of candidates. SciFact's queries
are those of its train part that the shipped reader was not trained on.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rank_bm25 import BM25Okapi

from benchmarks.hungarian import Row, hungarian_rows
from domain.documents import Chunk, Scores, StoredChunk
from domain.errors import Misconfigured
from domain.generation import Reading
from domain.places import Whole
from domain.ports import Encoder, PairReader
from evaluation import sources
from evaluation.files import MissingData
from evaluation.ranking import ndcg
from evaluation.splits import scifact_part
from inference.models import load_encoder, load_reader
from retrieval.analysis import analysis_of
from retrieval.dense import DenseIndex, Layout
from retrieval.fusion import Fused, reciprocal_rank_fusion
from retrieval.hybrid import Tuning
from retrieval.lexical import LexicalIndex
from retrieval.reranking import Candidate, Reranker
from retrieval.sentences import NearestSentence

DEPTH = 100
WEIGHTS = (0.1, 0.3, 0.5, 0.7, 1.0)
COUNTS = (8, 16, 24)
MODELS = Path(__file__).parent.parent / "models"
CORPORA = Path(__file__).parent.parent / "corpora"
ENCODED_AT_ONCE = 256

Ranked = Sequence[int]


class Remembered:
    """Readings that were made once, so that every weight sees the same ones."""

    def __init__(self, reader: PairReader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Reading] = {}

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        """As the reader reads."""
        new = [text for text in dict.fromkeys(passages) if (question, text) not in self._known]
        for text, reading in zip(new, self._reader.read(question, new), strict=True):
            self._known[question, text] = reading
        return [self._known[question, text] for text in passages]


class Parts:
    """Both indexes over the documents of a collection, numbered from 1 as they come."""

    def __init__(self, collection: sources.Ranking, encoder: Encoder, folder: Path) -> None:
        self._encoder, self._sentences = encoder, NearestSentence(encoder)
        self.texts = dict(enumerate(collection.documents.values(), start=1))
        self.numbers = {key: number for number, key in enumerate(collection.documents, start=1)}
        self.dense = DenseIndex(Layout(encoder.dimensions)).apply(added=self._vectors(), removed=[])
        self.lexical = LexicalIndex(folder, analysis_of("en"))
        self.lexical.apply(added=self.texts, removed=[])

    def _vectors(self) -> Mapping[int, "np.ndarray[tuple[int], np.dtype[np.float32]]"]:
        texts = list(self.texts.values())
        starts = range(0, len(texts), ENCODED_AT_ONCE)
        encoded = [self._encoder.encode(texts[start : start + ENCODED_AT_ONCE]) for start in starts]
        return dict(enumerate(np.concatenate(encoded), start=1))

    def rankings(self, query: str) -> tuple[Ranked, Ranked]:
        """Dense and lexical."""
        dense = self.dense.search(self._encoder.encode([query])[0], limit=DEPTH)
        return [hit.chunk_id for hit in dense], [hit.chunk_id for hit in self.lexical.search(query, limit=DEPTH)]

    def nearest_sentences_first(self, query: str, rankings: Sequence[Ranked]) -> Sequence[Fused]:
        """The first of the fusion, fused anew as the retriever does."""
        seen = [one.chunk_id for one in reciprocal_rank_fusion(rankings)][: Tuning().compared]
        [vector] = self._encoder.encode_queries([query])
        return self._sentences.fused_anew(vector, [_stored(number, self.texts) for number in seen], rankings)


def ranking_rows(name: str, collection: sources.Ranking, encoder: Encoder, reader: PairReader) -> Iterator[Row]:
    """Every way of ranking over all queries of `collection`."""
    with TemporaryDirectory() as folder:  # a search reads on from files that are gone
        parts = Parts(collection, encoder, Path(folder))
    queries = list(collection.queries.values())
    relevant = [{parts.numbers[key] for key in keys if key in parts.numbers} for keys in collection.relevant.values()]

    def row(measure: str, ranked: Sequence[Ranked]) -> Row:
        figures = [ndcg(list(one), wanted) for one, wanted in zip(ranked, relevant, strict=True)]
        return Row(name, measure, float(np.mean(figures)), len(queries))

    rankings = [parts.rankings(query) for query in queries]
    fused = [reciprocal_rank_fusion(pair) for pair in rankings]
    nearest = [parts.nearest_sentences_first(query, pair) for query, pair in zip(queries, rankings, strict=True)]
    yield row("dense", [dense for dense, _ in rankings])
    yield row("lexical", [lexical for _, lexical in rankings])
    yield row("lexical, rank-bm25", _rank_bm25(list(parts.texts.values()), queries))
    yield row("fused", [[one.chunk_id for one in ranked] for ranked in fused])
    yield row("fused, with nearest sentences", [[one.chunk_id for one in ranked] for ranked in nearest])
    for measure, ranked_by_reader in _reranked(queries, nearest, parts.texts, Remembered(reader)):
        yield row(measure, ranked_by_reader)


def _reranked(
    queries: Sequence[str], fused: Sequence[Sequence[Fused]], texts: Mapping[int, str], reader: PairReader
) -> Iterator[tuple[str, Sequence[Ranked]]]:
    for count, weight in product(COUNTS, WEIGHTS):
        reranker = Reranker(reader, weight=weight)
        ranked = []
        for query, of_query in zip(queries, fused, strict=True):
            top = [Candidate(_stored(one.chunk_id, texts), one.share, Scores(None, None)) for one in of_query[:count]]
            ranked.append([passage.stored.id for passage in reranker.rerank(query, top)])
        yield f"reranked, {count} candidates, reader's weight {weight}", ranked


def _stored(number: int, texts: Mapping[int, str]) -> StoredChunk:
    return StoredChunk(
        number, str(number), str(number), "benchmark", Chunk(texts[number], 0, len(texts[number]), Whole())
    )


def _rank_bm25(texts: Sequence[str], queries: Sequence[str]) -> Sequence[Ranked]:
    index = BM25Okapi([text.lower().split() for text in texts])
    scores = (index.get_scores(query.lower().split()) for query in queries)
    return [[int(place) + 1 for place in np.argsort(-of_query, kind="stable")[:10]] for of_query in scores]


def report(rows: Iterator[Row]) -> None:
    """Prints a line of the table as soon as it is known."""
    print("| collection | measure | figure | queries |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.collection} | {row.measure} | {row.figure:.4f} | {row.queries} |", flush=True)


def main() -> None:
    """Command line."""
    arguments = _arguments()
    try:
        report(_rows(arguments.data, arguments.models))
    except (MissingData, Misconfigured) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error


def _rows(data: Path, models: Path) -> Iterator[Row]:
    yield from hungarian_rows(data, CORPORA)
    with ExitStack() as loaded:
        encoder = loaded.enter_context(load_encoder(models / "encoder"))
        reader = loaded.enter_context(load_reader(models / "reader"))
        yield from ranking_rows("Cranfield", sources.ranking(data / "cranfield", qrels="test"), encoder, reader)
        yield from ranking_rows("SciFact, held back", scifact_part(data, held_back=True), encoder, reader)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default), help="holds cranfield/, scifact/, hu_rte/")
    parser.add_argument("--models", type=Path, default=MODELS, help="holds encoder/ and reader/ (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
