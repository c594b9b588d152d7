"""Whether whoever asked still waits for the answer."""

from collections.abc import Callable
from threading import Lock


class Presence:
    """Somebody who waits, until they leave; whoever works for them is told then. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = False
        self._told: dict[object, Callable[[], None]] = {}

    @property
    def left(self) -> bool:
        """Whether they are gone; nobody comes back."""
        return self._left

    def leave(self) -> None:
        """They are gone."""
        with self._lock:
            self._left = True
            told, self._told = list(self._told.values()), {}
        for tell in told:
            tell()

    def upon_leaving(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Has `tell` called once they leave, now if they did. Returns what to call when it is no longer wanted."""
        ticket = object()
        with self._lock:
            gone = self._left
            if not gone:
                self._told[ticket] = tell
        if gone:
            tell()
        return lambda: self._forget(ticket)

    def _forget(self, ticket: object) -> None:
        with self._lock:
            self._told.pop(ticket, None)
