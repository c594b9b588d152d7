"""Readings that were made a moment ago, so that the generator reads the reranked passages for free."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from sys import getsizeof
from threading import Lock

from domain.generation import Reading

_LIMIT_BYTES = 16 * 2**20
_ENTRY_BYTES = 400  # key, reading and their places in the dictionary, beside the texts


class ReadingCache:
    """The last readings by question and passage, up to `limit_bytes`; safe for several threads."""

    def __init__(self, *, limit_bytes: int = _LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._readings: OrderedDict[tuple[str, str], Reading] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """What is kept now; a question counts with each of its passages."""
        with self._lock:
            return self._bytes

    def complete(
        self, question: str, passages: Sequence[str], read: Callable[[Sequence[str]], Sequence[Reading]]
    ) -> list[Reading]:
        """One reading per passage, in order; `read` is asked once for all that are not known, each passage once."""
        known = self._find(question, passages)
        unread = list(dict.fromkeys(passage for passage in passages if passage not in known))
        if unread:
            fresh = dict(zip(unread, read(unread), strict=True))
            self._keep(question, fresh)
            known |= fresh
        return [known[passage] for passage in passages]

    def _find(self, question: str, passages: Sequence[str]) -> dict[str, Reading]:
        with self._lock:
            keys = [key for passage in passages if (key := (question, passage)) in self._readings]
            for key in keys:
                self._readings.move_to_end(key)
            return {key[1]: self._readings[key] for key in keys}

    def _keep(self, question: str, readings: dict[str, Reading]) -> None:
        with self._lock:
            for passage, reading in readings.items():
                if (question, passage) not in self._readings:
                    self._bytes += _weight(question, passage)
                self._readings[question, passage] = reading
            while self._bytes > self._limit_bytes:
                dropped, _ = self._readings.popitem(last=False)
                self._bytes -= _weight(*dropped)


def _weight(question: str, passage: str) -> int:
    return _ENTRY_BYTES + getsizeof(question) + getsizeof(passage)
