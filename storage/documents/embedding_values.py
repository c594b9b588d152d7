"""Embeddings as bytes: little-endian float16, half the room for a cosine that differs by less than 0.001."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from domain.ports import Vectors

_KEPT = np.dtype("<f2")


def packed(vectors: "Vectors | Sequence[Vectors]") -> list[bytes]:
    """A string of bytes a vector."""
    return [vector.tobytes() for vector in np.asarray(vectors).astype(_KEPT)]


def unpacked(kept: Sequence[bytes]) -> "list[Vectors]":
    """The vectors that were packed, in order, of unit length again, float32. Those of two encoders differ in length."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(kept):
        places[len(one)].append(place)
    vectors: dict[int, Vectors] = {}
    for alike in places.values():
        block = np.frombuffer(b"".join(kept[place] for place in alike), _KEPT).reshape(len(alike), -1)
        vectors.update(zip(alike, _of_unit_length(block.astype(np.float32)), strict=True))
    return [vectors[place] for place in range(len(kept))]


def _of_unit_length(vectors: "Vectors") -> "Vectors":
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths == 0, 1, lengths)
    return vectors
