"""Restoring a backup: nothing of the old data goes before all of the new was checked."""

import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO

from domain.disk import FULL, is_full
from domain.errors import Invalid, Misconfigured, StorageFull
from storage.backups import archive
from storage.backups.archive import DATABASE, HEADER, MANIFEST, NOTE, ORIGINAL, Entry, Header, Manifest
from storage.backups.making import Progress, Source, check_database, needed_originals
from storage.database.transactions import open_database

_COMPANIONS = ("", "-wal", "-shm")


def holds_data(target: Source) -> bool:
    """Whether something is there that a restore would replace."""
    return target.database.exists() or any(path.is_file() for path in target.originals.glob("??/*"))


def restore(backup: Path, target: Source, *, indexes: Path, progress: Progress) -> Header:
    """Puts the data of `backup` in the place of `target`, and drops the indexes, which are built from it anew.

    Nobody else may use `target`. Raises `Invalid` for a file that is no backup, is damaged or of a newer Candor:
    then nothing was changed.
    """
    with _staged(target) as stage, _readable(backup):
        header, manifest = _extract(backup, stage, progress)
        _check(stage, manifest)
        os.sync()
        _swap(stage, target, indexes)
    return header


@contextmanager
def _staged(target: Source) -> Iterator[Path]:
    """A folder on the disk of the uploaded bytes, which goes at the end."""
    for left_by_a_killed_one in target.originals.parent.glob("restoring-*"):
        shutil.rmtree(left_by_a_killed_one)
    stage = target.originals.parent / f"restoring-{token_hex(8)}"
    try:
        (stage / "originals").mkdir(parents=True)
        yield stage
    except OSError as error:
        if is_full(error):
            raise StorageFull(FULL) from error
        raise Misconfigured(f"The folder {target.originals.parent} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _readable(backup: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{backup} is no backup of Candor's, or is damaged ({type(error).__name__}).") from error


def _extract(backup: Path, stage: Path, progress: Progress) -> tuple[Header, Manifest]:
    """Writes the files of the backup to `stage`, under names of ours alone, each compared with the manifest."""
    total, found = backup.stat().st_size, dict[str, Entry]()
    with backup.open("rb") as file, _opened(file) as tar:
        header = _header(tar)
        for member in iter(tar.next, None):
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or member.name in found:
                raise tarfile.ReadError(f"{member.name!r} does not belong there")
            if member.name == MANIFEST:
                manifest = Manifest.from_json(content.read())
                if manifest.files != found:
                    raise tarfile.ReadError("a file is missing or differs from its checksum")
                return header, manifest
            found[member.name] = archive.copied(content, _place(stage, member.name))
            progress("files", done=min(file.tell(), total), total=total)
    raise tarfile.ReadError("the manifest is missing")


def _opened(file: IO[bytes]) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=file, mode="r:gz")
    except OSError as error:  # what gzip says to a file that is something else
        raise tarfile.ReadError(str(error)) from error


def _header(tar: tarfile.TarFile) -> Header:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == HEADER else None
    if content is None:
        raise tarfile.ReadError("the header is missing")
    read = json.loads(content.read())
    if read["format"] > archive.FORMAT:
        raise Invalid(f"The backup was made by Candor {read['candor']}, which is newer. Restore it with that one.")
    return Header(**read)


def _place(stage: Path, name: str) -> Path:
    """Where a file of the backup goes: its name is compared, never used as a path."""
    if name == DATABASE:
        return stage / DATABASE
    original = ORIGINAL.fullmatch(name) or NOTE.fullmatch(name)
    if original is None:
        raise tarfile.ReadError(f"{name!r} does not belong there")
    folder = stage / "originals" / original[1][:2]
    folder.mkdir(exist_ok=True)
    return folder / original[1]


def _check(stage: Path, manifest: Manifest) -> None:
    """Raises `Invalid` or `Misconfigured` where the parts do not make a whole, or are of a newer Candor."""
    for name, entry in manifest.files.items():
        original = ORIGINAL.fullmatch(name)
        if original is not None and original[1] != entry.sha256:
            raise tarfile.ReadError(f"{name} is not what its name says")
    with closing(sqlite3.connect(stage / DATABASE)) as database:
        check_database(database)
        wanted = {f"originals/{sha256}" for sha256 in set(needed_originals(database)) - set(manifest.missing)}
    if not wanted <= set(manifest.files):
        raise tarfile.ReadError("an uploaded file is missing")
    open_database(f"sqlite:///{stage / DATABASE}").close()


def _swap(stage: Path, target: Source, indexes: Path) -> None:
    """The old data is moved aside first, and deleted when the new stands in its place."""
    aside = target.originals.parent / f"before-restore-{token_hex(8)}"
    aside.mkdir()
    target.database.parent.mkdir(parents=True, exist_ok=True)
    for suffix in _COMPANIONS:
        old = target.database.with_name(target.database.name + suffix)
        if old.exists():
            shutil.move(old, aside / old.name)
    if target.originals.exists():
        target.originals.rename(aside / "originals")
    (stage / "originals").rename(target.originals)
    shutil.move(stage / DATABASE, target.database)
    shutil.rmtree(indexes, ignore_errors=True)
    os.sync()
    shutil.rmtree(aside)
