"""Vectors of texts that come back: sentences with every question about their passage, questions that were answered."""

from collections.abc import Callable, Sequence
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
        self._queries: Recent[str, Vectors] = Recent(_weight)

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
        return _known(self._recent, texts, self._encoder.encode)

    def encode_queries(self, queries: Sequence[str]) -> "Vectors":
        """See `Encoder.encode_queries`."""
        return _known(self._queries, queries, self._encoder.encode_queries)


def _known(
    recent: "Recent[str, Vectors]", texts: Sequence[str], encode: Callable[[Sequence[str]], "Vectors"]
) -> "Vectors":
    if not texts:
        return encode(texts)
    # Copied: a row of the batch would keep all of it in memory.
    return np.stack(recent.complete(texts, lambda missing: [row.copy() for row in encode(missing)]))


def _weight(text: str, vector: "Vectors") -> int:
    return _ENTRY_BYTES + getsizeof(text) + vector.nbytes
