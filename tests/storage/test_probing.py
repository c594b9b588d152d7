"""Whether a database can be used, found out before somebody needs it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from domain.errors import Misconfigured, StorageFull
from storage.database.transactions import Database
from storage.probing import probe
from storage.schema import METADATA
from tests.storage import samples
from tests.storage.conftest import Library


def test_a_database_that_works_passes_its_probe_also_beside_a_writer(database: Database) -> None:
    probe(database)
    with database.write():
        probe(database)
    assert database.damage is None


@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
@pytest.mark.sqlite
def test_a_table_that_is_gone_fails_the_probe(database: Database, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
        file.execute(f"DROP TABLE {table}")
    with pytest.raises(Misconfigured, match="restore a backup"):
        probe(database)


@pytest.mark.sqlite
def test_a_database_whose_pages_are_overwritten_fails_the_probe(
    library: Library, database: Database, tmp_path: Path
) -> None:
    library.ready(chunks=500)
    database.close()
    with (tmp_path / "candor.db").open("r+b") as file:
        file.seek(4096 * 4)
        file.write(b"\xa5" * 4096 * 60)
    with pytest.raises(Misconfigured, match="restore a backup"):
        probe(database)


def test_damage_that_showed_anywhere_fails_the_probe_from_then_on(database: Database) -> None:
    with pytest.raises(Misconfigured), database.read():
        raise samples.failure(sqlite3.SQLITE_CORRUPT)
    with pytest.raises(Misconfigured, match="damaged"):
        probe(database)


@pytest.mark.sqlite
def test_a_database_that_cannot_be_written_fails_the_probe(database: Database) -> None:
    def read_only(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    database.close()  # so that the next connections are new ones
    event.listen(Pool, "connect", read_only)
    try:
        with pytest.raises(StorageFull):
            probe(database)
    finally:
        event.remove(Pool, "connect", read_only)
