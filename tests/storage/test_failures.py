"""What a database's own errors mean for people."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from domain.errors import CandorError, Misconfigured, Overloaded
from storage.database import Database
from storage.failures import meaning
from storage.stores import SqlCollections


def failure(code: int) -> OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Overloaded, "Try again"),
        (sqlite3.SQLITE_FULL, Misconfigured, "Free some"),
        (sqlite3.SQLITE_IOERR_FSYNC, Misconfigured, "the disk failed"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Misconfigured, "the right to write"),
        (sqlite3.SQLITE_CORRUPT_INDEX, Misconfigured, "restore a backup"),
    ],
)
def test_an_error_that_people_can_mend_says_how(code: int, kind: type[CandorError], advice: str) -> None:
    meant = meaning(failure(code), "sqlite:///candor.db")
    assert isinstance(meant, kind)
    assert advice in str(meant)


def test_a_fault_of_ours_stays_what_it_is() -> None:
    assert meaning(failure(sqlite3.SQLITE_MISUSE), "sqlite:///candor.db") is None


@pytest.mark.parametrize(
    ("pragma", "advice"), [("max_page_count = 1", "no room left"), ("query_only = ON", "cannot be written")]
)
def test_a_disk_that_refuses_a_write_loses_nothing_that_was_kept(database: Database, pragma: str, advice: str) -> None:
    with pytest.raises(Misconfigured, match=advice):
        _write_much(database, pragma)
    assert SqlCollections(database).get("default").language == "en"


def _write_much(database: Database, pragma: str) -> None:
    with database.connection() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("UPDATE collections SET language = hex(randomblob(1000000))")
