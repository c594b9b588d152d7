"""The benchmarks run, on a small collection, and say what is missing."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import quality, retrieval
from benchmarks.quality import ranking_rows
from benchmarks.retrieval import Corpus, measured, our_retriever, report, stock_ensemble
from evaluation.sources import Ranking
from retrieval.stages import Stage
from tests.retrieval.fakes import WordEncoder, WordReader

TEXTS = [f"Paragraph {n} is about {subject} number {n}" for n in range(4) for subject in ("travel", "leave", "keys")]
QUERIES = ["travel number 2", "leave number 0", "keys"]


@pytest.mark.parametrize("benchmark", [retrieval, quality])
def test_missing_data_is_named(
    benchmark: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match="2"):
        benchmark.main()  # type: ignore[attr-defined]
    said = capsys.readouterr().err
    assert str(tmp_path) in said
    assert "--data or CANDOR_BENCHMARK_DATA" in said


def test_both_sides_search_the_same_chunks() -> None:
    encoder = WordEncoder()
    stages: dict[Stage, list[float]] = {}
    data = Corpus(TEXTS, np.asarray(encoder.encode(TEXTS)), QUERIES)
    with our_retriever(
        data, encoder, k=3, observe=lambda stage, seconds: stages.setdefault(stage, []).append(seconds)
    ) as (search, indexing_seconds):
        ours = measured(search, QUERIES)
        found = [passage.text for passage in search(QUERIES[0])]  # type: ignore[attr-defined]
    ensemble = stock_ensemble(data, encoder, k=3)
    stock = [document.page_content for document in ensemble(QUERIES[0])]  # type: ignore[attr-defined]
    assert found[0] == stock[0] == TEXTS[6]
    said = report(ours, measured(ensemble, QUERIES), stages, chunks=len(TEXTS), indexing_seconds=indexing_seconds)
    assert "| ratio |" in said


def test_every_way_of_ranking_has_a_figure() -> None:
    collection = Ranking(
        documents={str(n): text for n, text in enumerate(TEXTS)},
        queries={"a": QUERIES[0], "b": QUERIES[1]},
        relevant={"a": {"6"}, "b": {"1"}},
    )
    rows = list(ranking_rows("small", collection, WordEncoder(), WordReader()))
    assert {row.queries for row in rows} == {2}
    assert all(0 <= row.figure <= 1 for row in rows)
    by_measure = {row.measure: row.figure for row in rows}
    assert by_measure["lexical"] == by_measure["fused"] == 1
    assert len(by_measure) == 5 + len(quality.COUNTS) * len(quality.WEIGHTS)
