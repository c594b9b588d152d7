"""Working stand-ins for the database, the encoder and the reader."""

import itertools
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from domain.documents import Chunk, StoredChunk
from domain.errors import Overloaded
from domain.generation import Reading
from domain.places import Whole
from domain.ports import Added, Change, Removed

DIMENSIONS = 32


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


class WordEncoder:
    """Texts that share words are near one another: each word has a fixed random direction."""

    def __init__(self, dimensions: int = DIMENSIONS, *, salt: str = "") -> None:
        self.dimensions = dimensions
        self.identity = f"words-{dimensions}{salt}"
        self._salt = salt
        self.texts_encoded = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts_encoded += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(queries)

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = sum((self._direction(word) for word in words(text)), start=self._direction(" "))
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _direction(self, word: str) -> NDArray[np.float64]:
        seed = zlib.crc32((self._salt + word).encode())
        return np.random.default_rng(seed).normal(size=self.dimensions)


class MemoryDatabase:
    """A change feed and chunk reader with one global order of changes, as the SQL one has."""

    def __init__(self, encoder: WordEncoder | None = None) -> None:
        self._encoder = encoder or WordEncoder()
        self._sequences = itertools.count(1)
        self._lock = Lock()
        self._alive: dict[int, tuple[StoredChunk, Added]] = {}
        self._removed: dict[str, list[Removed]] = {}
        self.changes_read = 0

    def add(self, collection: str, *texts: str) -> list[int]:
        vectors = self._encoder.encode(texts).astype(np.float16).astype(np.float32) if texts else ()
        return [self.add_vector(collection, text, vector) for text, vector in zip(texts, vectors, strict=True)]

    def add_vector(self, collection: str, text: str, vector: NDArray[np.float32]) -> int:
        with self._lock:
            number = next(self._sequences)
            stored = StoredChunk(number, f"doc-{number}", f"{number}.txt", collection, _chunk(text))
            self._alive[number] = (stored, Added(number, number, text, vector, self._encoder.identity))
            return number

    def remove(self, *chunk_ids: int) -> None:
        with self._lock:
            for chunk_id in chunk_ids:
                stored, _ = self._alive.pop(chunk_id)
                gone = Removed(next(self._sequences), chunk_id)
                self._removed.setdefault(stored.collection, []).append(gone)

    def lose(self, *chunk_ids: int) -> None:
        """The chunks go, and the feed does not say so yet."""
        for chunk_id in chunk_ids:
            self._alive.pop(chunk_id)

    def wipe(self, collection: str) -> None:
        """As if the database had been put back to a time before the collection's first chunk."""
        self._alive = {i: pair for i, pair in self._alive.items() if pair[0].collection != collection}
        self._removed.pop(collection, None)

    def texts(self, collection: str) -> dict[int, str]:
        return {i: stored.chunk.text for i, (stored, _) in self._alive.items() if stored.collection == collection}

    def changes(self, collection: str, *, after: int, limit: int) -> Sequence[Change]:
        with self._lock:
            found = [c for c in self._changes(collection) if c.sequence > after][:limit]
        self.changes_read += len(found)
        return found

    def head(self, collection: str) -> int:
        with self._lock:
            return max((change.sequence for change in self._changes(collection)), default=0)

    def chunks(self, ids: Sequence[int]) -> Mapping[int, StoredChunk]:
        return {i: self._alive[i][0] for i in ids if i in self._alive}

    def _changes(self, collection: str) -> list[Change]:
        added = [a for stored, a in self._alive.values() if stored.collection == collection]
        return sorted([*added, *self._removed.get(collection, [])], key=lambda change: change.sequence)


@dataclass
class WordReader:
    """A passage is as relevant as the share of the question's words that it holds."""

    questions: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        self.questions.append(question)
        wanted = set(words(question))
        shares = [len(wanted & set(words(passage))) / max(1, len(wanted)) for passage in passages]
        return [Reading(share, share, 0, len(text)) for share, text in zip(shares, passages, strict=True)]


class BusyReader:
    """A reader that has too much to do."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        raise Overloaded("Too much is waiting; try again later.")


def _chunk(text: str) -> Chunk:
    return Chunk(text, 0, len(text), Whole())
