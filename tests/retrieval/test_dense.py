"""The dense index equals brute force where it is exact, and follows every change."""

from collections.abc import Mapping
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval import dense
from retrieval.dense import DenseIndex, Layout

WIDTH = 16
EXACT = Layout(WIDTH)
APPROXIMATE = Layout(WIDTH, exact_up_to=100)

Vectors = NDArray[np.float32]


def unit_vectors(count: int, *, seed: int = 0, first: int = 1) -> dict[int, Vectors]:
    """Unit vectors as the database gives them back: rounded to float16."""
    drawn = np.random.default_rng(seed).normal(size=(count, WIDTH))
    rounded = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    return {first + row: vector for row, vector in enumerate(rounded)}


def brute_force(vectors: Mapping[int, Vectors], query: Vectors, limit: int) -> list[int]:
    return sorted(vectors, key=lambda chunk_id: (-float(vectors[chunk_id] @ query), chunk_id))[:limit]


def found(index: DenseIndex, query: Vectors, limit: int) -> list[int]:
    return [hit.chunk_id for hit in index.search(query, limit=limit)]


def test_an_exact_search_equals_brute_force() -> None:
    vectors = unit_vectors(5000)
    index = DenseIndex(EXACT).apply(added=vectors, removed=[])
    assert index.exact
    for query in unit_vectors(20, seed=1).values():
        assert found(index, query, 10) == brute_force(vectors, query, 10)


def test_scores_are_cosines() -> None:
    vectors = unit_vectors(50)
    index = DenseIndex(EXACT).apply(added=vectors, removed=[])
    hits = index.search(vectors[7], limit=50)
    assert hits[0].chunk_id == 7
    for hit in hits:
        assert hit.score == pytest.approx(float(vectors[hit.chunk_id] @ vectors[7]), abs=1e-5)


Step = tuple[list[int], list[int]]
steps = st.lists(
    st.tuples(st.lists(st.integers(1, 60), max_size=15), st.lists(st.integers(1, 60), max_size=15)), max_size=8
)


@settings(max_examples=60)
@given(steps)
def test_any_series_of_changes_leaves_what_is_alive(series: list[Step]) -> None:
    all_vectors = unit_vectors(60)
    alive: dict[int, Vectors] = {}
    index = DenseIndex(EXACT)
    for added, removed in series:
        new = {chunk_id: all_vectors[chunk_id] for chunk_id in added}
        gone = set(removed) - set(added)
        index = index.apply(added=new, removed=gone)
        alive = {chunk_id: vector for chunk_id, vector in (alive | new).items() if chunk_id not in gone}
    query = unit_vectors(1, seed=2)[1]
    assert found(index, query, 60) == brute_force(alive, query, 60)
    assert len(index) == len(alive)


def test_a_state_that_a_search_holds_never_changes() -> None:
    vectors = unit_vectors(10)
    before = DenseIndex(EXACT).apply(added=vectors, removed=[])
    before.apply(added=unit_vectors(5, seed=3, first=100), removed=[1, 2, 3])
    assert sorted(found(before, vectors[1], 100)) == sorted(vectors)


def test_above_the_size_hnsw_still_finds_nearly_all() -> None:
    vectors = unit_vectors(3000)
    index = DenseIndex(APPROXIMATE).apply(added=vectors, removed=[])
    assert not index.exact
    queries = list(unit_vectors(20, seed=1).values())
    shared = [len({*found(index, q, 10)} & {*brute_force(vectors, q, 10)}) for q in queries]
    assert sum(shared) / (10 * len(queries)) > 0.97


def test_hnsw_never_shows_a_removed_vector_and_shows_new_ones_at_once() -> None:
    vectors = unit_vectors(3000)
    index = DenseIndex(APPROXIMATE).apply(added=vectors, removed=[])
    newer = unit_vectors(3, seed=5, first=9001)
    index = index.apply(added=newer, removed=range(1, 200))
    assert found(index, newer[9002], 1) == [9002]
    assert all(chunk_id >= 200 for chunk_id in found(index, vectors[5], 500))


def test_hnsw_is_rebuilt_without_its_dead_once_they_are_many() -> None:
    index = DenseIndex(APPROXIMATE).apply(added=unit_vectors(1000), removed=[])
    index = index.apply(added={}, removed=range(1, 401))
    assert len(index) == 600
    assert [len(segment.ids) for segment in index._segments] == [600]


def test_hnsw_grows_by_its_tail_without_being_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "_TAIL_ROWS", 50)
    index = DenseIndex(APPROXIMATE).apply(added=unit_vectors(300), removed=[])
    index = index.apply(added={}, removed=[1, 2])
    index = index.apply(added=unit_vectors(100, seed=4, first=1000), removed=[])
    assert [len(segment.ids) for segment in index._segments] == [400]
    assert len(index) == 398
    assert not {1, 2} & {*found(index, unit_vectors(1)[1], 398)}


@pytest.mark.parametrize("layout", [EXACT, APPROXIMATE])
def test_what_was_saved_loads_back(layout: Layout, tmp_path: Path) -> None:
    index = DenseIndex(layout).apply(added=unit_vectors(300), removed=[])
    index = index.apply(added=unit_vectors(5, seed=6, first=500), removed=[4])
    index.save(tmp_path)
    loaded = DenseIndex.load(tmp_path, layout)
    query = unit_vectors(1, seed=7)[1]
    assert loaded.search(query, limit=20) == index.search(query, limit=20)
    assert len(loaded) == len(index)


def test_an_empty_index_finds_nothing_and_loads_back(tmp_path: Path) -> None:
    DenseIndex(EXACT).save(tmp_path)
    assert found(DenseIndex.load(tmp_path, EXACT), unit_vectors(1)[1], 5) == []


def test_vectors_take_two_bytes_a_number(tmp_path: Path) -> None:
    DenseIndex(EXACT).apply(added=unit_vectors(1000), removed=[]).save(tmp_path)
    assert (tmp_path / "0.faiss").stat().st_size < 1000 * WIDTH * 2 + 1000
    assert faiss.read_index(str(tmp_path / "0.faiss")).ntotal == 1000
