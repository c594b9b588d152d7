"""Ends what still runs under API keys that were revoked meanwhile, often by another process."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

import structlog

_INTERVAL_SECONDS = 1.0
_log = structlog.get_logger()


class KeyWatch:
    """Asks once in an interval which of the keys in use still work, and only while any is in use.

    `revoked` says which of some keys' ids work no longer.
    """

    def __init__(
        self,
        revoked: Callable[[Sequence[str]], Collection[str]],
        *,
        interval_seconds: float = _INTERVAL_SECONDS,
    ) -> None:
        self._revoked = revoked
        self._interval_seconds = interval_seconds
        self._changed = threading.Condition()
        self._ends: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    @contextmanager
    def watched(self, key_id: str | None, end: Callable[[], None]) -> Iterator[None]:
        """Calls `end`, from another thread and at most once, if the key is revoked before this context ends.

        Null, the person at this machine, has no key that could be revoked.
        """
        if key_id is None:
            yield
            return
        with self._changed:
            self._ends[key_id].append(end)
            self._start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._forget(key_id, end)

    def close(self) -> None:
        """Watches no longer."""
        self._closed.set()
        with self._changed:
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        if self._thread is None and not self._closed.is_set():
            self._thread = threading.Thread(target=self._watch, name="candor-keys", daemon=True)
            self._thread.start()

    def _forget(self, key_id: str, end: Callable[[], None]) -> None:
        if end in self._ends.get(key_id, ()):
            self._ends[key_id].remove(end)
        if not self._ends.get(key_id):
            self._ends.pop(key_id, None)

    def _watch(self) -> None:
        while not self._closed.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._ends or self._closed.is_set())
                in_use = tuple(self._ends)
            if in_use:
                self._end_revoked(in_use)
            self._closed.wait(self._interval_seconds)

    def _end_revoked(self, in_use: Sequence[str]) -> None:
        try:
            revoked = self._revoked(in_use)
        except Exception as error:  # noqa: BLE001 - whatever ails the database, this thread must ask it again
            _log.error("cannot tell which keys still work", error=type(error).__name__)
            return
        for key_id in revoked:
            with self._changed:
                ends = self._ends.pop(key_id, [])
            for end in ends:
                end()
