"""A collection's indexes on disk: whole snapshots that appear at once, checked before they are trusted."""

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 3
"""To be raised when what the indexes hold changes, such as how text is analysed: older snapshots are rebuilt."""

_PREFIX = "snapshot-"
_DRAFT_PREFIX = "draft-"
_MANIFEST = "manifest.json"
_SLUG_LETTERS = 32
_HASH_LETTERS = 20


class DamagedSnapshot(Exception):
    """A snapshot's files are not what its manifest says."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What indexes were built from; others are rebuilt. `sequence` is the last change that they have applied."""

    collection: str
    language: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files in `folder` that matched their checksums."""

    folder: Path
    origin: Origin


class Snapshots:
    """The snapshots of one collection, of which only the newest is kept, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> Snapshot | None:
        """The last one that was saved; null where there is none. Raises `DamagedSnapshot`."""
        for folder in self._folder.glob(f"{_PREFIX}*"):
            return _checked(folder)
        return None

    def save(self, origin: Origin, write: Callable[[Path], None]) -> None:
        """Lets `write` fill a folder, then puts it in the place of older snapshots and of drafts that a crash left.

        Raises OSError.
        """
        older = [*self._folder.glob(f"{_PREFIX}*"), *self._folder.glob(f"{_DRAFT_PREFIX}*")]
        draft = self._folder / f"{_DRAFT_PREFIX}{uuid.uuid4().hex}"
        draft.mkdir(parents=True)
        try:
            write(draft)
            manifest = {"format": FORMAT, "origin": asdict(origin), "files": _checksums(draft)}
            (draft / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=True), encoding="ascii")
            draft.rename(self._folder / f"{_PREFIX}{uuid.uuid4().hex}")
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        for folder in older:
            shutil.rmtree(folder, ignore_errors=True)

    def discard(self) -> None:
        """Removes everything, the folder too."""
        shutil.rmtree(self._folder, ignore_errors=True)


def folder_name(collection: str) -> str:
    """A name that is safe on any file system, different for different collections, and readable where it can be."""
    slug = re.sub(r"[^a-z0-9]+", "-", collection.lower()).strip("-")[:_SLUG_LETTERS]
    digest = hashlib.sha256(collection.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LETTERS]
    return f"{slug}-{digest}"


def _checked(folder: Path) -> Snapshot:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="ascii"))
        written_format, origin, files = manifest["format"], Origin(**manifest["origin"]), manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedSnapshot(f"The manifest cannot be read: {error}") from error
    if written_format != FORMAT:
        raise DamagedSnapshot(f"The snapshot has format {written_format}, this version reads {FORMAT}.")
    if _checksums(folder) != files:
        raise DamagedSnapshot("A file differs from its checksum.")
    return Snapshot(folder, origin)


def _checksums(folder: Path) -> Mapping[str, str]:
    """SHA-256 of each file below `folder` but the manifest, by its relative path. Raises `DamagedSnapshot`."""
    try:
        return {
            path.relative_to(folder).as_posix(): _sha256(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != _MANIFEST
        }
    except OSError as error:
        raise DamagedSnapshot(f"A file cannot be read: {error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
