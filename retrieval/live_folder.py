"""Where a running process keeps the index files that it works on; a process that died leaves nothing for long."""

import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from domain.errors import Misconfigured

_LIVE = "live"
_GATE = "gate"
_LOCK = "lock"


class LiveFolder:
    """A folder of this process alone below `root`, held by a lock that ends with the process."""

    def __init__(self, root: Path) -> None:
        """Makes the folder and removes those that no process holds. Raises `Misconfigured`."""
        live = root / _LIVE
        self._folder = live / uuid.uuid4().hex
        try:
            live.mkdir(parents=True, exist_ok=True)
            with _locked(live / _GATE):
                _sweep(live)
                self._folder.mkdir()
                self._lock = _lock(self._folder / _LOCK, wait=False)
        except OSError as error:
            raise Misconfigured(f"The index folder {root} cannot be written: {error}. Choose another one.") from error

    def new_path(self) -> Path:
        """A path that does not exist yet."""
        return self._folder / uuid.uuid4().hex

    def close(self) -> None:
        """Removes the folder with everything in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.close()


def _sweep(live: Path) -> None:
    for folder in live.iterdir():
        if folder.is_dir() and not _held(folder / _LOCK):
            shutil.rmtree(folder, ignore_errors=True)


def _held(path: Path) -> bool:
    try:
        _lock(path, wait=False).close()
    except BlockingIOError:
        return True
    return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    file = _lock(path, wait=True)
    try:
        yield
    finally:
        file.close()


def _lock(path: Path, *, wait: bool) -> IO[str]:
    """An open file that holds the lock until it is closed. Raises BlockingIOError where another process holds it."""
    file = path.open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        file.close()
        raise
    return file
