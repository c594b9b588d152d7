"""The tables of collections, documents and their chunks."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.documents import DocumentStatus, MediaType, Policy
from storage.database.column_types import ROW_ID
from storage.database.rows import PartitionKind, Row


class CounterRow(Row):
    """A number that only grows. Taking from it locks the row, so sequences are committed in their order."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(ROW_ID)


class CollectionRow(Row):
    """A partition: a collection, or a conversation's own documents."""

    __tablename__ = "collections"
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[PartitionKind]
    policy: Mapped[Policy]
    language: Mapped[str]
    created_at: Mapped[datetime]
    threshold: Mapped[float | None] = mapped_column(default=None)
    audit_probability: Mapped[float | None] = mapped_column(default=None)
    model: Mapped[str | None] = mapped_column(default=None)
    prompt: Mapped[str | None] = mapped_column(default=None)


class DocumentRow(Row):
    """A document; what belongs to its bytes is in its versions. `visible_version` is null until one is ready."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("collection", "name"), Index(None, "collection", "created_at", "id"))
    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.key", ondelete="CASCADE"))
    name: Mapped[str]
    owner: Mapped[str | None]
    newest_version: Mapped[int]
    created_at: Mapped[datetime]
    visible_version: Mapped[int | None] = mapped_column(default=None)


class VersionRow(Row):
    """A document's bytes at one time. `marks` is null until it is ready, `stated` until it was looked for."""

    __tablename__ = "document_versions"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    media_type: Mapped[MediaType]
    sha256: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(ROW_ID)
    status: Mapped[DocumentStatus] = mapped_column(default=DocumentStatus.QUEUED)
    error: Mapped[str | None] = mapped_column(default=None)
    chunks: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None] = mapped_column(default=None)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[Any] = mapped_column(JSON, server_default="[]", default_factory=list)
    stated: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    marks: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None, deferred=True)


class TablesRow(Row):
    """That a version was looked at for tables that can be computed over, and how many it holds.

    `form` is the `domain.kept_tables.FORM` of the time. `collection` is the document's, which never changes, so that
    those with tables are found by one index.
    """

    __tablename__ = "document_tables"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_versions.document_id", "document_versions.version"],
            ondelete="CASCADE",
        ),
        Index(None, "collection", "tables"),
    )
    document_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    tables: Mapped[int]
    form: Mapped[int]


class QuestionsRow(Row):
    """The questions that a version was found to answer, a list of texts, and how many.

    `form` is the `domain.suggestions.FORM` of the time. `collection` is the document's, which never changes.
    """

    __tablename__ = "document_questions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_versions.document_id", "document_versions.version"],
            ondelete="CASCADE",
        ),
        Index(None, "collection", "count"),
    )
    document_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    form: Mapped[int]
    count: Mapped[int]
    questions: Mapped[Any] = mapped_column(JSON)


class ChunkRow(Row):
    """A visible chunk. `id` is the sequence of the change that made it visible, so ids are never used twice.

    `sha256` is that of its text in UTF-8, in hex. `embedding` is little-endian float16; it stands last so that SQLite
    reads a chunk's text without it.
    """

    __tablename__ = "chunks"
    __table_args__ = (
        Index(None, "collection", "id"),
        Index(None, "encoder_id", "collection"),
        Index(None, "sha256"),
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    collection: Mapped[str]
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    first_row: Mapped[int | None]
    last_row: Mapped[int | None]
    slide: Mapped[int | None]
    sheet: Mapped[str | None]
    heading: Mapped[str | None]
    encoder_id: Mapped[int] = mapped_column(ForeignKey("encoders.id"))
    sha256: Mapped[str]
    text: Mapped[str]
    embedding: Mapped[bytes] = mapped_column(LargeBinary)


class TombstoneRow(Row):
    """A chunk that is gone. Those of a collection outlive it, for an index that still has the name."""

    __tablename__ = "tombstones"
    __table_args__ = (Index(None, "collection", "sequence"),)
    sequence: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    collection: Mapped[str]
    chunk_id: Mapped[int] = mapped_column(ROW_ID)
