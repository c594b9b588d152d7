"""Uploaded bytes, kept once under their hash; what a reader notes of them lies beside them as `HASH.…`."""

import hashlib
import os
import secrets
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.disk import FULL, is_full
from domain.errors import Misconfigured, NotFound, StorageFull, TooLarge

_KEPT_AT_LEAST_SECONDS = 3600.0
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are on disk."""

    sha256: str
    bytes: int


class Originals:
    """Files named by their hash, below `folder`; one process at a time writes there."""

    def __init__(
        self, folder: Path, *, needed: Callable[[str], bool] = lambda _: True, least_free_bytes: int = 0
    ) -> None:
        """`needed` says whether a version refers to a hash. Nothing is kept where less than `least_free_bytes` is free,
        so that there is room to delete. Raises `Misconfigured` where `folder` cannot be written.
        """
        self._folder = folder
        self._least_free_bytes = least_free_bytes
        self._needed = needed
        self._arriving: Counter[str] = Counter()
        self._incoming = folder / _INCOMING
        # Whoever has found that nobody needs a file must not delete the one that takes its place, nor one that
        # someone is about to need.
        self._sweeping = threading.Lock()
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(f"The folder {folder} cannot be made: {error.strerror}. Choose another.") from error
        if not os.access(self._incoming, os.W_OK | os.X_OK):
            raise Misconfigured(f"The folder {folder} cannot be written. Give Candor's user the right to.")

    def keep(self, parts: Iterable[bytes], *, limit_bytes: int, announce: bool = False) -> Kept:
        """Writes `parts` as they come; on disk when this returns, gone when it raises, whoever raised.

        Raises `TooLarge`, `StorageFull`, or `Misconfigured` where the disk refuses for another reason.
        """
        if shutil.disk_usage(self._folder).free < self._least_free_bytes:
            raise StorageFull(FULL)
        unfinished = self._incoming / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with self._disk():
                target = unfinished.open("xb")
            try:
                for part in parts:
                    size += len(part)
                    _check_size(size, limit_bytes)
                    digest.update(part)
                    with self._disk():
                        target.write(part)
                with self._disk():
                    target.flush()
                    os.fsync(target.fileno())
            finally:
                with self._disk():
                    target.close()
            self._adopt(unfinished, digest.hexdigest(), announce=announce)
        finally:
            unfinished.unlink(missing_ok=True)
        return Kept(digest.hexdigest(), size)

    @contextmanager
    def arriving(self, parts: Iterable[bytes], *, limit_bytes: int) -> Iterator[Kept]:
        """`keep`, and nobody drops the bytes while the context lasts; if no version needs them at its end, they go."""
        kept = self.keep(parts, limit_bytes=limit_bytes, announce=True)
        try:
            yield kept
        finally:
            with self._sweeping:
                self._arriving.subtract([kept.sha256])
                self._arriving += Counter()  # drops what has come to zero
            self.drop(kept.sha256)

    def drop(self, sha256: str) -> None:
        """Deletes the bytes, and what is kept beside them, at once; unless a version needs them or they just arrive."""
        with self._sweeping:
            if not self._arriving[sha256] and not self._needed(sha256):
                place = self._place(sha256)
                with self._disk():
                    for file in (place, *place.parent.glob(f"{sha256}.*")):
                        file.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes are. Raises `NotFound`."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(f"The uploaded file {sha256} is not kept any more.")
        return place

    def sweep(self, referenced: Set[str]) -> int:
        """Deletes what nobody needs and is older than an hour, and how many files that were."""
        before = time.time() - _KEPT_AT_LEAST_SECONDS
        swept = 0
        for file in [*self._folder.glob("??/*"), *self._incoming.iterdir()]:
            if file.name.partition(".")[0] in referenced:
                continue
            with self._sweeping:
                if _older(file, before):
                    file.unlink(missing_ok=True)
                    swept += 1
        return swept

    def _adopt(self, unfinished: Path, sha256: str, *, announce: bool) -> None:
        place = self._place(sha256)
        with self._disk(), self._sweeping:
            place.parent.mkdir(exist_ok=True)
            # Also where the same bytes are kept already: the new file is young, so it is safe until it is referenced.
            unfinished.replace(place)
            _sync_folder(place.parent)
            _sync_folder(self._folder)
            self._arriving[sha256] += announce

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if is_full(error):
                raise StorageFull(FULL) from error
            raise Misconfigured(f"The folder {self._folder} cannot be written: {error.strerror}.") from error

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _check_size(size: int, limit_bytes: int) -> None:
    if size > limit_bytes:
        raise TooLarge(f"The file is larger than {limit_bytes:,} bytes. Split it, or have the limit raised.")


def _older(file: Path, before: float) -> bool:
    try:
        return file.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """A new name is on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
