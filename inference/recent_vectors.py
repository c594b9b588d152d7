"""Vectors of sentences, which come back with every question about their passage."""

from collections.abc import Sequence
from sys import getsizeof
from typing import TYPE_CHECKING

import numpy as np

from domain.ports import Encoder
from inference.recent import Recent

if TYPE_CHECKING:
    from domain.ports import Vectors

_ENTRY_BYTES = 300  # the places of a text and its vector in the dictionary, and what an array takes beside its numbers


class RecentVectors:
    """Implements `Encoder` by another one that embeds each text once, as long as it is among the last."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._recent: Recent[str, Vectors] = Recent(_weight)

    @property
    def identity(self) -> str:
        """See `Encoder.identity`."""
        return self._encoder.identity

    @property
    def dimensions(self) -> int:
        """See `Encoder.dimensions`."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """See `Encoder.encode`; raises what the other one raises."""
        if not texts:
            return self._encoder.encode(texts)
        # Copied: a row of the batch would keep all of it in memory.
        return np.stack(
            self._recent.complete(texts, lambda missing: [row.copy() for row in self._encoder.encode(missing)])
        )

    def encode_queries(self, queries: Sequence[str]) -> "Vectors":
        """See `Encoder.encode_queries`."""
        return self._encoder.encode_queries(queries)


def _weight(text: str, vector: "Vectors") -> int:
    return _ENTRY_BYTES + getsizeof(text) + vector.nbytes
