"""The chunks' vectors by who made them, and how those of another encoder take their place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from domain.places import under_heading
from domain.stores import Standing
from storage.database.rows import Row
from storage.database.transactions import Database
from storage.documents.changes import next_sequences
from storage.documents.embedding_rows import EncoderRow, RenewalRow, WaitingEmbeddingRow, encoder_id
from storage.documents.embedding_values import packed, unpacked
from storage.documents.rows import ChunkRow, CollectionRow

if TYPE_CHECKING:
    from domain.ports import Vectors

_CHUNKS = Row.metadata.tables[ChunkRow.__tablename__]
_WAITING = Row.metadata.tables[WaitingEmbeddingRow.__tablename__]


class SqlEmbeddings:
    """`domain.stores.EmbeddingStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def encoders(self) -> Sequence[str]:
        """Whose vectors are in force somewhere. An identity with `UNKNOWN_ENCODER` was not recorded at the time."""
        used = exists().where(ChunkRow.encoder_id == EncoderRow.id)
        moving = exists().where(RenewalRow.encoder_id == EncoderRow.id)
        with self._database.read() as session:
            return session.scalars(select(EncoderRow.identity).where(used | moving).order_by(EncoderRow.id)).all()

    def sample(self, encoder: str, *, count: int) -> Sequence[tuple[str, "Vectors"]]:
        """`count` texts or fewer, from the oldest chunk to the newest, each with its vector by `encoder`."""
        with self._database.read() as session:
            its = ChunkRow.encoder_id == _id_of(encoder)
            first, last = session.execute(select(func.min(ChunkRow.id), func.max(ChunkRow.id)).where(its)).one()
            if first is None:
                return []
            starts = sorted({first + (last - first) * number // max(1, count - 1) for number in range(count)})
            wanted = (
                select(ChunkRow.text, ChunkRow.heading, ChunkRow.embedding).where(its).order_by(ChunkRow.id).limit(1)
            )
            rows = [session.execute(wanted.where(ChunkRow.id >= start)).one() for start in starts]
        texts = [under_heading(row.text, row.heading) for row in rows]
        return list(zip(texts, unpacked([row.embedding for row in rows]), strict=True))

    def identify(self, unknown: str, *, encoder: str) -> None:
        """All vectors of `unknown` are of `encoder`."""
        with self._database.write() as session:
            old = EncoderRow.identity == unknown
            if session.scalar(select(EncoderRow.id).where(EncoderRow.identity == encoder)) is None:
                session.execute(update(EncoderRow).where(old).values(identity=encoder))
                return
            its = ChunkRow.encoder_id == _id_of(unknown)
            session.execute(update(ChunkRow).where(its).values(encoder_id=_id_of(encoder)))
            session.execute(delete(EncoderRow).where(old))

    def stale(self, encoder: str) -> Mapping[str, int]:
        """Partitions that have vectors of others, and how many of their chunks still want one by `encoder`."""
        wanted = (
            select(ChunkRow.collection, func.count() - func.count(WaitingEmbeddingRow.chunk_id))
            .select_from(ChunkRow)
            .outerjoin(WaitingEmbeddingRow, _waits_for(encoder))
            .where(_of_another(encoder))
            .group_by(ChunkRow.collection)
            .order_by(ChunkRow.collection)
        )
        with self._database.read() as session:
            return dict(session.execute(wanted).all())

    def unread(self, partition: str, encoder: str, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Chunks above `after` that want a vector by `encoder`, ascending: id and text under its heading."""
        wanted = select(ChunkRow.id, ChunkRow.text, ChunkRow.heading).where(
            _unread(partition, encoder), ChunkRow.id > after
        )
        with self._database.read() as session:
            rows = session.execute(wanted.order_by(ChunkRow.id).limit(limit))
            return [(chunk_id, under_heading(text, heading)) for chunk_id, text, heading in rows]

    def keep(self, encoder: str, vectors: Mapping[int, "Vectors"]) -> None:
        """Vectors by chunk id, which wait; those of chunks that are gone by now are dropped."""
        embeddings = dict(zip(vectors, packed(list(vectors.values())), strict=True))
        with self._database.write() as session:
            made_by = encoder_id(session, encoder)
            alive = session.scalars(select(ChunkRow.id).where(ChunkRow.id.in_(embeddings))).all()
            rows = [{"chunk_id": one, "encoder_id": made_by, "embedding": embeddings[one]} for one in alive]
            session.execute(delete(_WAITING).where(_WAITING.c.chunk_id.in_(alive)))
            if rows:
                session.execute(insert(_WAITING), rows)

    def switch(self, partition: str, encoder: str) -> bool:
        """In one transaction: the waiting vectors are in force. False where a chunk still wants one by `encoder`."""
        with self._database.write() as session:
            if session.scalar(select(ChunkRow.id).where(_unread(partition, encoder)).limit(1)) is not None:
                return False
            if session.get(CollectionRow, partition) is not None:
                sequence, new = next_sequences(session, 1), encoder_id(session, encoder)
                session.merge(RenewalRow(collection=partition, sequence=sequence, encoder_id=new))
            return True

    def settle(self, encoders: Sequence[str], *, limit: int) -> bool:
        """Tidies up behind `switch`, at most `limit` vectors at once. False where nothing is left to do.

        Then nothing waits any more but vectors by `encoders`.
        """
        with self._database.write() as session:
            if _moved(session, limit):
                return True
            session.execute(update(RenewalRow).where(RenewalRow.encoder_id.is_not(None)).values(encoder_id=None))
            kept = [encoder_id(session, encoder) for encoder in encoders]
            session.execute(delete(_WAITING).where(_WAITING.c.encoder_id.not_in(kept)))
            return False

    def standing(self, partition: str) -> Standing:
        """Of one that is gone: English, without vectors."""
        made = select(ChunkRow.encoder_id).where(ChunkRow.collection == partition).distinct()
        with self._database.read() as session:
            row = session.get(CollectionRow, partition)
            encoders = session.scalars(select(EncoderRow.identity).where(EncoderRow.id.in_(made))).all()
            return Standing("en" if row is None else row.language, frozenset(encoders))

    def standings(self) -> Mapping[str, Standing]:
        """Of every partition that has vectors."""
        made = select(ChunkRow.collection, ChunkRow.encoder_id).distinct().subquery()
        wanted = (
            select(made.c.collection, CollectionRow.language, EncoderRow.identity)
            .join(CollectionRow, CollectionRow.key == made.c.collection)
            .join(EncoderRow, EncoderRow.id == made.c.encoder_id)
        )
        languages: dict[str, str] = {}
        encoders: dict[str, set[str]] = defaultdict(set)
        with self._database.read() as session:
            for partition, language, identity in session.execute(wanted):
                languages[partition] = language
                encoders[partition].add(identity)
        return {key: Standing(language, frozenset(encoders[key])) for key, language in languages.items()}


def _moved(session: Session, limit: int) -> int:
    """How many vectors that are in force were moved into their chunks."""
    in_force = (
        select(WaitingEmbeddingRow.chunk_id, WaitingEmbeddingRow.encoder_id, WaitingEmbeddingRow.embedding)
        .join(ChunkRow, ChunkRow.id == WaitingEmbeddingRow.chunk_id)
        .join(RenewalRow, RenewalRow.collection == ChunkRow.collection)
        .where(RenewalRow.encoder_id == WaitingEmbeddingRow.encoder_id)
        .limit(limit)
    )
    rows = [
        {"chunk": row.chunk_id, "made_by": row.encoder_id, "new": row.embedding} for row in session.execute(in_force)
    ]
    if rows:
        into = update(_CHUNKS).where(_CHUNKS.c.id == bindparam("chunk"))
        session.execute(into.values(encoder_id=bindparam("made_by"), embedding=bindparam("new")), rows)
        session.execute(delete(_WAITING).where(_WAITING.c.chunk_id.in_([row["chunk"] for row in rows])))
    return len(rows)


def _id_of(encoder: str) -> ScalarSelect[int]:
    return select(EncoderRow.id).where(EncoderRow.identity == encoder).scalar_subquery()


def _of_another(encoder: str) -> ColumnElement[bool]:
    return ChunkRow.encoder_id.in_(select(EncoderRow.id).where(EncoderRow.identity != encoder))


def _waits_for(encoder: str) -> ColumnElement[bool]:
    return and_(WaitingEmbeddingRow.chunk_id == ChunkRow.id, WaitingEmbeddingRow.encoder_id == _id_of(encoder))


def _unread(partition: str, encoder: str) -> ColumnElement[bool]:
    waits = exists().where(_waits_for(encoder))
    return and_(ChunkRow.collection == partition, _of_another(encoder), ~waits)
