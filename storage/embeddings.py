"""Embeddings as bytes: little-endian float16, half the room for a cosine that differs by less than 0.001."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from domain.errors import Misconfigured

if TYPE_CHECKING:
    from domain.ports import Vectors

_KEPT = np.dtype("<f2")


def packed(vectors: "Vectors") -> list[bytes]:
    """A string of bytes a vector."""
    return [vector.tobytes() for vector in np.asarray(vectors).astype(_KEPT)]


def unpacked(kept: Sequence[bytes]) -> "Vectors":
    """The vectors that were packed, of unit length again, float32, shape (len(kept), dimensions).

    Raises `Misconfigured` where they are not all of one length.
    """
    if not kept:
        return np.empty((0, 0), np.float32)
    if len({len(one) for one in kept}) > 1:
        raise Misconfigured(
            "The collection holds embeddings of two encoders. Set the encoder it was made with, or ingest it again."
        )
    vectors = np.frombuffer(b"".join(kept), _KEPT).reshape(len(kept), -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths == 0, 1, lengths)
    return vectors
