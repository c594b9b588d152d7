"""Readings that were made a moment ago, so that the generator reads the reranked passages for free."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from domain.generation import Reading

_CAPACITY = 1024


class ReadingCache:
    """The last readings by question and passage; safe for several threads."""

    def __init__(self, *, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._readings: OrderedDict[tuple[str, str], Reading] = OrderedDict()
        self._lock = Lock()

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
                self._readings[question, passage] = reading
            while len(self._readings) > self._capacity:
                self._readings.popitem(last=False)
