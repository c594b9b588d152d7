"""Which documents hold tables that can be computed over, in SQL."""

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import IntegrityError

from domain.documents import MediaType
from domain.kept_tables import FORM, TableSource
from storage.database.transactions import Database
from storage.documents.rows import DocumentRow, TablesRow, VersionRow

_VISIBLE = and_(VersionRow.document_id == DocumentRow.id, VersionRow.version == DocumentRow.visible_version)
_LOOKED_AT = and_(TablesRow.document_id == VersionRow.document_id, TablesRow.version == VersionRow.version)
_Columns: TypeAlias = tuple[str, int, str, str, str, MediaType]


class SqlTables:
    """`domain.stores.TableStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, document_id: str, version: int, tables: int) -> None:
        """How many a version holds; nothing happens where the version is gone."""
        try:
            with self._database.write() as session:
                collection = session.scalar(select(DocumentRow.collection).where(DocumentRow.id == document_id))
                if collection is not None and session.get(VersionRow, (document_id, version)) is not None:
                    session.merge(
                        TablesRow(
                            document_id=document_id, version=version, collection=collection, tables=tables, form=FORM
                        )
                    )
        except IntegrityError:  # deleted between the look and the writing, where the database lets both go on at once
            return

    def sources(self, partitions: Sequence[str]) -> Sequence[TableSource]:
        """The visible versions in these partitions that hold tables, newest documents first."""
        wanted = _sources().join(TablesRow, _LOOKED_AT)
        wanted = wanted.where(TablesRow.collection.in_(partitions), TablesRow.tables > 0)
        return self._read(wanted.order_by(DocumentRow.created_at.desc(), DocumentRow.id))

    def unread(self, *, after: str, limit: int) -> Sequence[TableSource]:
        """Visible versions that nobody has looked for tables in, of documents with ids above `after`, by id."""
        wanted = (
            _sources().outerjoin(TablesRow, _LOOKED_AT).where(or_(TablesRow.form.is_(None), TablesRow.form != FORM))
        )
        return self._read(_from(wanted, after, limit))

    def holding(self, *, after: str, limit: int) -> Sequence[TableSource]:
        """Visible versions that hold tables, of documents with ids above `after`, by id."""
        wanted = _sources().join(TablesRow, _LOOKED_AT).where(TablesRow.tables > 0)
        return self._read(_from(wanted, after, limit))

    def _read(self, wanted: Select[*_Columns]) -> list[TableSource]:
        with self._database.read() as session:
            return [TableSource(*row) for row in session.execute(wanted)]


def _sources() -> Select[*_Columns]:
    document, version = DocumentRow, VersionRow
    wanted = select(
        document.id, version.version, document.name, document.collection, version.sha256, version.media_type
    )
    return wanted.select_from(DocumentRow).join(VersionRow, _VISIBLE)


def _from(wanted: Select[*_Columns], after: str, limit: int) -> Select[*_Columns]:
    return wanted.where(DocumentRow.id > after).order_by(DocumentRow.id).limit(limit)
