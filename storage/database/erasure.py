"""Deleted text leaves SQLite's files: from the log at once, from the corners of pages when there is time.

`secure_delete` overwrites what is deleted where it stands. Copies remain in the write-ahead log, until a checkpoint
that truncates it, and in unused bytes of pages between which SQLite moved rows (4 % of deleted documents left some in a
trial); only `VACUUM` removes those. That takes 10 to 30 s a gigabyte, in which nobody else writes, so it waits for a
quiet moment, but not for ever.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import structlog

_MARK_CLEAN = 1
_BUSY_SECONDS = 0.1
_VACUUM_BUSY_SECONDS = 1.0
_TRUNCATE_AGAIN_SECONDS = 0.2
_VACUUM_AGAIN_SECONDS = 60.0
_MOST_SHARE = 0.05
_MOST_BYTES = 2 * 2**30
_log = structlog.get_logger()


QUIET_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A rewrite begins after `quiet_seconds` without a write, or `latest_seconds` after the deletion."""

    quiet_seconds: float = QUIET_SECONDS
    latest_seconds: float = 600.0


class Eraser:
    """A thread that begins with the first deletion. `turn` keeps this process's writers away while it rewrites."""

    def __init__(
        self, file: Path, turn: AbstractContextManager[object], *, pace: Pace, last_write: Callable[[], float]
    ) -> None:
        self._file, self._turn, self._pace, self._last_write = file, turn, pace, last_write
        self._changed = threading.Condition()
        self._log_is_dirty = False
        self._deleted_at: float | None = None
        self._not_before = 0.0
        self._closed = False
        self._thread: threading.Thread | None = None

    def deleted(self) -> None:
        """Something was: truncates the log now, where no reader needs it, and has the rest done in the background."""
        blocked = not self._truncated()
        with self._changed:
            self._log_is_dirty = self._log_is_dirty or blocked
            self._deleted_at = self._deleted_at or monotonic()
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="candor-eraser", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Ends the thread. What it has not rewritten is rewritten when the database is opened again."""
        with self._changed:
            self._closed = True
            pending = self._deleted_at is not None
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        if pending:
            _leave_for_next_start(self._file)

    def finish(self) -> None:
        """Rewrites what was left, before anyone else works on the database."""
        if not is_marked_clean(self._file):
            vacuum(self._file)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._pending(), timeout=None)
                if not self._closed:
                    self._changed.wait_for(lambda: self._closed, timeout=self._pause())
                if self._closed:
                    return
            if self._log_is_dirty:
                with self._turn:
                    self._empty_log()
            if self._deleted_at is not None and self._time_to_rewrite():
                self._rewrite()

    def _pending(self) -> bool:
        return self._log_is_dirty or self._deleted_at is not None

    def _pause(self) -> float:
        if self._log_is_dirty:
            return _TRUNCATE_AGAIN_SECONDS
        return min(self._pace.quiet_seconds, self._pace.latest_seconds) or 0.01

    def _time_to_rewrite(self) -> bool:
        now = monotonic()
        quiet = now - self._last_write() >= self._pace.quiet_seconds
        late = now - (self._deleted_at or now) >= self._pace.latest_seconds
        return (quiet or late) and now >= self._not_before

    def _rewrite(self) -> None:
        began, self._deleted_at = monotonic(), None
        if self._file.stat().st_size > _MOST_BYTES:
            _leave_for_next_start(self._file)
            return
        with self._turn:
            done = vacuum(self._file)
        ended = monotonic()
        self._not_before = ended + ((ended - began) / _MOST_SHARE if done else _VACUUM_AGAIN_SECONDS)
        if not done:
            self._deleted_at = began
        self._empty_log()

    def _empty_log(self) -> None:
        self._log_is_dirty = False  # first, so that a deletion meanwhile sets it again
        if not self._truncated():
            self._log_is_dirty = True

    def _truncated(self) -> bool:
        try:
            with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as connection:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            _log.warning("the database's log cannot be emptied yet", reason=str(error))
            return False
        return not busy


def vacuum(file: Path) -> bool:
    """Rewrites the database, unless someone else writes or there is no room; whether it was done."""
    try:
        with closing(sqlite3.connect(file, timeout=_VACUUM_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("VACUUM")
            connection.execute(f"PRAGMA user_version={_MARK_CLEAN}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        _log.warning("traces of deleted text stay in the database for now", reason=str(error))
        return False
    return True


def is_marked_clean(file: Path) -> bool:
    """Whether nothing was left to be rewritten, as it is in a database of an older Candor."""
    with closing(sqlite3.connect(file)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version == _MARK_CLEAN


def _leave_for_next_start(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file, timeout=_VACUUM_BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA user_version=0")
    except sqlite3.Error as error:
        _log.warning("traces of deleted text stay in the database", reason=str(error))
