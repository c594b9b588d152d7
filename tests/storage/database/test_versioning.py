"""How a database gets to this version, and which ones do not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from domain.documents import DocumentStatus
from domain.errors import Misconfigured
from storage import migrations
from storage.database.transactions import Database, open_database
from storage.schema import METADATA
from tests.storage.conftest import Library

pytestmark = pytest.mark.sqlite


def test_the_migrations_make_the_tables_that_the_code_expects(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


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
