"""The collections whose indexes are open: a few at a time, the least recently used ones closed."""

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from pathlib import Path
from threading import Lock

import structlog

from domain.errors import Misconfigured, StorageFull
from retrieval.live_folder import LiveFolder
from retrieval.partition import Partition, PartitionClosed, Recipe
from retrieval.purging import Purger
from retrieval.snapshots import Snapshots, folder_name
from retrieval.views import View

_log = structlog.get_logger()
_CATCH_UP_THREADS = 2
_ATTEMPTS = 2


class Shelf:
    """Open partitions by collection, below `root`. Catching up runs in threads of its own, once per collection."""

    def __init__(
        self, root: Path, recipe: Recipe, *, most_open: int, patience_seconds: float, purge_delay_seconds: float
    ) -> None:
        self._root = root
        self._recipe = recipe
        self._most_open = most_open
        self._patience_seconds = patience_seconds
        self._live = LiveFolder(root)
        self._lock = Lock()
        self._open: OrderedDict[str, Partition] = OrderedDict()
        self._running: dict[str, Future[View]] = {}
        self._purger = Purger(self._purge, delay_seconds=purge_delay_seconds)
        self._threads = ThreadPoolExecutor(_CATCH_UP_THREADS, thread_name_prefix="catch-up")

    def view(self, collection: str) -> View | None:
        """The collection as it is now; null where it never had a chunk.

        Where catching up takes longer than the patience, as it is so far. Raises `Misconfigured` where it
        cannot be opened at all.
        """
        head = self._recipe.feed.head(collection)
        if head == 0:
            self._drop(collection)
            return None
        view = self._partition(collection).view
        if view is None:
            return self._caught_up(collection, head, timeout_seconds=None)
        if view.sequence == head:
            return view
        try:
            return self._caught_up(collection, head, timeout_seconds=self._patience_seconds)
        except NotYet:
            _log.info("searching while the index catches up", collection=collection)
        except (Misconfigured, StorageFull) as error:
            _log.error("searching an index that cannot catch up", collection=collection, detail=str(error))
        return self._partition(collection).view or view

    def refresh(self, collection: str) -> None:
        """Returns when all changes made before the call are searchable. Raises `Misconfigured`."""
        head = self._recipe.feed.head(collection)
        if head:
            self._caught_up(collection, head, timeout_seconds=None)

    def forget(self, collection: str) -> None:
        """Closes the collection and removes its files."""
        self._drop(collection)
        Snapshots(self._root / folder_name(collection)).discard()

    def lag(self) -> int:
        """Changes not applied yet, over the open collections."""
        with self._lock:
            partitions = list(self._open.values())
        return sum(partition.lag() for partition in partitions)

    def close(self) -> None:
        """Saves everything and ends the threads."""
        self._threads.shutdown(wait=True)
        self._purger.close()
        with self._lock:
            partitions = list(self._open.values())
            self._open.clear()
        for partition in partitions:
            partition.close()
        self._live.close()

    def _caught_up(self, collection: str, head: int, *, timeout_seconds: float | None) -> View:
        """The view once it holds `head`: a run that had begun before may miss it, the next one does not."""
        deadline = None if timeout_seconds is None else self._recipe.clock() + timeout_seconds
        for _ in range(_ATTEMPTS):
            left = None if deadline is None else max(0.0, deadline - self._recipe.clock())
            view = self._catching_up(collection).result(timeout=left)
            if view.sequence >= head:
                break
        return view

    def _catching_up(self, collection: str) -> "Future[View]":
        with self._lock:
            running = self._running.get(collection)
            if running is None:
                running = self._running[collection] = self._threads.submit(self._catch_up, collection)
            return running

    def _catch_up(self, collection: str) -> View:
        try:
            while True:
                with suppress(PartitionClosed):  # it was the least recently used one; open it again
                    view = self._partition(collection).catch_up()
                    if view.remains:
                        self._purger.ask(collection)
                    return view
        finally:
            with self._lock:
                self._running.pop(collection, None)

    def _purge(self, collection: str) -> None:
        """A collection that is not open has no files with remains: they are not saved."""
        with self._lock:
            partition = self._open.get(collection)
        if partition is not None:
            partition.purge()

    def _partition(self, collection: str) -> Partition:
        with self._lock:
            partition = self._open.get(collection)
            if partition is None:
                folder = self._root / folder_name(collection)
                partition = self._open[collection] = Partition(collection, self._recipe, folder=folder, live=self._live)
            self._open.move_to_end(collection)
            evicted = [self._open.popitem(last=False)[1] for _ in range(len(self._open) - self._most_open)]
        for one in evicted:
            one.close()
        return partition

    def _drop(self, collection: str) -> None:
        with self._lock:
            partition = self._open.pop(collection, None)
        if partition is not None:
            partition.discard()
