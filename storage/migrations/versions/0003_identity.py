"""What made each vector and each answer, a hash of each chunk's text, and the tables for changing the encoder."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "encoders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_encoders"),
        sa.UniqueConstraint("identity", name="uq_encoders_identity"),
    )
    op.add_column("answers", sa.Column("made_by", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("chunks", sa.Column("encoder_id", sa.Integer(), nullable=True))
    op.add_column("chunks", sa.Column("sha256", sa.Text(), nullable=True))
    _name_unknown_encoders(op.get_bind())
    _hash_chunks(op.get_bind())
    # SQLite copies the table; the embedding stays last, so that a chunk's text is read without it.
    columns = tuple("id collection document_id start end page first_row last_row encoder_id sha256 text embedding".split())
    with op.batch_alter_table("chunks", partial_reordering=[columns]) as chunks:
        chunks.alter_column("encoder_id", existing_type=sa.Integer(), nullable=False)
        chunks.alter_column("sha256", existing_type=sa.Text(), nullable=False)
        chunks.create_foreign_key("fk_chunks_encoder_id", "encoders", ["encoder_id"], ["id"])
    op.create_index("ix_chunks_encoder_id_collection", "chunks", ["encoder_id", "collection"])
    op.create_table(
        "waiting_embeddings",
        sa.Column("chunk_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("encoder_id", sa.Integer(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chunk_id"], ["chunks.id"], name="fk_waiting_embeddings_chunk_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoders.id"], name="fk_waiting_embeddings_encoder_id"),
        sa.PrimaryKeyConstraint("chunk_id", name="pk_waiting_embeddings"),
    )
    op.create_table(
        "renewals",
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("sequence", ROW_ID, nullable=False),
        sa.Column("encoder_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["collection"], ["collections.key"], name="fk_renewals_collection", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoders.id"], name="fk_renewals_encoder_id"),
        sa.PrimaryKeyConstraint("collection", name="pk_renewals"),
    )


def _name_unknown_encoders(connection: sa.Connection) -> None:
    """Nobody recorded whose vectors they are; those of another length are another encoder's for sure."""
    lengths = connection.execute(sa.text("SELECT DISTINCT length(embedding) FROM chunks")).scalars().all()
    made_by = "(SELECT id FROM encoders WHERE identity = :identity)"
    for length in lengths:
        named = {"identity": f"unknown:{length // 2}"}
        connection.execute(sa.text("INSERT INTO encoders (identity) VALUES (:identity)"), named)
        connection.execute(
            sa.text(f"UPDATE chunks SET encoder_id = {made_by} WHERE length(embedding) = :length"),
            named | {"length": length},
        )


def _hash_chunks(connection: sa.Connection) -> None:
    last = 0
    page = sa.text("SELECT id, text FROM chunks WHERE id > :last ORDER BY id LIMIT :batch")
    while rows := connection.execute(page, {"last": last, "batch": BATCH}).all():
        hashes = [{"id": row.id, "sha256": hashlib.sha256(row.text.encode()).hexdigest()} for row in rows]
        connection.execute(sa.text("UPDATE chunks SET sha256 = :sha256 WHERE id = :id"), hashes)
        last = rows[-1].id
