"""The encoder: texts to unit vectors, and its tokenizer as the measure of chunks."""

from collections.abc import Sequence

import numpy as np

from inference.artefacts import Artefact
from inference.batching import Batcher
from inference.graph import Floats, Graph
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.tokens import WordPieces

OUTPUT = "embeddings"
_SLICE_TEXTS = 256


class LocalEncoder(Closable):
    """Implements `Encoder` and `Tokenizer`."""

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        graph = Graph(artefact, outputs=(OUTPUT,), options=options)
        self._tokens = WordPieces(artefact)
        self._dimensions = graph.width(OUTPUT)
        self._identity = artefact.identity
        self._batcher = Batcher(graph.infer, name=artefact.name, options=options)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    @property
    def identity(self) -> str:
        """See `Artefact.identity`."""
        return self._identity

    @property
    def window_tokens(self) -> int:
        """How many tokens of a text count; `encode` drops what comes after them."""
        return self._tokens.max_tokens - 2

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (len(texts), dimensions), float32, in the order of `texts`; an over-long text is cut.

        Raises `Overloaded` and `ModelUnavailable`.
        """
        vectors = np.empty((len(texts), self._dimensions), np.float32)
        for start in range(0, len(texts), _SLICE_TEXTS):
            rows = self._tokens.single(texts[start : start + _SLICE_TEXTS])
            for index, outputs in enumerate(self._batcher.run(rows), start):
                vectors[index] = outputs[OUTPUT]
        return vectors

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each token of `text` stands in it, special tokens left out."""
        return self._tokens.pieces(text).offsets

    def close(self) -> None:
        """See `Closable`."""
        self._batcher.close()
