"""The queue of documents to be read, in SQL."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Session

from domain.documents import Chunk, DocumentStatus, Job, ParsedDocument, Progress
from storage.change_log import bury, next_sequences
from storage.database import Database
from storage.document_rows import ChunkRow, DocumentRow, JobRow, VersionRow
from storage.embeddings import packed
from storage.places import marks_as_json, place_columns
from storage.schema import METADATA

if TYPE_CHECKING:
    from domain.ports import Vectors


class SqlJobs:
    """`domain.stores.JobStore`. A worker whose lease ran out and whose job another has claimed finds it gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, *, worker: str, lease: timedelta) -> Job | None:
        """The oldest job that nobody holds, now leased; its document is `parsing`. None where there is nothing."""
        with self._database.read() as session:
            if session.scalar(select(JobRow.id).where(self._free()).limit(1)) is None:
                return None
        with self._database.write() as session:
            oldest = select(JobRow).where(self._free()).order_by(JobRow.id).limit(1)
            row = session.scalars(oldest.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            row.worker, row.attempt, row.leased_until = worker, row.attempt + 1, self._database.now() + lease
            document = session.get_one(DocumentRow, row.document_id)
            version = session.get_one(VersionRow, (row.document_id, row.version))
            version.status, version.progress_done, version.progress_total = DocumentStatus.PARSING, 0, 0
            return _job(row, document, version)

    def report(self, job: Job, status: DocumentStatus, progress: Progress, *, lease: timedelta) -> bool:
        """Stores progress and renews the lease; False where the job was deleted meanwhile."""
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return False
            row.leased_until = self._database.now() + lease
            version = session.get_one(VersionRow, (job.document_id, job.version))
            version.status, version.progress_done, version.progress_total = status, progress.done, progress.total
            return True

    def publish(self, job: Job, document: ParsedDocument, chunks: Sequence[Chunk], vectors: "Vectors") -> bool:
        """In one transaction: the version visible, older versions gone, the job done. False where it was deleted."""
        marks = marks_as_json(document.marks)
        rows = [_chunk_values(job, chunk, vector) for chunk, vector in zip(chunks, packed(vectors), strict=True)]
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return False
            replaced = bury(session, ChunkRow.document_id == job.document_id)
            _insert_chunks(session, rows)
            older = (VersionRow.document_id == job.document_id) & (VersionRow.version < job.version)
            session.execute(delete(VersionRow).where(older))
            version = session.get_one(VersionRow, (job.document_id, job.version))
            version.status, version.marks, version.pages = DocumentStatus.READY, marks, document.pages
            version.chunks = version.progress_done = version.progress_total = len(rows)
            session.get_one(DocumentRow, job.document_id).visible_version = job.version
            session.delete(row)
        if replaced:
            self._database.erased()
        return True

    def fail(self, job: Job, error: str) -> None:
        """The version is `failed` with `error`; an older visible version stays."""
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return
            version = session.get_one(VersionRow, (job.document_id, job.version))
            version.status, version.error = DocumentStatus.FAILED, error
            session.delete(row)

    def release(self, job: Job) -> None:
        """Gives the job back at once, as on shutdown; the attempt does not count."""
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return
            row.worker, row.leased_until, row.attempt = None, None, row.attempt - 1
            version = session.get_one(VersionRow, (job.document_id, job.version))
            version.status, version.progress_done, version.progress_total = DocumentStatus.QUEUED, 0, 0

    def _free(self) -> ColumnElement[bool]:
        return or_(JobRow.leased_until.is_(None), JobRow.leased_until <= self._database.now())


def _held(session: Session, job: Job) -> JobRow | None:
    """The job's row, unless it was deleted or superseded, or another worker has claimed it since."""
    mine = (
        select(JobRow)
        .where(JobRow.document_id == job.document_id, JobRow.version == job.version, JobRow.attempt == job.attempt)
        .with_for_update()
    )
    return session.scalars(mine).one_or_none()


def _chunk_values(job: Job, chunk: Chunk, embedding: bytes) -> dict[str, Any]:
    return {
        "collection": job.collection,
        "document_id": job.document_id,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
        "embedding": embedding,
        **place_columns(chunk.place),
    }


def _insert_chunks(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    first = next_sequences(session, len(rows))
    for sequence, row in enumerate(rows, start=first):
        row["id"] = sequence
    # The table, not the class: the ORM would look at every row.
    session.execute(insert(METADATA.tables[ChunkRow.__tablename__]), rows)


def _job(row: JobRow, document: DocumentRow, version: VersionRow) -> Job:
    return Job(
        document_id=document.id,
        version=version.version,
        name=document.name,
        collection=document.collection,
        media_type=version.media_type,
        sha256=version.sha256,
        attempt=row.attempt,
    )
