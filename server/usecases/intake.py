"""Documents in: received, removed; `server.usecases.reading` reads them."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.documents import Document, MediaType, Upload
from domain.errors import Forbidden
from domain.principals import Principal, Role
from domain.stores import DocumentStore

_HEAD_BYTES = 4096
_PART_BYTES = 2**20


class Kept(Protocol):
    """Bytes that are on disk: their SHA-256 in hex, and how many they are."""

    @property
    def sha256(self) -> str: ...

    @property
    def bytes(self) -> int: ...


class Originals(Protocol):
    """Keeps uploaded bytes under their hash."""

    def arriving(self, parts: Iterable[bytes], *, limit_bytes: int) -> AbstractContextManager[Kept]:
        """On disk within the context; kept beyond it if a version needs them by then. Raises `TooLarge`."""

    def drop(self, sha256: str) -> None:
        """Deletes the bytes at once, unless a version needs them."""

    def path(self, sha256: str) -> Path:
        """Where the bytes are. Raises `NotFound`."""


class Index(Protocol):
    """The part of the retriever that indexing speaks to."""

    def refresh(self, collection: str) -> None:
        """Applies what changed."""

    def forget(self, collection: str) -> None:
        """Drops what was built for a collection that is gone."""


class Erase(Protocol):
    """Deletes a document with everything that was made of it."""

    def __call__(self, document_id: str, *, collection: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes uploads in and lets documents go."""

    documents: DocumentStore
    originals: Originals
    erase: Erase
    media_type_of: Callable[[str, bytes], MediaType]
    safe_name: Callable[[str], str]
    limit_bytes: int
    wake: Callable[[], None]

    def receive(self, stream: BinaryIO, *, name: str, collection: str, principal: Principal) -> tuple[Document, bool]:
        """The document and whether it is new. Its bytes are on disk before it is acknowledged.

        Raises `Invalid` for an empty file, `Unsupported` for what cannot be read, `TooLarge`, and `Forbidden` where
        someone else's document has this name.
        """
        name = self.safe_name(name)
        media_type = self.media_type_of(name, stream.read(_HEAD_BYTES))
        stream.seek(0)
        parts = iter(lambda: stream.read(_PART_BYTES), b"")
        with self.originals.arriving(parts, limit_bytes=self.limit_bytes) as kept:
            existing = self.documents.find(collection, name)
            if existing is not None and existing.sha256 != kept.sha256:
                _require_rights(existing, principal)
            upload = Upload(name, collection, media_type, kept.sha256, kept.bytes, principal.key_id)
            document, new = self.documents.add(upload)
        if existing is not None:
            self.originals.drop(existing.sha256)  # where it was waiting or had failed, nobody needs it now
        self.wake()
        return document, new

    def delete(self, document: Document, *, principal: Principal) -> None:
        """Removes the document; search finds nothing of it from here on. Raises `Forbidden`."""
        _require_rights(document, principal)
        self.erase(document.id, collection=document.collection)


def _require_rights(document: Document, principal: Principal) -> None:
    if document.owner != principal.key_id and not principal.may(Role.ADMIN):
        raise Forbidden(f"“{document.name}” was uploaded with another key; only that key or an admin may change it.")
