"""What a database's own errors mean for people."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

from domain.errors import CandorError, Misconfigured, Overloaded, StorageFull
from storage.database.failures import meaning
from storage.database.transactions import Database
from storage.probing import probe
from storage.schema import METADATA
from storage.stores import SqlCollections
from tests.storage.conftest import Library


def failure(code: int) -> OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Overloaded, "Try again"),
        (sqlite3.SQLITE_FULL, StorageFull, "disk is full"),
        (sqlite3.SQLITE_IOERR_FSYNC, Misconfigured, "the disk failed"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StorageFull, "cannot be written"),
        (sqlite3.SQLITE_CORRUPT_INDEX, Misconfigured, "restore a backup"),
    ],
)
def test_an_error_that_people_can_mend_says_how(code: int, kind: type[CandorError], advice: str) -> None:
    meant = meaning(failure(code), "sqlite:///candor.db")
    assert isinstance(meant, kind)
    assert advice in str(meant)


def test_a_fault_of_ours_stays_what_it_is() -> None:
    assert meaning(failure(sqlite3.SQLITE_MISUSE), "sqlite:///candor.db") is None


@pytest.mark.parametrize("pragma", ["max_page_count = 1", "query_only = ON"])
def test_a_disk_that_refuses_a_write_loses_nothing_that_was_kept_and_names_no_place(
    database: Database, pragma: str, tmp_path: Path
) -> None:
    with pytest.raises(StorageFull) as refused:
        _write_much(database, pragma)
    assert str(tmp_path) not in str(refused.value)
    assert SqlCollections(database).get("default").language == "en"


def _write_much(database: Database, pragma: str) -> None:
    with database.connection() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("UPDATE collections SET language = hex(randomblob(1000000))")


def test_a_database_that_works_passes_its_probe_also_beside_a_writer(database: Database) -> None:
    probe(database)
    with database.write():
        probe(database)


@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
def test_a_table_that_is_gone_fails_the_probe(database: Database, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
        file.execute(f"DROP TABLE {table}")
    with pytest.raises(Misconfigured, match="restore a backup"):
        probe(database)


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
        raise failure(sqlite3.SQLITE_CORRUPT)
    with pytest.raises(Misconfigured, match="damaged"):
        probe(database)


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
