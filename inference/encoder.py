"""The encoder: texts to unit vectors, and its tokenizer as the measure of chunks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.errors import Misconfigured
from inference.artefacts import DETAILS_FILE, Artefact
from inference.batching import Batcher
from inference.graph import Floats, Graph
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.tokens import WordPieces

OUTPUT = "embeddings"
_SLICE_TEXTS = 256


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What an encoder wants to read before a text of either kind."""

    query: str = ""
    passage: str = ""


class LocalEncoder(Closable):
    """Implements `Encoder` and `Tokenizer`."""

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        graph = Graph(artefact, outputs=(OUTPUT,), options=options)
        self._tokens = WordPieces(artefact)
        self._prefixes = _read_prefixes(artefact)
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
        return self._tokens.max_tokens - 2 - len(self.offsets(self._prefixes.passage))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (len(texts), dimensions), float32, in the order of `texts`; an over-long text is cut.

        Raises `Overloaded` and `ModelUnavailable`.
        """
        return self._encoded([self._prefixes.passage + text for text in texts])

    def encode_queries(self, queries: Sequence[str]) -> Floats:
        """See `encode`."""
        return self._encoded([self._prefixes.query + query for query in queries])

    def _encoded(self, texts: Sequence[str]) -> Floats:
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


def _read_prefixes(artefact: Artefact) -> Prefixes:
    entry = artefact.details.get("prefixes", {})
    if not isinstance(entry, dict) or set(entry) - {"query", "passage"} or not all(map(_is_text, entry.values())):
        raise Misconfigured(f"{artefact.folder / DETAILS_FILE}: prefixes holds the texts query and passage.")
    return Prefixes(**entry)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
