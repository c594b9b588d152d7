"""Reads one queued document in turns: parsed and cut in the first, embedded by a budget of chunks a turn, published.

Scanned pages are recognised after that first turn, one a turn, and then the document is parsed once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np
import structlog

from domain.documents import Chunk, Document, DocumentStatus, Job, ParsedDocument, Progress
from domain.errors import CandorError, Misconfigured, ModelUnavailable, NotFound, Overloaded, UnreadableDocument
from domain.places import is_table
from domain.ports import Chunker, Encoder, Parser
from domain.stores import DocumentStore, JobStore
from server.usecases.encoders import EncoderChoice
from server.usecases.intake import Index, Originals
from server.usecases.tabulating import Tabulating
from text.stating import stated

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
    scans: Sequence[int] = ()
    recognised: int = 0
    parsed: ParsedDocument | None = None
    chunks: Sequence[Chunk] = ()
    encoder: Encoder | None = None
    vectors: "list[Vectors]" = field(default_factory=list)
    done: int = 0

    @property
    def suspect(self) -> bool:
        """Whether a server was killed while it read this."""
        return self.job.attempt > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingestion:
    """Takes turns at readings. `stopping` says that the server is about to end; `embed_anew` is called
    where what is in a partition is to be embedded by another encoder from now on."""

    documents: DocumentStore
    jobs: JobStore
    originals: Originals
    parser: Parser
    chunker: Chunker
    encoders: EncoderChoice
    index: Index
    tabulating: Tabulating
    changed: Callable[[Document], None]
    embed_anew: Callable[[], None]
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
        if reading.recognised < len(reading.scans):
            return self._recognise(reading)
        if reading.parsed is None and not self._open(reading):
            return Turn.MORE
        if not self._embed(reading):
            return Turn.OVER  # deleted while it was read
        if self.stopping():
            return Turn.STOPPED
        if reading.done < len(reading.chunks):
            return Turn.MORE
        self._publish(reading)
        return Turn.OVER

    def _open(self, reading: Reading) -> bool:
        """Parses and cuts the document. False where pages have to be recognised first."""
        job = reading.job
        if job.attempt > _MOST_ATTEMPTS:
            raise UnreadableDocument(
                f"Reading “{job.name}” stopped the server {_MOST_ATTEMPTS} times, so it was set aside. "
                "Save the file anew in another program and upload it again."
            )
        parsed = self.parser.parse(self.originals.path(job.sha256), job.media_type)
        if parsed.scans and not reading.scans:
            reading.scans = parsed.scans
            return False
        reading.chunks = self.chunker.chunk(parsed)
        if not reading.chunks:
            raise UnreadableDocument(f"“{job.name}” holds no text.")
        reading.encoder = self.encoders.for_document(job.collection, [chunk.searched for chunk in reading.chunks])
        reading.parsed = parsed
        return True

    def _recognise(self, reading: Reading) -> Turn:
        """A page; it is kept beside the file, so that whoever goes on after a break has it."""
        job = reading.job
        progress = Progress(reading.recognised, len(reading.scans))
        if not self.jobs.report(job, DocumentStatus.PARSING, progress, lease=LEASE):
            return Turn.OVER
        self._tell(job)
        self.parser.recognise(self.originals.path(job.sha256), reading.scans[reading.recognised])
        reading.recognised += 1
        return Turn.STOPPED if self.stopping() else Turn.MORE

    def _embed(self, reading: Reading) -> bool:
        """A turn's worth of chunks. False where the job is not held any more."""
        chunks, job, encoder = reading.chunks, reading.job, reading.encoder
        if not self.jobs.report(job, DocumentStatus.EMBEDDING, Progress(reading.done, len(chunks)), lease=LEASE):
            return False
        self._tell(job)
        ends = min(len(chunks), reading.done + TURN_CHUNKS)
        while encoder is not None and reading.done < ends:
            if self.stopping():
                break
            batch = chunks[reading.done : min(ends, reading.done + _BATCH)]
            reading.vectors.append(encoder.encode([chunk.searched for chunk in batch]))
            reading.done += len(batch)
        return True

    def _publish(self, reading: Reading) -> None:
        job, parsed = reading.job, reading.parsed
        if parsed is None or reading.encoder is None:
            return
        replaced, vectors = self._visible_sha256(job), np.concatenate(reading.vectors)
        self.tabulating.take(job, parsed)
        document = _with_stated(parsed, job.name)
        if not self.jobs.publish(job, document, reading.chunks, vectors, encoder=reading.encoder.identity):
            return
        if replaced is not None:
            self.originals.drop(replaced)
            self.tabulating.keeper.drop(replaced)
        self.index.refresh(job.collection)
        if self.encoders.mixed(job.collection):
            self.embed_anew()
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


def _with_stated(parsed: ParsedDocument, name: str) -> ParsedDocument:
    """With what it says of itself, or its name does. Rows are left out: a date in a row is the row's."""
    ends = [*(mark.start for mark in parsed.marks[1:]), len(parsed.text)]
    parts = zip(parsed.marks, ends, strict=True)
    told = ("\n" * (end - mark.start) if is_table(mark.place) else parsed.text[mark.start : end] for mark, end in parts)
    return replace(parsed, stated=stated(name, "".join(told)))


def where(error: BaseException) -> str:
    """Its kind and place. Never its message, which may quote a document (a database's holds what was to be stored)."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    place = f" at {traceback.tb_frame.f_globals.get('__name__')}:{traceback.tb_lineno}" if traceback else ""
    return type(error).__name__ + place
