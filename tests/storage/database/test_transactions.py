"""Opening, sharing and losing databases."""

import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.documents import Policy
from domain.errors import Misconfigured
from storage.database.transactions import Database, open_database
from storage.documents.rows import CollectionRow, CounterRow, VersionRow
from storage.stores import (
    SqlChunks,
    SqlCollections,
    SqlConversations,
)
from tests.storage.conftest import Library

DAY = timedelta(days=1)


@pytest.mark.sqlite
def test_a_database_is_durable_and_checks_its_references(database: Database) -> None:
    with database.read() as session:
        pragmas = [
            session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 30_000]


@pytest.mark.sqlite
def test_what_was_kept_is_there_when_it_is_opened_again(database: Database, url: str) -> None:
    database.close()
    again = open_database(url)
    assert [one.name for one in SqlCollections(again).list()] == ["default"]
    again.close()


def test_a_file_that_is_no_database_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "candor.db").write_bytes(b"not a database, but longer than a header of one hundred bytes" * 9)
    with pytest.raises(Misconfigured, match="damaged"):
        open_database(url)


@pytest.mark.sqlite
def test_a_damaged_database_says_what_to_do(library: Library, database: Database, url: str, tmp_path: Path) -> None:
    library.ready(chunks=500)
    database.close()
    file = tmp_path / "candor.db"
    content = bytearray(file.read_bytes())
    content[4096 * 4 :] = b"\xa5" * (len(content) - 4096 * 4)
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"damaged.*backup"):
        _read_everything(url)


def _read_everything(url: str) -> None:
    with closing(open_database(url)) as database:
        SqlChunks(database).changes("default", after=0, limit=500)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path}/file/candor.db")


def test_a_place_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "candor.db").mkdir()
    with pytest.raises(Misconfigured, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}/candor.db")


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite://", "sqlite:///:memory:", "sqlite:///file:a.db?uri=true", "nosuch://host/database"]
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured):
        open_database(url)


def test_many_threads_write_and_read_at_once(database: Database) -> None:
    conversations = SqlConversations(database)
    failures: list[BaseException] = []

    def use() -> None:
        try:
            for _ in range(5):
                made = conversations.create(title="", collection="default", owner=None, metadata={})
                assert conversations.get(made.id) == made
        except BaseException as failure:
            failures.append(failure)
            raise

    threads = [threading.Thread(target=use) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(conversations.list(owner=None, cursor=None, limit=999).items) == 200


@pytest.mark.sqlite
def test_a_database_that_is_opened_twice_takes_the_writes_of_both(database: Database, url: str) -> None:
    other = open_database(url)
    counted = select(func.count()).select_from(CollectionRow)
    threads = [threading.Thread(target=_create, args=(one, name)) for one, name in ((database, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with other.read() as session:
        assert session.scalar(counted) == 41
    other.close()


def _create(database: Database, name: str) -> None:
    for number in range(20):
        SqlCollections(database).create(f"{name}{number}", policy=Policy.HOLD, language="en")


WRITER = """
import sys
from storage.database.transactions import open_database
from tests.storage.conftest import Library
library = Library(open_database(sys.argv[1]))
while True:
    print(library.ready(f"{id(object())}-{len(library.documents.referenced_hashes())}.pdf", chunks=50).id, flush=True)
"""


@pytest.mark.sqlite
def test_all_that_was_acknowledged_survives_a_kill(database: Database, url: str) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(8)]
    writer.kill()
    acknowledged += writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()

    library = Library(database)
    assert all(library.documents.get(document_id).chunks == 50 for document_id in acknowledged)
    with database.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
        published = session.scalar(select(func.sum(VersionRow.chunks))) or 0
        assert session.scalar(select(CounterRow.value)) == published
    assert published in {50 * len(acknowledged), 50 * (len(acknowledged) + 1)}
    assert len(SqlChunks(database).changes("default", after=0, limit=10**6)) == published
