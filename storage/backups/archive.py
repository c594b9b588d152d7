"""What a backup is: one compressed tar file.

candor-backup.json   first: which format, which Candor, which version of the database
originals/HASH       the uploaded bytes that the database needs
originals/HASH.…     what a reader noted of them, which would take long to read again
candor.db            the database at one moment
manifest.json        last: hash and size of everything between, so a file that breaks off is seen
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

FORMAT = 2
HEADER = "candor-backup.json"
DATABASE = "candor.db"
MANIFEST = "manifest.json"
ORIGINAL = re.compile(r"originals/([0-9a-f]{64})")
NOTE = re.compile(r"originals/(([0-9a-f]{64})\.[a-z]+)")
_BLOCK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Header:
    """What made a backup. `schema` is the database's revision."""

    format: int
    candor: str
    schema: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a backup: its SHA-256 in hex, and how many bytes it has."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, by name. `missing` are hashes that the database names and nobody has."""

    files: dict[str, Entry]
    missing: list[str]

    def to_json(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Raises ValueError, KeyError or TypeError for something else."""
        read: dict[str, Any] = json.loads(content)
        return cls({name: Entry(**entry) for name, entry in read["files"].items()}, list(read["missing"]))


def put_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Adds a small file."""
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def put_file(archive: tarfile.TarFile, name: str, file: IO[bytes], entry: Entry) -> None:
    """Adds an open file from its beginning."""
    file.seek(0)
    archive.addfile(_member(name, entry.bytes), file)


def entry_of(file: IO[bytes]) -> Entry:
    """Hash and size of an open file, read from its beginning."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    for block in blocks(file):
        digest.update(block)
        size += len(block)
    return Entry(digest.hexdigest(), size)


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file."""
    return iter(lambda: file.read(_BLOCK_BYTES), b"")


def copied(source: IO[bytes], target: Path) -> Entry:
    """Writes what is left of `source` to a new file, and says what it was."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for block in blocks(source):
            file.write(block)
            digest.update(block)
            size += len(block)
    return Entry(digest.hexdigest(), size)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
