"""Hybrid retrieval over many chunks against LangChain's ensemble of FAISS and rank-bm25, in one run.

`python -m benchmarks.retrieval --data FOLDER`. A chunk is eight sentences drawn at random from SQuAD, SciFact and
Cranfield (so words are as frequent as in real text, though no chunk has a topic); a vector is synthetic: a random
one near one of 500 centres. Queries are SQuAD's questions. Both sides encode the query with the shipped encoder and
return as many chunks; neither reranks. Ours reads the chunks back from SQLite, as the server does.
"""

import argparse
import os
import platform
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from domain.documents import Chunk, MediaType, ParsedDocument, Policy, Upload
from domain.places import Mark, Whole
from domain.ports import Encoder
from evaluation import sources
from evaluation.files import MissingData
from inference.models import load_encoder
from retrieval.hybrid import HybridRetriever, Tuning
from retrieval.stages import Stage
from storage.database.transactions import Database, open_database
from storage.stores import SqlChunks, SqlCollections, SqlDocuments, SqlJobs

if TYPE_CHECKING:
    from domain.ports import Vectors

COLLECTION = "default"
SENTENCES_A_CHUNK = 8
CHUNKS_A_DOCUMENT = 500
CENTRES = 500
DIMENSIONS = 384
SPREAD = 0.8
SEED = 17
MODELS = Path(__file__).parent.parent / "models"

Search = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What both sides search: `vectors[i]` belongs to `texts[i]`."""

    texts: Sequence[str]
    vectors: "Vectors"
    queries: Sequence[str]


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one side's searches."""

    p50: float
    p95: float


def corpus(data: Path, *, chunks: int, queries: int, dimensions: int = DIMENSIONS) -> Corpus:
    """Texts, vectors as long as the shipped encoder's, and questions. Raises `evaluation.MissingData`."""
    chance = np.random.default_rng(SEED)
    asked = sources.squad(data)
    passages = {row.passage for row in asked}
    for name, qrels in (("scifact", "train"), ("cranfield", "test")):
        passages.update(sources.ranking(data / name, qrels=qrels).documents.values())
    sentences = [one for passage in sorted(passages) for one in re.split(r"(?<=[.?!])\s+", passage) if len(one) > 20]
    drawn = chance.integers(len(sentences), size=(chunks, SENTENCES_A_CHUNK))
    questions = sorted({row.question for row in asked})
    return Corpus(
        [" ".join(sentences[i] for i in row) for row in drawn],
        _vectors(chunks, dimensions, chance),
        [questions[i] for i in chance.choice(len(questions), size=queries, replace=False)],
    )


def _vectors(count: int, dimensions: int, chance: np.random.Generator) -> "Vectors":
    centres = chance.normal(size=(CENTRES, dimensions)).astype(np.float32)
    vectors = centres[chance.integers(CENTRES, size=count)]
    vectors += SPREAD * chance.normal(size=vectors.shape).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def stock_ensemble(data: Corpus, encoder: Encoder, *, k: int) -> Search:
    """LangChain's EnsembleRetriever as its documentation sets it up, both parts with equal weight."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # langchain-community says that it is being sunset
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS

    pairs = [(text, vector.tolist()) for text, vector in zip(data.texts, data.vectors, strict=True)]
    dense = FAISS.from_embeddings(pairs, _Embeddings(encoder)).as_retriever(search_kwargs={"k": k})
    lexical = BM25Retriever.from_texts(list(data.texts), k=k)
    ensemble = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    return lambda query: ensemble.invoke(query)[:k]


class _Embeddings(Embeddings):
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@contextmanager
def our_retriever(
    data: Corpus, encoder: Encoder, *, k: int, observe: Callable[[Stage, float], None]
) -> Iterator[tuple[Search, float]]:
    """Ours over a new SQLite file, without a reader; also the seconds that indexing took."""
    with TemporaryDirectory() as folder, closing(open_database(f"sqlite:///{folder}/candor.db")) as database:
        publish(data, database, encoder)
        chunks = SqlChunks(database)
        retriever = HybridRetriever(
            feed=chunks,
            chunks=chunks,
            encoder=encoder,
            reader=None,
            folder=Path(folder) / "indexes",
            language_of=lambda _: "en",
            tuning=Tuning(candidates=k),
            observe=observe,
        )
        with closing(retriever):
            begun = time.perf_counter()
            retriever.refresh(COLLECTION)
            took = time.perf_counter() - begun
            yield lambda query: retriever.retrieve(query, collections=[COLLECTION], k=k), took


def publish(data: Corpus, database: Database, encoder: Encoder) -> None:
    """Puts the chunks into SQL as the server would, some hundred a document."""
    SqlCollections(database).create(COLLECTION, policy=Policy.HOLD, language="en")
    documents, jobs = SqlDocuments(database), SqlJobs(database)
    for first in range(0, len(data.texts), CHUNKS_A_DOCUMENT):
        documents.add(Upload(f"{first}.txt", COLLECTION, MediaType.TEXT, f"{first:064d}", 1, None))
        job = jobs.claim(worker="benchmark", lease=timedelta(minutes=10))
        texts = data.texts[first : first + CHUNKS_A_DOCUMENT]
        parsed = ParsedDocument("\n".join(texts), MediaType.TEXT, (Mark(0, Whole()),), None)
        vectors = data.vectors[first : first + len(texts)]
        if job is None or not jobs.publish(job, parsed, _cut(texts), vectors, encoder=encoder.identity):
            raise RuntimeError("The benchmark's own document was not published.")


def _cut(texts: Sequence[str]) -> Sequence[Chunk]:
    chunks, start = [], 0
    for text in texts:
        chunks.append(Chunk(text, start, start + len(text), Whole()))
        start += len(text) + 1
    return chunks


def measured(search: Search, queries: Sequence[str]) -> Times:
    """Times of one search after another, the first few unmeasured."""
    for query in queries[:5]:
        search(query)
    taken = []
    for query in queries:
        begun = time.perf_counter()
        search(query)
        taken.append(1000 * (time.perf_counter() - begun))
    return Times(*(float(figure) for figure in np.percentile(taken, (50, 95))))


def report(ours: Times, stock: Times, stages: dict[Stage, list[float]], *, chunks: int, indexing_seconds: float) -> str:
    """A table for docs/benchmarks.md."""
    split = ", ".join(f"{stage} {1000 * float(np.median(taken)):.2f}" for stage, taken in stages.items())
    return "\n".join(
        [
            f"{chunks:,} chunks, one query at a time, encoding included; {os.cpu_count()} cores, {platform.machine()}, "
            f"load before {os.getloadavg()[0]:.1f}; ours indexed in {indexing_seconds:.1f} s",
            "",
            "| retrieval without rerank | p50 ms | p95 ms |",
            "|---|---|---|",
            f"| Candor: FAISS + tantivy + SQLite | {ours.p50:.1f} | {ours.p95:.1f} |",
            f"| LangChain: EnsembleRetriever(BM25Retriever, FAISS) | {stock.p50:.1f} | {stock.p95:.1f} |",
            f"| ratio | {stock.p50 / ours.p50:.1f} × | {stock.p95 / ours.p95:.1f} × |",
            "",
            f"Median ms by stage of ours: {split}",
        ]
    )


def main() -> None:
    """Command line."""
    arguments = _arguments()
    stages: dict[Stage, list[float]] = {}
    try:
        data = corpus(arguments.data, chunks=arguments.chunks, queries=arguments.queries)
    except MissingData as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    with load_encoder(arguments.models / "encoder") as encoder:

        def observe(stage: Stage, seconds: float) -> None:
            stages.setdefault(stage, []).append(seconds)

        with our_retriever(data, encoder, k=arguments.k, observe=observe) as (search, indexing_seconds):
            ours = measured(search, data.queries)
        stock = measured(stock_ensemble(data, encoder, k=arguments.k), data.queries[: arguments.stock_queries])
    print(report(ours, stock, stages, chunks=arguments.chunks, indexing_seconds=indexing_seconds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default), help="holds squad2_dev_half/ and others")
    parser.add_argument("--models", type=Path, default=MODELS, help="holds encoder/ (%(default)s)")
    parser.add_argument("--chunks", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--stock-queries", type=int, default=100, help="of them, how many LangChain is asked")
    parser.add_argument("--k", type=int, default=24)
    return parser.parse_args()


if __name__ == "__main__":
    main()
