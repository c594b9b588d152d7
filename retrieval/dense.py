"""The dense index of one collection: FAISS over float16 vectors, which is what the database holds."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import faiss
import numpy as np

from retrieval.gpu import MOST_HITS, GpuDevice, GpuIndex
from retrieval.hits import Hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from domain.ports import Vectors

    Ids: TypeAlias = NDArray[np.int64]
    Flags: TypeAlias = NDArray[np.bool_]
    Block: TypeAlias = tuple[Ids, Vectors]

EXACT_UP_TO = 100_000
"""Chunks up to which every vector is compared: 2 ms there; above it HNSW finds .998 of the ten best in under 1 ms."""

_LINKS = 16
_BUILD_BREADTH = 80
_SEARCH_BREADTH = 256
_BLOCK_ROWS = 8192
_TAIL_ROWS = 2048
_TAIL_SHARE = 0.1
_DEAD_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Layout:
    """How an index is built: vectors of length `dimensions`, exact up to a size, on a GPU where there is one."""

    dimensions: int
    exact_up_to: int = EXACT_UP_TO
    gpu: GpuDevice | None = None

    def exact(self, rows: int) -> bool:
        """Whether every vector is compared: always so on a GPU, which has no HNSW and needs none."""
        return rows <= self.exact_up_to or self.gpu is not None


@dataclass(frozen=True, slots=True)
class _Segment:
    """Vectors that never change, and which of them are still alive; row i of `index` is chunk `ids[i]`."""

    index: faiss.Index
    ids: "Ids"
    alive: "Flags"
    on_gpu: GpuIndex | None = None

    @property
    def rows_alive(self) -> int:
        return int(self.alive.sum())

    @property
    def rows_dead(self) -> int:
        return len(self.ids) - self.rows_alive

    def without(self, chunk_ids: "Ids") -> "_Segment":
        return replace(self, alive=self.alive & ~np.isin(self.ids, chunk_ids))

    def blocks(self) -> "Iterator[Block]":
        """What is alive, in pieces that fit in memory beside the index."""
        for start in range(0, len(self.ids), _BLOCK_ROWS):
            count = min(_BLOCK_ROWS, len(self.ids) - start)
            kept = self.alive[start : start + count]
            yield self.ids[start : start + count][kept], self.index.reconstruct_n(start, count)[kept]

    def search(self, vector: "Vectors", *, limit: int) -> Iterator[Hit]:
        scores, rows = self._nearest(vector, limit)
        for score, row in zip(scores[0], rows[0], strict=True):
            if row >= 0 and self.alive[row]:
                yield Hit(int(self.ids[row]), float(score))

    def _nearest(self, vector: "Vectors", limit: int) -> "tuple[Vectors, Ids]":
        if self.on_gpu is not None:
            return self.on_gpu.search(vector, limit=limit + self.rows_dead)
        bits = np.packbits(self.alive, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(self.ids), faiss.swig_ptr(bits)) if self.rows_dead else None
        return self.index.search(vector, limit, params=_options(self.index, selector, limit=limit))


class DenseIndex:
    """Cosines of unit vectors. It never changes: `apply` gives a new one that shares what stayed the same.

    A large main segment and a small, exact tail of newer vectors: so a change costs little, and a search that
    runs meanwhile sees one state. Removed vectors are skipped until enough of them are worth a rebuild.
    """

    def __init__(self, layout: Layout, segments: tuple[_Segment, ...] = ()) -> None:
        self._layout = layout
        self._segments = segments

    def __len__(self) -> int:
        return sum(segment.rows_alive for segment in self._segments)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._layout.dimensions

    @property
    def exact(self) -> bool:
        """Whether every vector is compared."""
        return not any(isinstance(segment.index, faiss.IndexHNSW) for segment in self._segments)

    def search(self, vector: "Vectors", *, limit: int) -> Sequence[Hit]:
        """At most `limit` chunks by falling cosine; equal ones by their id. `vector` is one, of unit length."""
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, self._layout.dimensions)
        found = chain.from_iterable(segment.search(query, limit=limit) for segment in self._segments)
        return heapq.nsmallest(limit, found, key=lambda hit: (-hit.score, hit.chunk_id))

    def apply(self, *, added: "Mapping[int, Vectors]", removed: Collection[int]) -> "DenseIndex":
        """The index with the vectors of `added`, in place of older ones, and without `removed`."""
        gone = np.fromiter((*added, *removed), dtype=np.int64)
        kept = [segment.without(gone) for segment in self._segments]
        main, tail = kept[:1], [segment for segment in kept[1:] if segment.rows_alive]
        fresh = self._block(added)
        if self._due(main, sum(segment.rows_alive for segment in tail) + len(added)):
            return DenseIndex(self._layout, self._merged(main, chain(_blocks(tail), [fresh])))
        new_tail = self._built(chain(_blocks(tail), [fresh]), exact=True)
        return DenseIndex(self._layout, (*main, *new_tail))

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`, which is empty."""
        for number, segment in enumerate(self._segments):
            faiss.write_index(segment.index, str(folder / f"{number}.faiss"))
            np.save(folder / f"{number}.ids.npy", segment.ids)
            np.save(folder / f"{number}.alive.npy", segment.alive)

    @classmethod
    def load(cls, folder: Path, layout: Layout) -> "DenseIndex":
        """What `save` wrote. Raises RuntimeError, OSError or ValueError where the files are not that."""
        segments = []
        for number in range(len(list(folder.glob("*.faiss")))):
            index = faiss.read_index(str(folder / f"{number}.faiss"))
            ids, alive = np.load(folder / f"{number}.ids.npy"), np.load(folder / f"{number}.alive.npy")
            segments.append(_placed(_Segment(index, ids, alive), layout.gpu if number == 0 else None))
        return cls(layout, tuple(segments))

    def _block(self, added: "Mapping[int, Vectors]") -> "Block":
        ids = np.fromiter(added, dtype=np.int64, count=len(added))
        vectors = np.zeros((len(added), self._layout.dimensions), dtype=np.float32)
        for row, vector in enumerate(added.values()):
            vectors[row] = vector
        return ids, vectors

    def _due(self, main: Sequence[_Segment], tail_rows: int) -> bool:
        """Whether it is time to make one segment of all."""
        if not main:
            return True
        return tail_rows > max(_TAIL_ROWS, _TAIL_SHARE * len(main[0].ids)) or _worn(main[0])

    def _merged(self, main: Sequence[_Segment], newer: "Iterable[Block]") -> tuple[_Segment, ...]:
        blocks = list(newer)
        rows = sum(segment.rows_alive for segment in main) + sum(len(ids) for ids, _ in blocks)
        exact = self._layout.exact(rows)
        if not exact and main and isinstance(main[0].index, faiss.IndexHNSW) and not _worn(main[0]):
            return (_grown(main[0], blocks),)
        built = self._built(chain(_blocks(main), blocks), exact=exact)
        return tuple(_placed(segment, self._layout.gpu) for segment in built)

    def _built(self, blocks: "Iterable[Block]", *, exact: bool) -> tuple[_Segment, ...]:
        index = _empty(self._layout.dimensions, exact=exact)
        ids = [np.empty(0, dtype=np.int64)]
        for block_ids, vectors in blocks:
            if len(block_ids):
                index.add(vectors)
                ids.append(block_ids)
        joined = np.concatenate(ids)
        return (_Segment(index, joined, np.ones(len(joined), dtype=np.bool_)),) if len(joined) else ()


# FAISS's stubs lack what is ignored below; its Python wrapper takes it.
def _options(index: faiss.Index, selector: faiss.IDSelector | None, *, limit: int) -> faiss.SearchParameters:
    if isinstance(index, faiss.IndexHNSW):
        breadth = max(_SEARCH_BREADTH, limit)
        parameters: faiss.SearchParameters = faiss.SearchParametersHNSW(sel=selector, efSearch=breadth)  # type: ignore[attr-defined]
        return parameters
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _blocks(segments: Iterable[_Segment]) -> "Iterator[Block]":
    return chain.from_iterable(segment.blocks() for segment in segments)


def _worn(segment: _Segment) -> bool:
    most = _DEAD_SHARE * len(segment.ids)
    return segment.rows_dead > (most if segment.on_gpu is None else min(most, MOST_HITS / 2))


def _grown(segment: _Segment, blocks: "Iterable[Block]") -> _Segment:
    """A copy of an HNSW segment with more vectors; building it anew takes a second per 8,000."""
    index, ids = faiss.clone_index(segment.index), [segment.ids]
    for block_ids, vectors in blocks:
        index.add(vectors)
        ids.append(block_ids)
    joined = np.concatenate(ids)
    alive = np.concatenate([segment.alive, np.ones(len(joined) - len(segment.ids), dtype=np.bool_)])
    return _Segment(index, joined, alive)


def _placed(segment: _Segment, gpu: GpuDevice | None) -> _Segment:
    if gpu is None or isinstance(segment.index, faiss.IndexHNSW):
        return segment
    return replace(segment, on_gpu=gpu.copy_of(segment.index))


def _empty(dimensions: int, *, exact: bool) -> faiss.Index:
    kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    if exact:
        return faiss.IndexScalarQuantizer(dimensions, kind, metric)
    index = faiss.IndexHNSWSQ(dimensions, kind, _LINKS, metric)  # type: ignore[arg-type]
    index.hnsw.efConstruction = _BUILD_BREADTH
    # float16 has nothing to learn from the data, yet FAISS wants to be told so.
    index.is_trained = True
    return index
