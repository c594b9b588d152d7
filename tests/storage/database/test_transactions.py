"""Opening, migrating and losing databases."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.documents import DocumentStatus, Policy
from domain.errors import Misconfigured
from storage import migrations
from storage.database.transactions import Database, open_database
from storage.documents.rows import CollectionRow, CounterRow, VersionRow
from storage.schema import METADATA
from storage.stores import (
    SqlAnswers,
    SqlChunks,
    SqlCollections,
    SqlConversations,
    SqlEmbeddings,
    SqlEscalations,
    SqlKeys,
    SqlQuality,
)
from tests.storage import samples
from tests.storage.conftest import Library

DAY = timedelta(days=1)


def test_the_migrations_make_the_tables_that_the_code_expects(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_database_is_durable_and_checks_its_references(database: Database) -> None:
    with database.read() as session:
        pragmas = [
            session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 30_000]


def test_what_was_kept_is_there_when_it_is_opened_again(database: Database, url: str) -> None:
    database.close()
    again = open_database(url)
    assert [one.name for one in SqlCollections(again).list()] == ["default"]
    again.close()


def test_jobs_of_the_first_version_are_read_again_from_their_start(url: str) -> None:
    with at_version(url, "0001") as connection:
        for statement in FIRST_VERSION_JOB:
            connection.exec_driver_sql(statement)
    with closing(open_database(url)) as upgraded:
        library = Library(upgraded)
        assert library.documents.get("doc_1").status is DocumentStatus.QUEUED
        job = library.claim()
        assert (job.document_id, job.attempt, job.owner, job.bytes) == ("doc_1", 1, "key_1", 9)
        assert library.publish(job)


FIRST_VERSION_JOB = (
    "INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 1)",
    "INSERT INTO documents VALUES ('doc_1', 'default', 'a.txt', 'key_1', 1, NULL, 1)",
    "INSERT INTO document_versions VALUES ('doc_1', 1, 'text/plain', 'ab', 9, 'embedding', NULL, 0, NULL, 3, 7, NULL)",
    "INSERT INTO jobs VALUES (1, 'doc_1', 1, 3, 'reader', 9223372036854775807)",
)


@contextmanager
def at_version(url: str, version: str) -> Iterator[Connection]:
    """A connection to a new database as an earlier Candor left it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        yield connection
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    database.close()
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match=r"has version 9999.*up to \d{4}.*newer Candor"):
        open_database(url)


def test_a_database_of_something_else_is_left_alone(url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "candor.db")) as file, file:
        file.execute("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(Misconfigured, match="not Candor's"):
        open_database(url)


def test_a_file_that_is_no_database_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "candor.db").write_bytes(b"not a database, but longer than a header of one hundred bytes" * 9)
    with pytest.raises(Misconfigured, match="damaged"):
        open_database(url)


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


def test_the_tables_are_written_so_that_postgresql_takes_them() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


def test_hot_queries_walk_an_index(library: Library, database: Database) -> None:
    conversation = SqlConversations(database).create(title="", collection="default", owner="key_1", metadata={})
    with _statements() as statements:
        document = library.ready(chunks=50)
        SqlChunks(database).changes("default", after=10, limit=5)
        SqlChunks(database).head("default")
        SqlChunks(database).chunks([1, 2])
        SqlEmbeddings(database).keep("two", dict(enumerate(samples.vectors(3), start=1)))
        SqlEmbeddings(database).unread("default", "two", after=10, limit=5)
        SqlConversations(database).messages(conversation.id)
        SqlConversations(database).list(owner="key_1", cursor=None, limit=5)
        saved = samples.answer(conversation.id)
        SqlAnswers(database).save(saved, samples.escalation())
        SqlAnswers(database).get(saved.id)
        SqlEscalations(database).human_reply(saved.id)
        SqlEscalations(database).of_conversation(conversation.id)
        SqlQuality(database).series(collection=None, model=None, since=samples.START - DAY, step=DAY)
        SqlKeys(database).find("0" * 64)
        library.documents.list("default", status=None, cursor=None, limit=5)
        library.documents.delete(document.id)
        SqlConversations(database).delete(conversation.id)
    with database.read() as session:
        for statement, parameters in statements:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            small = r"jobs|encoders|\(subquery"
            scans = [step[3] for step in plan if re.match(rf"SCAN (?!.*USING .*INDEX)(?!{small})", step[3])]
            assert not scans, statement


@contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    """What is sent to any database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        statement, parameters, many = call[2], call[3], call[5]
        if re.match("SELECT|UPDATE|DELETE|INSERT", statement):
            sent.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
