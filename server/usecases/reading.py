"""Reads one queued document in turns: parsed and cut in the first, embedded by a budget of chunks a turn, published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np
import structlog

from domain.documents import Chunk, Document, DocumentStatus, Job, ParsedDocument, Progress
from domain.errors import CandorError, Misconfigured, ModelUnavailable, NotFound, Overloaded, UnreadableDocument
from domain.ports import Chunker, Encoder, Parser
from domain.stores import DocumentStore, JobStore
from server.usecases.intake import Index, Originals
from server.usecases.tabulating import Tabulating

if TYPE_CHECKING:
    from domain.ports import Vectors

LEASE = timedelta(seconds=60)
TURN_CHUNKS = 64
"""About a second and a half on two cores: what others wait for at most before their own turn, from each key."""

_BATCH = 32
_MOST_ATTEMPTS = 3
_BUSY = timedelta(seconds=2)
_BROKEN = timedelta(seconds=30)
_log = structlog.get_logger()


class Turn(Enum):
    """How a turn ended."""

    MORE = auto()
    """There is more to do."""
    LATER = auto()
    """Something was too busy; what is done of it is kept."""
    STOPPED = auto()
    """The server ends; whoever stops the worker gives it back."""
    GIVEN_BACK = auto()
    """Nothing of it is kept; it waits in the queue again."""
    OVER = auto()
    """The document is ready or failed, or gone."""


@dataclass(slots=True, eq=False)
class Reading:
    """A claimed job and what is done of it."""

    job: Job
    running: bool = False
    parsed: ParsedDocument | None = None
    chunks: Sequence[Chunk] = ()
    vectors: "list[Vectors]" = field(default_factory=list)
    done: int = 0

    @property
    def suspect(self) -> bool:
        """Whether a server was killed while it read this."""
        return self.job.attempt > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingestion:
    """Takes turns at readings. `stopping` says that the server is about to end."""

    documents: DocumentStore
    jobs: JobStore
    originals: Originals
    parser: Parser
    chunker: Chunker
    encoder: Encoder
    index: Index
    tabulating: Tabulating
    changed: Callable[[Document], None]
    stopping: Callable[[], bool]

    def take_turn(self, reading: Reading) -> Turn:
        """Once it is over the document is ready, or failed with a reason. What is not the file's fault puts it off."""
        try:
            return self._advance(reading)
        except (Overloaded, ModelUnavailable) as error:
            if self.stopping():
                return Turn.STOPPED
            return Turn.LATER if reading.parsed is not None else self._give_back(reading.job, error, _BUSY)
        except (Misconfigured, OSError) as error:
            return self._give_back(reading.job, error, _BROKEN)
        except CandorError as error:
            self._fail(reading.job, str(error))
        except Exception as error:  # noqa: BLE001 - one document's fault must not stop the others
            _log.error("reading failed", document=reading.job.document_id, error=where(error))
            message = "Something broke on our side while reading this file; the server's log has the details."
            self._fail(reading.job, message)
        return Turn.OVER

    def _advance(self, reading: Reading) -> Turn:
        if reading.parsed is None:
            self._open(reading)
        if not self._embed(reading):
            return Turn.OVER  # deleted while it was read
        if self.stopping():
            return Turn.STOPPED
        if reading.done < len(reading.chunks):
            return Turn.MORE
        self._publish(reading)
        return Turn.OVER

    def _open(self, reading: Reading) -> None:
        job = reading.job
        if job.attempt > _MOST_ATTEMPTS:
            raise UnreadableDocument(
                f"Reading “{job.name}” stopped the server {_MOST_ATTEMPTS} times, so it was set aside. "
                "Save the file anew in another program and upload it again."
            )
        parsed = self.parser.parse(self.originals.path(job.sha256), job.media_type)
        reading.chunks = self.chunker.chunk(parsed)
        if not reading.chunks:
            raise UnreadableDocument(f"“{job.name}” holds no text.")
        reading.parsed = parsed
        self.tabulating.take(job, parsed)

    def _embed(self, reading: Reading) -> bool:
        """A turn's worth of chunks. False where the job is not held any more."""
        chunks, job = reading.chunks, reading.job
        if not self.jobs.report(job, DocumentStatus.EMBEDDING, Progress(reading.done, len(chunks)), lease=LEASE):
            return False
        self._tell(job)
        ends = min(len(chunks), reading.done + TURN_CHUNKS)
        while reading.done < ends:
            if self.stopping():
                break
            batch = chunks[reading.done : min(ends, reading.done + _BATCH)]
            reading.vectors.append(self.encoder.encode([chunk.searched for chunk in batch]))
            reading.done += len(batch)
        return True

    def _publish(self, reading: Reading) -> None:
        job, parsed = reading.job, reading.parsed
        if parsed is None:
            return
        replaced, vectors = self._visible_sha256(job), np.concatenate(reading.vectors)
        if not self.jobs.publish(job, parsed, reading.chunks, vectors, encoder=self.encoder.identity):
            return
        if replaced is not None:
            self.originals.drop(replaced)
            self.tabulating.keeper.drop(replaced)
        self.index.refresh(job.collection)
        self._tell(job)

    def _visible_sha256(self, job: Job) -> str | None:
        try:
            return self.documents.visible_sha256(job.document_id)
        except NotFound:
            return None

    def _give_back(self, job: Job, error: Exception, pause: timedelta) -> Turn:
        _log.info("reading put off", document=job.document_id, error=type(error).__name__)
        self.jobs.release(job, after=pause)
        return Turn.GIVEN_BACK

    def _fail(self, job: Job, error: str) -> None:
        self.jobs.fail(job, error)
        self._tell(job)

    def _tell(self, job: Job) -> None:
        try:
            self.changed(self.documents.get(job.document_id))
        except NotFound:
            _log.info("document deleted while it was read", document=job.document_id)


def where(error: BaseException) -> str:
    """Its kind and place. Never its message, which may quote a document (a database's holds what was to be stored)."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    place = f" at {traceback.tb_frame.f_globals.get('__name__')}:{traceback.tb_lineno}" if traceback else ""
    return type(error).__name__ + place
