"""Documents and their versions in SQL."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, tuple_
from sqlalchemy.orm import Session

from domain.documents import Document, DocumentStatus, Progress, Upload
from domain.errors import Missing, no_such
from domain.places import Mark
from domain.stores import Slice
from storage.database import cursors
from storage.database.column_types import microseconds, moment_of
from storage.database.transactions import Database
from storage.documents.changes import bury
from storage.documents.rows import ChunkRow, CollectionRow, DocumentRow, VersionRow
from storage.documents.stated_values import stated_of
from storage.documents.values import marks_from_json

_NEWEST = and_(VersionRow.document_id == DocumentRow.id, VersionRow.version == DocumentRow.newest_version)
_VISIBLE = and_(VersionRow.document_id == DocumentRow.id, VersionRow.version == DocumentRow.visible_version)

Enqueue: TypeAlias = Callable[[Session, str, int], None]
"""Queues a version of a document, by id and number, in the transaction that keeps it."""


class Documents:
    """`domain.stores.DocumentStore`, without the queue: that is given."""

    def __init__(self, database: Database, *, enqueue: Enqueue) -> None:
        self._database, self._enqueue = database, enqueue

    def add(self, upload: Upload) -> tuple[Document, bool]:
        """The document and whether it is new, with its job queued. Raises `NotFound` for an unknown collection.

        The same bytes are looked for first, so bytes that another name has already do not become a version of this one.
        """
        with self._database.write() as session:
            if session.get(CollectionRow, upload.collection, with_for_update=True) is None:
                raise no_such(Missing.COLLECTION)
            same = _with_these_bytes(session, upload)
            if same is not None:
                document, version = same
                if _begins_anew(version):
                    self._enqueue(session, version.document_id, version.version)
                return _document(document, version), False
            document = _named(session, upload) or self._new_document(session, upload)
            version = _new_version(session, document, upload)
            self._enqueue(session, version.document_id, version.version)
            return _document(document, version), True

    def get(self, document_id: str) -> Document:
        """Its newest version. Raises `NotFound`."""
        with self._database.read() as session:
            found = session.execute(_documents().where(DocumentRow.id == document_id)).one_or_none()
            if found is None:
                raise no_such(Missing.DOCUMENT)
            return _document(*found)

    def find(self, collection: str, name: str) -> Document | None:
        """The newest version of the document that has this name in this collection."""
        named = _documents().where(DocumentRow.collection == collection, DocumentRow.name == name)
        with self._database.read() as session:
            found = session.execute(named).one_or_none()
            return None if found is None else _document(*found)

    def list(
        self, collection: str, *, status: DocumentStatus | None, cursor: str | None, limit: int
    ) -> Slice[Document]:
        """Newest first. Raises `Invalid` for a cursor that this did not give."""
        wanted = _documents().where(DocumentRow.collection == collection)
        if status is not None:
            wanted = wanted.where(VersionRow.status == status)
        if cursor is not None:
            [created], after = cursors.numbers_and_id(cursor, numbers=1)
            wanted = wanted.where(tuple_(DocumentRow.created_at, DocumentRow.id) < (moment_of(created), after))
        wanted = wanted.order_by(DocumentRow.created_at.desc(), DocumentRow.id.desc()).limit(limit + 1)
        with self._database.read() as session:
            found = [_document(*row) for row in session.execute(wanted)]
        items = tuple(found[:limit])
        more = len(found) > limit
        return Slice(items, cursors.written(microseconds(items[-1].created_at), items[-1].id) if more else None)

    def delete(self, document_id: str) -> frozenset[str]:
        """With all versions, jobs and chunks; the hashes of the bytes they needed. Raises `NotFound`."""
        with self._database.erase() as session:
            row = session.get(DocumentRow, document_id, with_for_update=True)
            if row is None:
                raise no_such(Missing.DOCUMENT)
            freed = hashes(session, DocumentRow.id == document_id)
            bury(session, ChunkRow.document_id == document_id)
            session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))
        return freed

    def marks(self, document_id: str) -> tuple[Mark, ...]:
        """Of the version that is visible. Raises `NotFound`."""
        with self._database.read() as session:
            kept = session.scalar(_visible(document_id).with_only_columns(VersionRow.marks))
        if kept is None:
            raise no_such(Missing.DOCUMENT)
        return marks_from_json(kept)

    def visible_sha256(self, document_id: str) -> str:
        """The hash of the bytes of the version that is visible. Raises `NotFound` before the first is ready."""
        with self._database.read() as session:
            sha256: str | None = session.scalar(_visible(document_id).with_only_columns(VersionRow.sha256))
        if sha256 is None:
            raise no_such(Missing.DOCUMENT)
        return sha256

    def referenced_hashes(self) -> frozenset[str]:
        """Hashes of all bytes that some version still needs."""
        with self._database.read() as session:
            return frozenset(session.scalars(select(VersionRow.sha256).distinct()))

    def needs(self, sha256: str) -> bool:
        """Whether some version needs these bytes."""
        with self._database.read() as session:
            return session.scalar(select(VersionRow.sha256).where(VersionRow.sha256 == sha256).limit(1)) is not None

    def counts(self) -> Mapping[DocumentStatus, int]:
        """Documents by status, every status present."""
        by_status = select(VersionRow.status, func.count()).join(DocumentRow, _NEWEST).group_by(VersionRow.status)
        with self._database.read() as session:
            counted = dict(session.execute(by_status).all())
        return {status: counted.get(status, 0) for status in DocumentStatus}

    def chunk_count(self) -> int:
        """Visible chunks, all collections."""
        with self._database.read() as session:
            return session.scalar(select(func.sum(VersionRow.chunks))) or 0

    def _new_document(self, session: Session, upload: Upload) -> DocumentRow:
        row = DocumentRow(
            id=f"doc_{uuid4().hex}",
            collection=upload.collection,
            name=upload.name,
            owner=upload.owner,
            newest_version=0,
            created_at=self._database.now(),
        )
        session.add(row)
        return row


def hashes(session: Session, which: ColumnElement[bool]) -> frozenset[str]:
    """Of the bytes of all versions of the documents that `which` holds for."""
    wanted = select(VersionRow.sha256).join(DocumentRow, DocumentRow.id == VersionRow.document_id).where(which)
    return frozenset(session.scalars(wanted))


def _documents() -> Select[DocumentRow, VersionRow]:
    return select(DocumentRow, VersionRow).join(VersionRow, _NEWEST)


def _visible(document_id: str) -> Select[VersionRow]:
    return select(VersionRow).join(DocumentRow, _VISIBLE).where(DocumentRow.id == document_id)


def _with_these_bytes(session: Session, upload: Upload) -> tuple[DocumentRow, VersionRow] | None:
    same = (
        _documents()
        .where(DocumentRow.collection == upload.collection, VersionRow.sha256 == upload.sha256)
        .order_by((DocumentRow.name == upload.name).desc(), DocumentRow.id)
        .limit(1)
    )
    found = session.execute(same).one_or_none()
    return None if found is None else (found[0], found[1])


def _named(session: Session, upload: Upload) -> DocumentRow | None:
    named = select(DocumentRow).where(DocumentRow.collection == upload.collection, DocumentRow.name == upload.name)
    return session.scalars(named).one_or_none()


def _new_version(session: Session, document: DocumentRow, upload: Upload) -> VersionRow:
    """The next version. One that waited or failed before it is gone; the visible one stays."""
    superseded = and_(
        VersionRow.document_id == document.id, VersionRow.version != func.coalesce(document.visible_version, 0)
    )
    session.execute(delete(VersionRow).where(superseded))
    document.newest_version += 1
    version = VersionRow(
        document_id=document.id,
        version=document.newest_version,
        media_type=upload.media_type,
        sha256=upload.sha256,
        bytes=upload.bytes,
    )
    session.add(version)
    session.flush()
    return version


def _begins_anew(version: VersionRow) -> bool:
    """Whether the version had failed: then it is as it was when it was new."""
    if version.status is not DocumentStatus.FAILED:
        return False
    version.status, version.error = DocumentStatus.QUEUED, None
    version.progress_done = version.progress_total = 0
    return True


def _document(document: DocumentRow, version: VersionRow) -> Document:
    return Document(
        id=document.id,
        name=document.name,
        collection=document.collection,
        media_type=version.media_type,
        sha256=version.sha256,
        bytes=version.bytes,
        version=version.version,
        status=version.status,
        error=version.error,
        chunks=version.chunks,
        pages=version.pages,
        progress=Progress(version.progress_done, version.progress_total),
        created_at=document.created_at,
        owner=document.owner,
        warnings=tuple(version.warnings),
        stated=stated_of(version.stated, document.name),
    )
