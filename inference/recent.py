"""What models made of texts a moment ago, so that who asks again has it for free."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_LIMIT_BYTES = 16 * 2**20


class Recent(Generic[K, V]):
    """The values that were used last, by key, up to `limit_bytes`; safe for several threads.

    `weigh` says how many bytes a key and its value take.
    """

    def __init__(self, weigh: Callable[[K, V], int], *, limit_bytes: int = _LIMIT_BYTES) -> None:
        self._weigh = weigh
        self._limit_bytes = limit_bytes
        self._values: OrderedDict[K, V] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """What is kept now."""
        with self._lock:
            return self._bytes

    def complete(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]]) -> list[V]:
        """One value per key, in order; `make` is asked once for all that are not known, each key once."""
        known = self._find(keys)
        missing = list(dict.fromkeys(key for key in keys if key not in known))
        if missing:
            fresh = dict(zip(missing, make(missing), strict=True))
            self._keep(fresh)
            known |= fresh
        return [known[key] for key in keys]

    def _find(self, keys: Sequence[K]) -> dict[K, V]:
        with self._lock:
            there = [key for key in keys if key in self._values]
            for key in there:
                self._values.move_to_end(key)
            return {key: self._values[key] for key in there}

    def _keep(self, fresh: Mapping[K, V]) -> None:
        with self._lock:
            for key, value in fresh.items():
                if key in self._values:
                    self._bytes -= self._weigh(key, self._values[key])
                self._values[key] = value
                self._bytes += self._weigh(key, value)
            while self._bytes > self._limit_bytes:
                self._bytes -= self._weigh(*self._values.popitem(last=False))
