"""The archive that an office document is, and its parts, opened with care: what they unpack to is bounded."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO

from domain.errors import UnreadableDocument
from ingest.limits import in_words
from ingest.office.markup import Element, attribute, children, parsed

_MAX_PARTS = 20_000
_MAX_PART_BYTES = 128 << 20
_MAX_UNPACKED_BYTES = 512 << 20
_HEAD_BYTES = 1 << 16
_ENCRYPTED = 0x1

DAMAGED = "The file is damaged or cut off. Open it in the program that made it, save it again and upload that."
LOCKED = "The file is locked with a password. Save a copy without one and upload that."


class Archive:
    """A ZIP archive. All of it raises `UnreadableDocument` for what is broken, locked or too large."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        members = file.infolist()
        if len(members) > _MAX_PARTS:
            raise UnreadableDocument(f"The file has {len(members):,} parts; at most {_MAX_PARTS:,} can be read.")
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise UnreadableDocument(LOCKED)
        self._members = {member.filename: member for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """Of all parts."""
        return list(self._members)

    def require_modest(self) -> None:
        """For those who hand the whole archive on: bounds what its XML unpacks to, and refuses document types."""
        parts = [name for name in self._members if name.endswith((".xml", ".rels", ".vml"))]
        # zipfile unpacks no more of a part than this says.
        if sum(self._members[name].file_size for name in parts) > _MAX_UNPACKED_BYTES:
            raise _too_large(_MAX_UNPACKED_BYTES)
        for name in parts:
            with self.stream(name) as part:
                if b"<!DOCTYPE" in part.read(_HEAD_BYTES).replace(b"\0", b""):  # in UTF-16, too
                    raise UnreadableDocument(DAMAGED)

    def read(self, name: str) -> bytes:
        """A part, unpacked."""
        try:
            with self.stream(name) as part:
                data = part.read(_MAX_PART_BYTES + 1)
        except KeyError as error:
            raise UnreadableDocument(DAMAGED) from error
        if len(data) > _MAX_PART_BYTES:
            raise _too_large(_MAX_PART_BYTES)
        return data

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A part while it is unpacked. Raises `KeyError` where it is missing."""
        try:
            with self._file.open(self._members[name]) as part:
                yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
            raise UnreadableDocument(DAMAGED) from error

    def xml(self, name: str) -> Element | None:
        """The root of a part, null where there is no such part."""
        return parsed(self.read(name), broken=DAMAGED) if name in self._members else None

    @cached_property
    def main(self) -> str:
        """The part that the document begins with."""
        targets = self.related("", "officeDocument")
        if not targets or targets[0] not in self._members:
            raise UnreadableDocument(DAMAGED)
        return targets[0]

    def related(self, name: str, kind: str) -> list[str]:
        """The parts that `name` points to as its `kind` (the last word of the relation's type)."""
        return [target for found, target in self._relations(name).values() if found == kind]

    def target(self, name: str, relation: str) -> str | None:
        """The part that `name` calls `relation`."""
        found = self._relations(name).get(relation)
        return found[1] if found and found[1] in self._members else None

    def _relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        return {
            attribute(each, "Id") or "": (
                (attribute(each, "Type") or "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target") or "")).lstrip("/"),
            )
            for each in children(root, "Relationship")
            if attribute(each, "TargetMode") != "External"
        }


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive, closed afterwards. Raises `UnreadableDocument`."""
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableDocument(DAMAGED) from error
    with file:
        yield Archive(file)


def _too_large(limit_bytes: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"The file unpacks to more than {in_words(limit_bytes)}, which is the most that can be read. "
        "Split it into smaller files."
    )
