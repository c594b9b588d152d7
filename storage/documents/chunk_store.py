"""Chunks in SQL: the truth about them, and the feed of changes that the indexes follow."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from domain.documents import Chunk, StoredChunk
from domain.kept_tables import KeptTable, TableSource
from domain.places import under_heading
from domain.ports import Added, Change, Removed, Renewed
from storage.database.transactions import Database
from storage.documents.embedding_rows import EncoderRow, RenewalRow, WaitingEmbeddingRow
from storage.documents.embedding_values import unpacked
from storage.documents.rows import ChunkRow, DocumentRow, TombstoneRow, VersionRow
from storage.documents.stated_values import stated_of
from storage.documents.values import place_of

_IDS_A_QUERY = 500
_STORED = (ChunkRow.id, ChunkRow.document_id, DocumentRow.name, ChunkRow.collection, VersionRow.stated)
_IS_VISIBLE = VersionRow.version == DocumentRow.visible_version
_CHUNK = (ChunkRow.text, ChunkRow.start, ChunkRow.end)
_PLACE = (ChunkRow.page, ChunkRow.first_row, ChunkRow.last_row, ChunkRow.slide, ChunkRow.sheet, ChunkRow.heading)
_PLACE_NAMES = tuple(column.key for column in _PLACE)


class SqlChunks:
    """Of `domain.ports`: `ChangeFeed`, `ChunkReader`, `TablePassages` and `DocumentPassages`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changes(self, collection: str, *, after: int, limit: int) -> Sequence[Change]:
        """Changes with a sequence above `after`, ascending; from 0 they rebuild the collection as it is now.

        A chunk may be removed that was never added: it came and went after `after`.
        """
        # The vectors are those of after the last renewal, whether that is within the limit or not.
        both: list[Change] = []
        with self._database.read() as session:
            both += _added(session, collection, after=after, limit=limit)
            both += _removed(session, collection, after=after, limit=limit)
            both += _renewed(session, collection, after=after)
        return sorted(both, key=lambda change: change.sequence)[:limit]

    def head(self, collection: str) -> int:
        """The last sequence of the collection, 0 where it never had a chunk or its conversation was deleted."""
        last_added = select(func.max(ChunkRow.id)).where(ChunkRow.collection == collection)
        last_removed = select(func.max(TombstoneRow.sequence)).where(TombstoneRow.collection == collection)
        last_renewed = select(RenewalRow.sequence).where(RenewalRow.collection == collection)
        with self._database.read() as session:
            return max(session.scalar(last) or 0 for last in (last_added, last_removed, last_renewed))

    def chunks(self, ids: Sequence[int]) -> Mapping[int, StoredChunk]:
        """Those of `ids` that still exist and are visible, by id."""
        found: dict[int, StoredChunk] = {}
        with self._database.read() as session:
            for first in range(0, len(ids), _IDS_A_QUERY):
                found.update(stored_chunks(session, ids[first : first + _IDS_A_QUERY]))
        return found

    def of_rows(
        self, source: TableSource, table: KeptTable, rows: Sequence[int], *, limit: int
    ) -> Sequence[StoredChunk]:
        """See `domain.ports.TablePassages`."""
        held = [and_(ChunkRow.first_row <= row, ChunkRow.last_row >= row) for row in rows]
        within = and_(ChunkRow.start < table.end, ChunkRow.end > table.start)
        numbered = and_(ChunkRow.first_row.is_not(None), ChunkRow.sheet.is_not_distinct_from(table.sheet), within)
        wanted = select(ChunkRow.id).where(ChunkRow.document_id == source.document_id, within)
        with self._database.read() as session:
            found = session.scalars(
                wanted.where(numbered, or_(false(), *held)).order_by(ChunkRow.start).limit(limit)
            ).all()
            found = found or session.scalars(wanted.order_by(ChunkRow.start).limit(limit)).all()
            stored = stored_chunks(session, found)
        return [stored[chunk] for chunk in found]

    def of_document(self, document_id: str, *, limit: int) -> Sequence[StoredChunk]:
        """See `domain.ports.DocumentPassages`."""
        wanted = select(ChunkRow.id).where(ChunkRow.document_id == document_id)
        with self._database.read() as session:
            found = session.scalars(wanted.order_by(ChunkRow.start, ChunkRow.id).limit(limit)).all()
            stored = stored_chunks(session, found)
        return [stored[chunk] for chunk in found]


def _added(session: Session, collection: str, *, after: int, limit: int) -> list[Added]:
    in_force = select(RenewalRow.encoder_id).where(RenewalRow.collection == collection).scalar_subquery()
    newer = and_(WaitingEmbeddingRow.chunk_id == ChunkRow.id, WaitingEmbeddingRow.encoder_id == in_force)
    embedding = func.coalesce(WaitingEmbeddingRow.embedding, ChunkRow.embedding)
    wanted = (
        select(ChunkRow.id, ChunkRow.text, ChunkRow.heading, embedding.label("embedding"), EncoderRow.identity)
        .select_from(ChunkRow)
        .outerjoin(WaitingEmbeddingRow, newer)
        .join(EncoderRow, EncoderRow.id == func.coalesce(WaitingEmbeddingRow.encoder_id, ChunkRow.encoder_id))
        .where(ChunkRow.collection == collection, ChunkRow.id > after)
        .order_by(ChunkRow.id)
        .limit(limit)
    )
    rows = session.execute(wanted).all()
    vectors = unpacked([row.embedding for row in rows])
    return [
        Added(row.id, row.id, under_heading(row.text, row.heading), vector, row.identity)
        for row, vector in zip(rows, vectors, strict=True)
    ]


def _removed(session: Session, collection: str, *, after: int, limit: int) -> list[Removed]:
    wanted = (
        select(TombstoneRow.sequence, TombstoneRow.chunk_id)
        .where(TombstoneRow.collection == collection, TombstoneRow.sequence > after)
        .order_by(TombstoneRow.sequence)
        .limit(limit)
    )
    return [Removed(sequence, chunk_id) for sequence, chunk_id in session.execute(wanted)]


def _renewed(session: Session, collection: str, *, after: int) -> list[Renewed]:
    wanted = select(RenewalRow.sequence).where(RenewalRow.collection == collection, RenewalRow.sequence > after)
    return [Renewed(sequence) for sequence in session.scalars(wanted)]


def stored_chunks(session: Session, ids: Sequence[int]) -> dict[int, StoredChunk]:
    """Those of `ids` that are visible, by id."""
    wanted = (
        select(*_STORED, *_CHUNK, *_PLACE)
        .join(DocumentRow, DocumentRow.id == ChunkRow.document_id)
        .outerjoin(VersionRow, and_(VersionRow.document_id == DocumentRow.id, _IS_VISIBLE))
        .where(ChunkRow.id.in_(ids))
    )
    return {
        chunk_id: StoredChunk(
            chunk_id,
            document_id,
            name,
            collection,
            Chunk(text, start, end, place_of(**dict(zip(_PLACE_NAMES, place, strict=True)))),
            stated_of(stated, name),
        )
        for chunk_id, document_id, name, collection, stated, text, start, end, *place in session.execute(wanted)
    }
