"""The queue of documents to be read, in SQL."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.documents import Chunk, DocumentStatus, Job, ParsedDocument, Progress, Wanted
from storage.database.rows import Row
from storage.database.transactions import Database
from storage.documents.changes import bury, next_sequences
from storage.documents.embedding_rows import encoder_id
from storage.documents.embedding_values import packed
from storage.documents.rows import ChunkRow, DocumentRow, VersionRow
from storage.documents.stated_values import stated_as_json
from storage.documents.values import marks_as_json, place_columns
from storage.jobs.rows import JobRow

if TYPE_CHECKING:
    from domain.ports import Vectors


class SqlJobs:
    """`domain.stores.JobStore`. A worker whose lease ran out and whose job another has claimed finds it gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def owners(self) -> Sequence[str | None]:
        """Whose jobs wait and are held by nobody, each owner once."""
        waiting = select(DocumentRow.owner).join(JobRow, JobRow.document_id == DocumentRow.id).where(self._free())
        with self._database.read() as session:
            return session.scalars(waiting.distinct()).all()

    def claim(self, *, worker: str, lease: timedelta, wanted: Wanted | None = None) -> Job | None:
        """A job that nobody holds, now leased, the oldest where `wanted` is null; its document is `parsing`."""
        candidates = select(JobRow).where(self._free(), *_matching(wanted)).limit(1)
        with self._database.read() as session:
            if session.scalars(_in_turn(candidates, wanted)).one_or_none() is None:
                return None
        with self._database.write() as session:
            first = _in_turn(candidates, wanted).with_for_update(skip_locked=True, of=JobRow)
            row = session.scalars(first).one_or_none()
            if row is None:
                return None
            row.worker, row.token, row.attempt = worker, secrets.token_hex(16), row.attempt + 1
            row.leased_until = self._database.now() + lease
            document, version = session.get_one(DocumentRow, row.document_id), _version(session, row)
            _show(version, DocumentStatus.PARSING, Progress(0, 0))
            return _job(row, row.token, document, version)

    def report(self, job: Job, status: DocumentStatus, progress: Progress, *, lease: timedelta) -> bool:
        """Stores progress, renews the lease and counts the attempt. False where the job is not held any more."""
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return False
            row.leased_until, row.attempt = self._database.now() + lease, job.attempt
            _show(_version(session, row), status, progress)
            return True

    def pause(self, job: Job) -> None:
        """Keeps the job for later; until the next report its attempt does not count."""
        with self._database.write() as session:
            if (row := _held(session, job)) is not None:
                row.attempt = job.attempt - 1

    def renew(self, jobs: Sequence[Job], *, lease: timedelta) -> None:
        """Renews the leases of those that are still held."""
        held = JobRow.token.in_([job.token for job in jobs])
        with self._database.write() as session:
            session.execute(update(JobRow).where(held).values(leased_until=self._database.now() + lease))

    def publish(
        self, job: Job, document: ParsedDocument, chunks: Sequence[Chunk], vectors: "Vectors", *, encoder: str
    ) -> bool:
        """In one transaction: the version visible, older versions gone, the job done. False where it is not held.

        `encoder` is the identity of the one that made `vectors`.
        """
        marks = marks_as_json(document.marks)
        rows = [_chunk_values(job, chunk, vector) for chunk, vector in zip(chunks, packed(vectors), strict=True)]
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return False
            replaced = bury(session, ChunkRow.document_id == job.document_id)
            _insert_chunks(session, rows, encoder)
            older = (VersionRow.document_id == job.document_id) & (VersionRow.version < job.version)
            session.execute(delete(VersionRow).where(older))
            version = session.get_one(VersionRow, (job.document_id, job.version))
            version.status, version.marks, version.pages = DocumentStatus.READY, marks, document.pages
            version.warnings, version.stated = list(document.warnings), stated_as_json(document.stated)
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

    def release(self, job: Job, *, after: timedelta = timedelta(0)) -> None:
        """Gives the job back, to be claimed `after` this time; the attempt does not count."""
        with self._database.write() as session:
            row = _held(session, job)
            if row is None:
                return
            _let_go(session, row)
            row.attempt = job.attempt - 1
            row.leased_until = self._database.now() + after if after else None

    def drop_leases(self, *, worker: str) -> int:
        """Frees the jobs that a former process of `worker` held when it was killed, and how many; attempts count."""
        with self._database.write() as session:
            rows = session.scalars(select(JobRow).where(JobRow.worker == worker).with_for_update()).all()
            for row in rows:
                _let_go(session, row)
            return len(rows)

    def _free(self) -> ColumnElement[bool]:
        return or_(JobRow.leased_until.is_(None), JobRow.leased_until <= self._database.now())


def enqueue(session: Session, document_id: str, version: int) -> None:
    """Queues a version, in the transaction that keeps it."""
    session.add(JobRow(document_id=document_id, version=version))


def _held(session: Session, job: Job) -> JobRow | None:
    """The job's row, unless it was deleted or superseded, or this claim of it is over."""
    mine = (
        select(JobRow)
        .where(JobRow.document_id == job.document_id, JobRow.version == job.version, JobRow.token == job.token)
        .with_for_update()
    )
    return session.scalars(mine).one_or_none()


def _matching(wanted: Wanted | None) -> list[ColumnElement[bool]]:
    if wanted is None:
        return []
    conditions = [DocumentRow.owner.is_not_distinct_from(wanted.owner)]
    if wanted.below_bytes is not None:
        conditions.append(VersionRow.bytes < wanted.below_bytes)
    if wanted.below_attempts is not None:
        conditions.append(JobRow.attempt < wanted.below_attempts)
    return conditions


def _in_turn(candidates: Select[JobRow], wanted: Wanted | None) -> Select[JobRow]:
    if wanted is None:
        return candidates.order_by(JobRow.id)
    joined = candidates.join(DocumentRow, DocumentRow.id == JobRow.document_id).join(
        VersionRow, and_(VersionRow.document_id == JobRow.document_id, VersionRow.version == JobRow.version)
    )
    return joined.order_by(JobRow.id) if wanted.oldest else joined.order_by(VersionRow.bytes, JobRow.id)


def _let_go(session: Session, row: JobRow) -> None:
    row.worker = row.token = row.leased_until = None
    _show(_version(session, row), DocumentStatus.QUEUED, Progress(0, 0))


def _version(session: Session, row: JobRow) -> VersionRow:
    return session.get_one(VersionRow, (row.document_id, row.version))


def _show(version: VersionRow, status: DocumentStatus, progress: Progress) -> None:
    version.status, version.progress_done, version.progress_total = status, progress.done, progress.total


def _chunk_values(job: Job, chunk: Chunk, embedding: bytes) -> dict[str, Any]:
    return {
        "collection": job.collection,
        "document_id": job.document_id,
        "start": chunk.start,
        "end": chunk.end,
        "sha256": hashlib.sha256(chunk.text.encode("utf-8")).hexdigest(),
        "text": chunk.text,
        "embedding": embedding,
        **place_columns(chunk.place),
    }


def _insert_chunks(session: Session, rows: list[dict[str, Any]], encoder: str) -> None:
    if not rows:
        return
    made_by = encoder_id(session, encoder)
    first = next_sequences(session, len(rows))
    for sequence, row in enumerate(rows, start=first):
        row["id"], row["encoder_id"] = sequence, made_by
    # The table, not the class: the ORM would look at every row.
    session.execute(insert(Row.metadata.tables[ChunkRow.__tablename__]), rows)


def _job(row: JobRow, token: str, document: DocumentRow, version: VersionRow) -> Job:
    return Job(
        document_id=document.id,
        version=version.version,
        name=document.name,
        collection=document.collection,
        media_type=version.media_type,
        sha256=version.sha256,
        bytes=version.bytes,
        owner=document.owner,
        attempt=row.attempt,
        token=token,
    )
