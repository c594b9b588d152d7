"""What was worked out of a text a moment ago, as far as it fits into so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from sys import getsizeof
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """The values that were used last, by key; `weigh` says how many bytes a key and its value take.

    Safe for several threads; two that miss the same key at once both make it. What is larger than `limit_bytes` is
    made and not kept.
    """

    def __init__(self, *, limit_bytes: int, weigh: Callable[[K, V], int]) -> None:
        self._limit_bytes = limit_bytes
        self._weigh = weigh
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """What is kept now."""
        with self._lock:
            return self._bytes

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`, made where it is not known. Raises what `make` raises, and keeps nothing then."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        value = make()
        self._keep(key, value, self._weigh(key, value))
        return value

    def _keep(self, key: K, value: V, weight: int) -> None:
        with self._lock:
            if key in self._kept or weight > self._limit_bytes:
                return
            self._kept[key] = value, weight
            self._bytes += weight
            while self._bytes > self._limit_bytes:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped


def bytes_of(parts: Iterable[object]) -> int:
    """What `parts` take, without what they refer to."""
    return sum(map(getsizeof, parts))
