"""One collection's indexes, kept in step with the database: opened, caught up, rebuilt, saved."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import structlog

from domain.disk import FULL, is_full
from domain.errors import CandorError, Misconfigured, StorageFull
from domain.ports import Change, ChangeFeed, Renewed
from retrieval import views
from retrieval.analysis import analysis_of
from retrieval.dense import Layout
from retrieval.live_folder import LiveFolder
from retrieval.snapshots import DamagedSnapshot, Origin, Snapshot, Snapshots
from retrieval.views import View

_log = structlog.get_logger()
_CHANGES_A_BATCH = 4000
_MOST_COUNTED_LAG = 1000


class PartitionClosed(Exception):
    """The partition was closed meanwhile; a new one takes its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What all collections' indexes are made with."""

    feed: ChangeFeed
    layout: Layout
    language_of: Callable[[str], str]
    save_interval_seconds: float
    clock: Callable[[], float] = time.monotonic


class Partition:
    """The indexes of `collection`. One thread at a time catches up; searches go on with the view they have."""

    def __init__(self, collection: str, recipe: Recipe, *, folder: Path, live: LiveFolder) -> None:
        self.collection = collection
        self._recipe = recipe
        self._snapshots = Snapshots(folder)
        self._live = live
        self._language = recipe.language_of(collection)
        self._lock = Lock()
        self._view: View | None = None
        self._progress: View | None = (
            None  # ahead of the view while it catches up, and where it goes on after a failure
        )
        self._closed = False
        self._saved_sequence = 0
        self._save_due_at = recipe.clock()

    @property
    def view(self) -> View | None:
        """The latest state; null before the first `catch_up`."""
        return self._view

    def catch_up(self) -> View:
        """Applies what has changed, opening or rebuilding the indexes where need be.

        Raises `PartitionClosed`, and `Misconfigured` where the indexes cannot be written.
        """
        with self._lock:
            if self._closed:
                raise PartitionClosed
            view = self._caught_up()
            self._view = view
            self._save_if_due(view)
            return view

    def lag(self) -> int:
        """Changes that are not applied yet, counted up to 1,000."""
        applied = 0 if self._view is None else self._view.sequence
        if self._recipe.feed.head(self.collection) == applied:
            return 0
        return len(self._recipe.feed.changes(self.collection, after=applied, limit=_MOST_COUNTED_LAG))

    def close(self) -> None:
        """Saves what is not saved yet; views that searches still hold stay usable."""
        with self._lock:
            if self._view is not None and not self._closed:
                self._save(self._view)
            self._end()

    def purge(self) -> None:
        """Makes the files anew where they hold what was removed; searches and changes go on meanwhile.

        Raises `Misconfigured` where they cannot be written.
        """
        with self._lock:
            if self._closed or self._progress is None or not self._progress.remains:
                return
        anew = self._followed(self._fresh(self._recipe.feed.head(self.collection)))
        with self._lock:
            if self._closed:
                shutil.rmtree(anew.working, ignore_errors=True)
                return
            self._replaced(anew)
            self._view = self._caught_up()
            self._save(self._view)

    def discard(self) -> None:
        """Removes the indexes for good."""
        with self._lock:
            self._end()
            self._snapshots.discard()

    def _end(self) -> None:
        self._closed = True
        if self._progress is not None:
            shutil.rmtree(self._progress.working, ignore_errors=True)

    def _caught_up(self) -> View:
        # Read before the changes: all that are below it are visible by now.
        head = self._recipe.feed.head(self.collection)
        view = self._progress
        if view is None or not view.working.exists():  # someone may have emptied the folder meanwhile
            view = self._replaced(self._opened(head))
        if head < view.sequence:
            _log.warning("index is ahead of the database, rebuilding", collection=self.collection)
            view = self._replaced(self._fresh(head))
        while changes := self._recipe.feed.changes(self.collection, after=view.sequence, limit=_CHANGES_A_BATCH):
            after = self._after(view, changes)
            view = self._progress = after if after.working == view.working else self._replaced(after)
        if view.remains:
            self._snapshots.discard()
        return replace(view, sequence=max(view.sequence, head))

    def _followed(self, view: View) -> View:
        """`view` with all that the feed holds by now, in files that nobody else uses yet."""
        try:
            while changes := self._recipe.feed.changes(self.collection, after=view.sequence, limit=_CHANGES_A_BATCH):
                after = self._after(view, changes)
                if after.working != view.working:
                    shutil.rmtree(view.working, ignore_errors=True)
                view = after
        except BaseException:
            shutil.rmtree(view.working, ignore_errors=True)
            raise
        return view

    def _after(self, view: View, changes: Sequence[Change]) -> View:
        """`view` with `changes`; an empty one, in files of its own, where the vectors in it were replaced."""
        renewed = max((change.sequence for change in changes if isinstance(change, Renewed)), default=0)
        if renewed <= view.begun_at:
            return self._applied(view, changes)
        _log.info("vectors were replaced, rebuilding the index", collection=self.collection)
        return self._fresh(renewed)

    def _applied(self, view: View, changes: Sequence[Change]) -> View:
        try:
            return views.applied(view, changes, self._recipe.layout)
        except (OSError, ValueError) as error:
            if is_full(error):
                raise StorageFull(FULL) from error
            raise Misconfigured(
                f"The index of collection {self.collection} cannot be written: {error}. "
                "Free some space, or correct the folder's permissions."
            ) from error

    def _opened(self, head: int) -> View:
        try:
            snapshot = self._snapshots.newest()
            if snapshot is not None and self._fits(snapshot.origin):
                return self._loaded(snapshot)
        except (DamagedSnapshot, OSError, RuntimeError, ValueError) as error:
            _log.warning("index is damaged, rebuilding", collection=self.collection, detail=str(error))
        return self._fresh(head)

    def _loaded(self, snapshot: Snapshot) -> View:
        view = views.read(
            snapshot.folder,
            sequence=snapshot.origin.sequence,
            layout=self._recipe.layout,
            analysis=analysis_of(self._language),
            working=self._live.new_path(),
        )
        self._saved_sequence = view.sequence
        return view

    def _fresh(self, head: int) -> View:
        return views.fresh(analysis_of(self._language), self._live.new_path(), begun_at=head)

    def _fits(self, origin: Origin) -> bool:
        return origin.collection == self.collection and origin.language == self._language

    def _replaced(self, view: View) -> View:
        """Starts over from `view`; the older lexical files go, which searches that hold them do not notice."""
        if self._progress is not None:
            shutil.rmtree(self._progress.working, ignore_errors=True)
            self._saved_sequence = 0
        self._progress = view
        return view

    def _save_if_due(self, view: View) -> None:
        if self._recipe.clock() >= self._save_due_at:
            self._save(view)
            self._save_due_at = self._recipe.clock() + self._recipe.save_interval_seconds

    def _save(self, view: View) -> None:
        """An index that cannot be saved is rebuilt by the next process, so that is only worth a warning.

        One that holds what was removed is not saved: the next process could not tell.
        """
        if view.sequence == self._saved_sequence or view.remains:
            return
        try:
            origin = Origin(self.collection, self._language, view.sequence)
            self._snapshots.save(origin, lambda folder: views.write(view, folder))
        except (CandorError, DamagedSnapshot, OSError, RuntimeError) as error:
            _log.warning("index was not saved", collection=self.collection, detail=str(error))
            return
        self._saved_sequence = view.sequence
