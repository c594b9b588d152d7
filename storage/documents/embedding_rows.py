"""The tables of encoders and of what is done when another one is set."""

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.column_types import ROW_ID
from storage.database.rows import Row


class EncoderRow(Row):
    """Something that made vectors; see `domain.ports.Encoder.identity`."""

    __tablename__ = "encoders"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    identity: Mapped[str] = mapped_column(unique=True)


class WaitingEmbeddingRow(Row):
    """A chunk's next vector. It counts once its partition's renewal names its encoder; then it moves into the chunk."""

    __tablename__ = "waiting_embeddings"
    chunk_id: Mapped[int] = mapped_column(
        ROW_ID, ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    encoder_id: Mapped[int] = mapped_column(ForeignKey("encoders.id"))
    embedding: Mapped[bytes] = mapped_column(LargeBinary)


class RenewalRow(Row):
    """The last change at which a partition's vectors were replaced.

    `encoder_id` says whose waiting vectors are in force; null once they have moved into the chunks.
    """

    __tablename__ = "renewals"
    collection: Mapped[str] = mapped_column(ForeignKey("collections.key", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(ROW_ID)
    encoder_id: Mapped[int | None] = mapped_column(ForeignKey("encoders.id"))


def encoder_id(session: Session, identity: str) -> int:
    """The encoder's row, made where there is none yet."""
    row = session.scalars(select(EncoderRow).where(EncoderRow.identity == identity)).one_or_none()
    if row is None:
        row = EncoderRow(identity=identity)
        session.add(row)
        session.flush()
    return row.id
