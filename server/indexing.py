"""Documents in: received, read in the background, published, removed."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, Protocol

import numpy as np
import structlog

from domain.documents import Chunk, Document, DocumentStatus, Job, MediaType, Progress, Upload
from domain.errors import CandorError, Forbidden, ModelUnavailable, NotFound, Overloaded, UnreadableDocument
from domain.ports import Chunker, Encoder, Parser
from domain.reviews import Role
from domain.stores import DocumentStore, JobStore
from server.access import Principal

if TYPE_CHECKING:
    from domain.ports import Vectors

_LEASE = timedelta(seconds=120)
_IDLE_SECONDS = 2.0
_TIDY_SECONDS = 3600.0
_MOST_ATTEMPTS = 3
_BATCH = 128
_HEAD_BYTES = 4096
_PART_BYTES = 2**20
_log = structlog.get_logger()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one job's document: parse, chunk, embed, publish."""

    documents: DocumentStore
    jobs: JobStore
    originals: Originals
    parser: Parser
    chunker: Chunker
    encoder: Encoder
    index: Index
    changed: Callable[[Document], None]

    def run(self, job: Job) -> bool:
        """Leaves the document ready or failed with a reason. False where it was put off: too busy, or shutting down."""
        try:
            self._read(job)
        except (Overloaded, ModelUnavailable) as error:
            _log.info("reading put off", document=job.document_id, reason=str(error))
            self.jobs.release(job)
            return False
        except CandorError as error:
            self._fail(job, str(error))
        except Exception:  # noqa: BLE001 - the worker's boundary: one document's fault must not stop the others
            _log.exception("reading failed", document=job.document_id)
            self._fail(job, "Something broke on our side while reading this file; the server's log has the details.")
        return True

    def _read(self, job: Job) -> None:
        if job.attempt > _MOST_ATTEMPTS:
            raise UnreadableDocument(
                f"Reading “{job.name}” stopped the server {_MOST_ATTEMPTS} times, so it was set aside. "
                "Save the file anew in another program and upload it again."
            )
        parsed = self.parser.parse(self.originals.path(job.sha256), job.media_type)
        chunks = self.chunker.chunk(parsed)
        if not chunks:
            raise UnreadableDocument(f"“{job.name}” holds no text.")
        vectors = self._embed(job, chunks)
        replaced = self._visible_sha256(job)
        if vectors is None or not self.jobs.publish(job, parsed, chunks, vectors):
            return
        if replaced is not None:
            self.originals.drop(replaced)
        self.index.refresh(job.collection)
        self._tell(job)

    def _visible_sha256(self, job: Job) -> str | None:
        try:
            return self.documents.visible_sha256(job.document_id)
        except NotFound:
            return None

    def _embed(self, job: Job, chunks: Sequence[Chunk]) -> "Vectors | None":
        batches = []
        for start in range(0, len(chunks), _BATCH):
            progress = Progress(start, len(chunks))
            if not self.jobs.report(job, DocumentStatus.EMBEDDING, progress, lease=_LEASE):
                return None  # deleted while it was read
            self._tell(job)
            batches.append(self.encoder.encode([chunk.text for chunk in chunks[start : start + _BATCH]]))
        return np.concatenate(batches)

    def _fail(self, job: Job, error: str) -> None:
        self.jobs.fail(job, error)
        self._tell(job)

    def _tell(self, job: Job) -> None:
        try:
            self.changed(self.documents.get(job.document_id))
        except NotFound:
            _log.info("document deleted while it was read", document=job.document_id)


class Worker:
    """A thread that reads one queued document after another, and tidies up now and then when there is none."""

    def __init__(self, jobs: JobStore, reader: Reader, *, name: str, tidy: Callable[[], object]) -> None:
        self._jobs, self._reader, self._name, self._tidy = jobs, reader, name, tidy
        self._tidy_due_at = monotonic()
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"candor-{name}", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier server left."""
        self._thread.start()

    def wake(self) -> None:
        """Says that a job may be waiting."""
        self._wake.set()

    def alive(self) -> bool:
        """Whether documents are being read."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finishes the document at hand at most; a longer one is read again after the next start."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self._step()
            except CandorError as error:
                _log.error("the queue of documents cannot be used", reason=str(error))
                busy = False
            if not busy:
                self._wake.wait(_IDLE_SECONDS)
                self._wake.clear()

    def _step(self) -> bool:
        """Reads a document, where one waits. False where nothing is left to do at once."""
        job = self._jobs.claim(worker=self._name, lease=_LEASE)
        if job is not None:
            _log.info("reading", document=job.document_id, attempt=job.attempt)
            return self._reader.run(job)
        if monotonic() >= self._tidy_due_at:
            self._tidy_due_at = monotonic() + _TIDY_SECONDS
            self._tidy()
        return False
