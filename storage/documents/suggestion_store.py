"""The questions that documents were found to answer, in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import IntegrityError

from domain.documents import Chunk
from domain.suggestions import FORM, Questions, Unasked
from storage.database.transactions import Database
from storage.documents.rows import ChunkRow, DocumentRow, QuestionsRow, VersionRow
from storage.documents.values import place_of

_VISIBLE = and_(VersionRow.document_id == DocumentRow.id, VersionRow.version == DocumentRow.visible_version)
_MADE = and_(QuestionsRow.document_id == VersionRow.document_id, QuestionsRow.version == VersionRow.version)
_CHUNK = (ChunkRow.text, ChunkRow.start, ChunkRow.end)
_PLACE = (ChunkRow.page, ChunkRow.first_row, ChunkRow.last_row, ChunkRow.slide, ChunkRow.sheet, ChunkRow.heading)
_PLACE_NAMES = tuple(column.key for column in _PLACE)


class SqlSuggestions:
    """`domain.suggestions.SuggestionStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unasked(self) -> Unasked | None:
        """That of the newest document that waits."""
        wanted = select(DocumentRow.id, VersionRow.version, DocumentRow.collection).join(VersionRow, _VISIBLE)
        wanted = wanted.outerjoin(QuestionsRow, _MADE)
        wanted = wanted.where(or_(QuestionsRow.form.is_(None), QuestionsRow.form != FORM))
        newest = wanted.order_by(DocumentRow.created_at.desc(), DocumentRow.id).limit(1)
        with self._database.read() as session:
            found = session.execute(newest).one_or_none()
            return None if found is None else Unasked(*found)

    def chunks(self, document_id: str, *, limit: int) -> Sequence[Chunk]:
        """The first visible ones of a document, in order."""
        wanted: Select[*tuple[Any, ...]] = select(*_CHUNK, *_PLACE)
        wanted = wanted.where(ChunkRow.document_id == document_id).order_by(ChunkRow.start, ChunkRow.id).limit(limit)
        with self._database.read() as session:
            return [
                Chunk(text, start, end, place_of(**dict(zip(_PLACE_NAMES, place, strict=True))))
                for text, start, end, *place in session.execute(wanted)
            ]

    def keep(self, made_of: Unasked, questions: Sequence[str]) -> None:
        """Nothing happens where the version is gone."""
        row = QuestionsRow(
            document_id=made_of.document_id,
            version=made_of.version,
            collection=made_of.collection,
            form=FORM,
            count=len(questions),
            questions=list(questions),
        )
        try:
            with self._database.write() as session:
                session.merge(row)
        except IntegrityError:  # its version is gone
            return

    def questions(self, collection: str, *, limit: int) -> Sequence[Questions]:
        """Of the newest documents of a partition that have some."""
        wanted = select(DocumentRow.id, DocumentRow.name, QuestionsRow.questions).join(VersionRow, _VISIBLE)
        wanted = wanted.join(QuestionsRow, _MADE).where(QuestionsRow.collection == collection, QuestionsRow.count > 0)
        newest = wanted.order_by(DocumentRow.created_at.desc(), DocumentRow.id).limit(limit)
        with self._database.read() as session:
            return [
                Questions(document_id, name, tuple(questions))
                for document_id, name, questions in session.execute(newest)
            ]
