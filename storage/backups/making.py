"""Backups beside a running server: the database at one moment, and the uploaded bytes that it needs."""

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from domain.disk import FULL, is_full
from domain.errors import Misconfigured, StorageFull
from storage.backups import archive
from storage.backups.archive import DATABASE, HEADER, MANIFEST, Entry, Header, Manifest

_PAGES_A_STEP = 2000
_COMPRESSION = 1


class Progress(Protocol):
    """Told how far a stage is."""

    def __call__(self, stage: str, *, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is backed up: the database's file and the folder of the uploaded bytes."""

    database: Path
    originals: Path


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds. `missing` are uploaded files that the database names and the folder does not have."""

    bytes: int
    documents: int
    conversations: int
    originals: int
    missing: list[str]


def back_up(source: Source, target: Path, *, candor: str, progress: Progress) -> Summary:
    """Writes a backup to `target`, which appears when it is whole and on disk.

    A document that is deleted meanwhile is left out. Raises `Misconfigured` for a database that is not there or
    damaged, and where `target` cannot be written.
    """
    if not source.database.is_file():
        raise Misconfigured(f"There is nothing to back up: {source.database} does not exist.")
    part = target.with_name(target.name + ".part")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            snapshot = Path(folder) / DATABASE
            copy_database(source.database, snapshot, progress=progress)
            with os.fdopen(_private(part), "wb") as file:
                summary = _write(file, snapshot, source, candor=candor, progress=progress)
                file.flush()
                os.fsync(file.fileno())
        part.replace(target)
        _sync(target.parent)
    except OSError as error:
        if is_full(error):
            raise StorageFull(FULL) from error
        raise Misconfigured(f"The backup {target} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return summary


def copy_database(source: Path, target: Path, *, progress: Progress) -> None:
    """Copies the database as it is at one moment, whoever writes meanwhile, and checks the copy.

    Raises `Misconfigured` for a damaged one.
    """
    try:
        with closing(sqlite3.connect(source, isolation_level=None)) as live, closing(sqlite3.connect(target)) as copy:
            live.execute("BEGIN")  # all steps read the moment that begins here
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            live.backup(copy, pages=_PAGES_A_STEP, progress=_steps(progress))
            copy.execute("PRAGMA journal_mode=DELETE")
            check_database(copy)
    except sqlite3.DatabaseError as error:
        raise Misconfigured(f"The database {source} cannot be copied: {error}.") from error


def check_database(connection: sqlite3.Connection) -> None:
    """Raises `Misconfigured` for damage, or rows that refer to none."""
    [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise Misconfigured(f"The database is damaged: {found}.")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise Misconfigured("The database is damaged: a row refers to one that is not there.")


def needed_originals(connection: sqlite3.Connection) -> list[str]:
    """The hashes of all bytes that some version needs."""
    return [row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM document_versions ORDER BY sha256")]


def _write(file: IO[bytes], snapshot: Path, source: Source, *, candor: str, progress: Progress) -> Summary:
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as tar:
        with closing(sqlite3.connect(snapshot, isolation_level=None)) as copy:
            [schema] = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            header = Header(archive.FORMAT, candor, schema, datetime.now(UTC).isoformat())
            archive.put_bytes(tar, HEADER, json.dumps(asdict(header)).encode())
            files = dict(_put_originals(tar, needed_originals(copy), source.originals, progress))
            missing = _without_deleted(copy, source.database, [*_absent(copy, files)])
            documents, conversations = (_count(copy, table) for table in ("documents", "conversations"))
        with snapshot.open("rb") as database:
            files[DATABASE] = archive.entry_of(database)
            archive.put_file(tar, DATABASE, database, files[DATABASE])
        archive.put_bytes(tar, MANIFEST, Manifest(files, missing).to_json())
    originals = sum(archive.ORIGINAL.fullmatch(name) is not None for name in files)
    return Summary(file.tell(), documents, conversations, originals, missing)


def _put_originals(
    tar: tarfile.TarFile, hashes: Sequence[str], folder: Path, progress: Progress
) -> Iterator[tuple[str, Entry]]:
    """Adds the bytes that are there and are what their name says; one that went, or is damaged, is passed over."""
    for done, sha256 in enumerate(hashes, start=1):
        with suppress(FileNotFoundError), (folder / sha256[:2] / sha256).open("rb") as file:
            entry = archive.entry_of(file)
            if entry.sha256 == sha256:
                archive.put_file(tar, f"originals/{sha256}", file, entry)
                yield f"originals/{sha256}", entry
                yield from _put_notes(tar, sha256, folder)
        progress("uploaded files", done=done, total=len(hashes))


def _put_notes(tar: tarfile.TarFile, sha256: str, folder: Path) -> Iterator[tuple[str, Entry]]:
    for note in sorted((folder / sha256[:2]).glob(f"{sha256}.*")):
        # At once: a reader may be adding to it.
        content = note.read_bytes()
        entry = archive.entry_of(io.BytesIO(content))
        archive.put_file(tar, f"originals/{note.name}", io.BytesIO(content), entry)
        yield f"originals/{note.name}", entry


def _absent(copy: sqlite3.Connection, files: Container[str]) -> Iterator[str]:
    return (sha256 for sha256 in needed_originals(copy) if f"originals/{sha256}" not in files)


def _without_deleted(copy: sqlite3.Connection, live: Path, absent: Sequence[str]) -> list[str]:
    """Takes documents out of the copy that were deleted since, with their bytes; the hashes that are absent still."""
    copy.execute("PRAGMA foreign_keys=ON")
    with closing(sqlite3.connect(live)) as now:
        for sha256 in absent:
            named = copy.execute("SELECT DISTINCT document_id FROM document_versions WHERE sha256=?", [sha256])
            for key in named.fetchall():
                if now.execute("SELECT 1 FROM documents WHERE id=?", key).fetchone() is None:
                    copy.execute("DELETE FROM documents WHERE id=?", key)
    if absent:
        copy.execute("VACUUM")
    return sorted(set(absent) & set(needed_originals(copy)))


def _count(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of ours
    return count


def _steps(progress: Progress) -> Callable[[int, int, int], None]:
    def step(_: int, remaining: int, total: int) -> None:
        progress("database", done=total - remaining, total=total)

    return step


def _private(path: Path) -> int:
    """A new file that nobody else may read: it holds everybody's documents."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
