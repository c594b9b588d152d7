"""Whether the database can be used, found out in a few milliseconds."""

from sqlalchemy import ColumnClause, literal_column, select, update
from sqlalchemy.exc import DBAPIError

from domain.errors import Misconfigured
from storage.database.transactions import Database
from storage.documents.rows import CounterRow
from storage.schema import METADATA

_EVERYTHING: ColumnClause[object] = literal_column("*")


def probe(database: Database) -> None:
    """Reads a row at each end of each table and, where nobody else writes just now, begins to write.

    Raises what using the database would: `Misconfigured` for a damaged one, also where that showed earlier in a place
    that this does not look at, and `StorageFull` for one that cannot be written.
    """
    if database.damage is not None:
        raise database.damage
    try:
        _read(database)
        with database.written_to_no_end() as session:
            if session is not None:
                session.execute(update(CounterRow).values(value=CounterRow.value))
    except DBAPIError as failure:
        raise Misconfigured(
            "The database lacks a table, or a table is not as it should be. Stop Candor and restore a backup."
        ) from failure


def _read(database: Database) -> None:
    with database.read() as session:
        for table in METADATA.sorted_tables:
            key = next(iter(table.primary_key))
            for order in (key, key.desc()):
                session.execute(select(_EVERYTHING).select_from(table).order_by(order).limit(1)).all()
