"""What a database's own errors mean for people."""

import sqlite3
from pathlib import Path

import pytest

from domain.errors import CandorError, Misconfigured, Overloaded, StorageFull
from storage.database.failures import meaning
from storage.database.transactions import Database
from storage.stores import SqlCollections
from tests.storage import samples

pytestmark = pytest.mark.sqlite


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
    meant = meaning(samples.failure(code), "sqlite:///candor.db")
    assert isinstance(meant, kind)
    assert advice in str(meant)


def test_a_fault_of_ours_stays_what_it_is() -> None:
    assert meaning(samples.failure(sqlite3.SQLITE_MISUSE), "sqlite:///candor.db") is None


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
