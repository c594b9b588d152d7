"""A thread that looks at something every few seconds, so that asking what it saw waits for nothing."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

import structlog

T = TypeVar("T")
_STOP_SECONDS = 5.0
_log = structlog.get_logger()


class Watch(Generic[T]):
    """Keeps the last result of `look`, which one thread of its own calls; `start` it and `stop` it."""

    def __init__(self, look: Callable[[], T], *, every_seconds: float, name: str) -> None:
        self._look, self._every_seconds, self._name = look, every_seconds, name
        self._seen: T | None = None
        self._due_at = monotonic()
        self._first, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"watch-{name}", daemon=True)

    def start(self, *, patience_seconds: float) -> None:
        """Returns once something was seen, or after `patience_seconds`."""
        self._due_at = monotonic()
        self._thread.start()
        self.came(patience_seconds)

    def came(self, patience_seconds: float) -> bool:
        """Whether anything was seen by now, or is within `patience_seconds`."""
        return self._first.wait(patience_seconds)

    def stop(self) -> None:
        """Waits for no look that hangs."""
        self._ended.set()
        if self._thread.is_alive():  # it may never have been started
            self._thread.join(_STOP_SECONDS)

    def seen(self) -> T | None:
        """The last result; null before the first."""
        return self._seen

    def overdue_seconds(self) -> float:
        """For how long the next result should have been there, 0 while it is not due."""
        return max(0.0, monotonic() - self._due_at)

    def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                self._seen = self._look()
            except Exception:  # noqa: BLE001 - this thread must outlive whatever a look runs into; it reads as overdue
                _log.exception("the server cannot look after itself", watch=self._name)
            else:
                self._due_at = monotonic() + self._every_seconds
                self._first.set()
            self._ended.wait(self._every_seconds)
