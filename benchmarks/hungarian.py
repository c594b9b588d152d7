"""Recall of lexical search on Hungarian text, for `benchmarks.quality`."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from evaluation.files import MissingData
from retrieval.analysis import Analysis, Field, analysis_of
from retrieval.lexical import LexicalIndex

ENTAILED = "1"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    collection: str
    measure: str
    figure: float
    queries: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the numbers of the texts that it should find."""

    query: str
    wanted: frozenset[int]


def hungarian_rows(data: Path, corpora: Path) -> Iterator[Row]:
    """What the lexical index finds, with stems alone and as it is, in collections of either language.

    On HuRTE a sentence that follows from a text should find it among all texts; in the corpora a question should find
    a paragraph that holds its answer's words. Raises `MissingData`.
    """
    texts, asked = _entailed(data)
    bare = [Asked(_without_accents(one.query), one.wanted) for one in asked]
    yield from _recall("HuRTE", texts, asked, limits=(1, 5))
    yield from _recall("HuRTE, queries without accents", texts, bare, limits=(5,))
    yield from _recall("corpora, Hungarian paragraphs", *_paragraphs(corpora), limits=(1, 3))


def _recall(name: str, texts: Mapping[int, str], asked: Sequence[Asked], *, limits: Sequence[int]) -> Iterator[Row]:
    analyses = {
        "stems alone": _stems_alone(analysis_of("hu")),
        "stems and heads": analysis_of("hu"),
        "English stems alone": _stems_alone(analysis_of("en")),
        "English stems and heads": analysis_of("en"),
    }
    for label, analysis in analyses.items():
        found = _found(texts, asked, analysis, limit=max(limits))
        for limit in limits:
            hits = sum(bool(one.wanted.intersection(ids[:limit])) for one, ids in zip(asked, found, strict=True))
            yield Row(name, f"lexical recall@{limit}, {label}", hits / len(asked), len(asked))


def _found(
    texts: Mapping[int, str], asked: Sequence[Asked], analysis: Analysis, *, limit: int
) -> Sequence[Sequence[int]]:
    with TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder), analysis)
        index.apply(added=texts, removed=[])
        return [[hit.chunk_id for hit in index.search(one.query, limit=limit)] for one in asked]


def _stems_alone(analysis: Analysis) -> Analysis:
    return Analysis(MappingProxyType({Field.STEMS: analysis.analyzers[Field.STEMS]}))


def _entailed(data: Path) -> tuple[Mapping[int, str], Sequence[Asked]]:
    rows = []
    for part in ("train", "dev"):
        path = data / "hu_rte" / f"rte_{part}.json"
        if not path.exists():
            raise MissingData(f"{path} is missing: name the folder that holds it with --data or CANDOR_BENCHMARK_DATA")
        rows += json.loads(path.read_text(encoding="utf-8"))
    numbers = {text: number for number, text in enumerate(dict.fromkeys(row["premise"] for row in rows), start=1)}
    asked = [Asked(row["hypothesis"], frozenset([numbers[row["premise"]]])) for row in rows if row["label"] == ENTAILED]
    return {number: text for text, number in numbers.items()}, asked


def _paragraphs(corpora: Path) -> tuple[Mapping[int, str], Sequence[Asked]]:
    questions = [json.loads(line) for line in (corpora / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    hungarian = [row for row in questions if row["language"] == "hu" and row["answerable"]]
    names = sorted({row["document"] for row in hungarian})
    whole = "\n\n".join((corpora / "demo" / name).read_text(encoding="utf-8") for name in names)
    texts = dict(enumerate((part for part in whole.split("\n\n") if part.strip()), start=1))
    return texts, [Asked(row["question"], _holding(row["words"], texts)) for row in hungarian]


def _holding(words: Sequence[str], texts: Mapping[int, str]) -> frozenset[int]:
    return frozenset(number for number, text in texts.items() if all(word.lower() in text.lower() for word in words))


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
