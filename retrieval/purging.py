"""Index files that still hold what was deleted are made anew, in the background.

An index only marks what is removed: words stay in tantivy's dictionaries, vectors in FAISS' arrays. Making it anew
takes about as long as making it did, so deletions that follow one another share a run, and runs take a small part of
the time.
"""

import os
import threading
from collections.abc import Callable
from time import monotonic

import structlog

from domain.errors import CandorError

_AGAIN_SECONDS = 30.0
_MOST_SHARE = 0.1
_NICENESS = 10
_log = structlog.get_logger()


class Purger:
    """One thread that calls `purge` for the collections it was asked for, `delay_seconds` later."""

    def __init__(self, purge: Callable[[str], None], *, delay_seconds: float) -> None:
        self._purge, self._delay_seconds = purge, delay_seconds
        self._changed = threading.Condition()
        self._due: dict[str, float] = {}
        self._not_before = 0.0
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, collection: str) -> None:
        """Has the collection's files made anew soon; asking again before that changes nothing."""
        with self._changed:
            self._due.setdefault(collection, monotonic() + self._delay_seconds)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="candor-purger", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Ends the thread after what it is doing."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)  # of this thread and those it starts
        while (collection := self._next()) is not None:
            began = monotonic()
            try:
                self._purge(collection)
            except (CandorError, OSError, RuntimeError, ValueError) as error:  # as FAISS, tantivy and the disk fail
                _log.error("index files still hold what was deleted", collection=collection, detail=str(error))
                with self._changed:
                    self._due.setdefault(collection, monotonic() + _AGAIN_SECONDS)
            took = monotonic() - began
            self._not_before = monotonic() + took / _MOST_SHARE

    def _next(self) -> str | None:
        """Waits for the next one that is due; null at the end."""
        with self._changed:
            while not self._closed:
                collection = min(self._due, key=self._due.__getitem__, default=None)
                if collection is None:
                    self._changed.wait()
                    continue
                left = max(self._due[collection], self._not_before) - monotonic()
                if left <= 0:
                    del self._due[collection]
                    return collection
                self._changed.wait(left)
        return None
