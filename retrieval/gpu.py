"""Where faiss-gpu is installed and sees a GPU, exact indexes are searched there."""

from threading import Lock
from typing import TYPE_CHECKING

import faiss
import structlog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from domain.ports import Vectors

_log = structlog.get_logger()
MOST_HITS = 2048
"""FAISS's own limit on a GPU; dead vectors are among them, since a GPU cannot skip any."""


class GpuIndex:
    """A copy of an exact index on the GPU. FAISS's resources serve one thread at a time."""

    def __init__(self, index: faiss.Index, lock: Lock) -> None:
        self._index = index
        self._lock = lock

    def search(self, vectors: "Vectors", *, limit: int) -> "tuple[Vectors, NDArray[np.int64]]":
        """Scores and rows, as FAISS gives them, of at most 2,048 hits."""
        with self._lock:
            return self._index.search(vectors, min(limit, MOST_HITS))


class GpuDevice:
    """The first GPU and FAISS's scratch memory on it, which all collections share."""

    def __init__(self) -> None:
        self._resources = faiss.StandardGpuResources()
        self._lock = Lock()

    def copy_of(self, index: faiss.Index) -> GpuIndex | None:
        """`index` on the GPU; null, with a warning, where it does not fit: the copy in memory serves then."""
        try:
            with self._lock:
                return GpuIndex(faiss.index_cpu_to_gpu(self._resources, 0, index), self._lock)
        except RuntimeError as error:
            _log.warning("index does not fit on the GPU", vectors=index.ntotal, detail=str(error))
            return None


def find_gpu() -> GpuDevice | None:
    """The GPU, where faiss-gpu is installed and there is one; faiss-cpu knows of none."""
    if not hasattr(faiss, "StandardGpuResources") or faiss.get_num_gpus() == 0:
        return None
    return GpuDevice()
