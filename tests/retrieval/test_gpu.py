"""Where FAISS sees a GPU exact indexes are searched there. The GPU here is a stand-in with a GPU's limits."""

from typing import Any

import faiss
import numpy as np
import pytest

from retrieval.dense import DenseIndex, Layout
from retrieval.gpu import MOST_HITS, GpuDevice, find_gpu
from tests.retrieval.test_dense import WIDTH, brute_force, found, unit_vectors


class GpuLike:
    """Searches as faiss-gpu does: it knows no parameters, and at most 2,048 hits."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = faiss.clone_index(index)
        self.searches = 0

    def search(self, vectors: Any, k: int) -> Any:
        assert k <= MOST_HITS
        self.searches += 1
        return self._index.search(vectors, k)


@pytest.fixture
def on_gpu(monkeypatch: pytest.MonkeyPatch) -> list[GpuLike]:
    """What was put on the GPU, in order."""
    placed: list[GpuLike] = []

    def to_gpu(_resources: object, device: int, index: faiss.Index) -> GpuLike:
        assert device == 0
        placed.append(GpuLike(index))
        return placed[-1]

    monkeypatch.setattr(faiss, "StandardGpuResources", object, raising=False)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 1, raising=False)
    monkeypatch.setattr(faiss, "index_cpu_to_gpu", to_gpu, raising=False)
    return placed


def layout() -> Layout:
    return Layout(WIDTH, exact_up_to=100, gpu=find_gpu())


def test_without_a_gpu_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss, "StandardGpuResources", object, raising=False)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 0, raising=False)
    assert find_gpu() is None
    monkeypatch.delattr(faiss, "StandardGpuResources")
    assert find_gpu() is None


def test_the_search_on_the_gpu_is_exact_whatever_the_size(on_gpu: list[GpuLike]) -> None:
    vectors = unit_vectors(3000)
    index = DenseIndex(layout()).apply(added=vectors, removed=[])
    query = unit_vectors(1, seed=8)[1]
    assert index.exact
    assert found(index, query, 20) == brute_force(vectors, query, 20)
    assert on_gpu[-1].searches == 1


def test_what_was_removed_is_skipped_although_a_gpu_cannot_skip(on_gpu: list[GpuLike]) -> None:
    vectors = unit_vectors(3000)
    query = vectors[5]
    removed = brute_force(vectors, query, 500)
    index = DenseIndex(layout()).apply(added=vectors, removed=[]).apply(added={}, removed=removed)
    left = {chunk_id: vector for chunk_id, vector in vectors.items() if chunk_id not in removed}
    assert found(index, query, 30) == brute_force(left, query, 30)


def test_the_dead_never_crowd_out_the_living(on_gpu: list[GpuLike]) -> None:
    vectors = unit_vectors(12_000)
    index = DenseIndex(layout()).apply(added=vectors, removed=[])
    index = index.apply(added={}, removed=range(1, 2001))
    assert len(on_gpu) == 2
    assert len(found(index, vectors[1], 1000)) == 1000


def test_an_index_too_big_for_the_gpu_is_searched_in_memory(
    monkeypatch: pytest.MonkeyPatch, on_gpu: list[GpuLike]
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(faiss, "index_cpu_to_gpu", full)
    vectors = unit_vectors(300)
    index = DenseIndex(Layout(WIDTH, gpu=GpuDevice())).apply(added=vectors, removed=[])
    assert found(index, vectors[9], 1) == [9]


def test_a_loaded_index_is_put_on_the_gpu_again(on_gpu: list[GpuLike], tmp_path: Any) -> None:
    DenseIndex(layout()).apply(added=unit_vectors(50), removed=[]).save(tmp_path)
    before = len(on_gpu)
    assert len(DenseIndex.load(tmp_path, layout())) == 50
    assert len(on_gpu) == before + 1


def test_hnsw_that_was_saved_without_a_gpu_still_serves_with_one(on_gpu: list[GpuLike], tmp_path: Any) -> None:
    DenseIndex(Layout(WIDTH, exact_up_to=100)).apply(added=unit_vectors(500), removed=[]).save(tmp_path)
    index = DenseIndex.load(tmp_path, layout())
    assert found(index, unit_vectors(500)[7], 1) == [7]
    assert np.all([segment.on_gpu is None for segment in index._segments])
