"""The order of changes: every chunk that appears or goes takes the next sequence."""

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.documents.rows import ChunkRow, CounterRow, TombstoneRow

_CHANGES = "changes"


def next_sequences(session: Session, count: int) -> int:
    """Takes `count` sequences and returns the first.

    Others who take some wait for this transaction to end, so sequences are committed in their order.
    """
    taken = (
        update(CounterRow)
        .where(CounterRow.name == _CHANGES)
        .values(value=CounterRow.value + count)
        .returning(CounterRow.value)
    )
    last: int = session.execute(taken, execution_options={"synchronize_session": False}).scalar_one()
    return last - count + 1


def bury(session: Session, which: ColumnElement[bool]) -> int:
    """Deletes the chunks that `which` holds for, leaves tombstones for the indexes, and says how many went."""
    count = session.scalar(select(func.count()).select_from(ChunkRow).where(which)) or 0
    if not count:
        return 0
    first = next_sequences(session, count)
    sequence = func.row_number().over(order_by=ChunkRow.id) + (first - 1)
    gone = select(sequence, ChunkRow.collection, ChunkRow.id).where(which)
    session.execute(insert(TombstoneRow).from_select(["sequence", "collection", "chunk_id"], gone))
    session.execute(delete(ChunkRow).where(which), execution_options={"synchronize_session": False})
    return count
