"""A real database in a folder of its own."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from domain.documents import Document, Job, Policy
from storage.database.transactions import Database, open_database
from storage.schema import METADATA
from storage.stores import SqlCollections, SqlDocuments, SqlJobs
from tests.postgresql import Cluster
from tests.storage import samples


@pytest.fixture
def clock() -> samples.Clock:
    return samples.Clock()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What works on a database works on each kind, but for modules that say that they are about SQLite."""
    if "dialect" in metafunc.fixturenames and metafunc.definition.get_closest_marker("sqlite") is None:
        dialects = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
        metafunc.parametrize("dialect", dialects, indirect=True)


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/candor.db"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the collection `default`, made once."""
    file = tmp_path_factory.mktemp("fresh") / "candor.db"
    _make(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def fresh_database(cluster: Cluster) -> str:
    """The same on PostgreSQL."""
    name = cluster.new()
    _make(cluster.url(name))
    return name


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest, clock: samples.Clock) -> Iterator[Database]:
    """Only what a test asks for is started, so that those of SQLite start no PostgreSQL."""
    with closing(open_database(request.getfixturevalue(f"{dialect}_url"), clock=clock)) as database:
        yield database


@pytest.fixture
def sqlite_url(url: str, fresh: Path, tmp_path: Path) -> str:
    shutil.copy(fresh, tmp_path / "candor.db")
    return url


class Renewed:
    """A database that is as it was once a test is over: copying one takes 70 times as long."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(url, poolclass=NullPool)
        with self._engine.connect() as connection:
            found = {table: connection.execute(select(table)).mappings().all() for table in METADATA.sorted_tables}
        self._rows = {table: [dict(row) for row in rows] for table, rows in found.items() if rows}

    def renew(self) -> None:
        """Nobody may be connected to it."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")  # whatever refers to what
            connection.exec_driver_sql("; ".join(f"DELETE FROM {table.name}" for table in METADATA.sorted_tables))  # noqa: S608 - ours
            for table, rows in self._rows.items():
                connection.execute(table.insert(), rows)


@pytest.fixture(scope="session")
def renewed(cluster: Cluster, fresh_database: str) -> Renewed:
    return Renewed(cluster.url(cluster.new(like=fresh_database)))


@pytest.fixture
def postgresql_url(renewed: Renewed) -> Iterator[str]:
    yield renewed.url
    renewed.renew()


def _make(url: str) -> None:
    with closing(open_database(url, clock=samples.Clock())) as database:
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")


class Library:
    """Documents, put in and read as the server does it."""

    def __init__(self, database: Database) -> None:
        self.documents, self.jobs = SqlDocuments(database), SqlJobs(database)

    def add(self, name: str = "guide.pdf", *, content: str = "", collection: str = "default") -> Document:
        return self.documents.add(samples.upload(name, content=content, collection=collection))[0]

    def claim(self) -> Job:
        job = self.jobs.claim(worker="one", lease=samples.LEASE)
        assert job is not None
        return job

    def publish(self, job: Job, *, chunks: int = 3, encoder: str = "one") -> bool:
        return self.jobs.publish(
            job, samples.parsed(), samples.chunks(chunks), samples.vectors(chunks), encoder=encoder
        )

    def ready(self, name: str = "guide.pdf", *, chunks: int = 3, collection: str = "default") -> Document:
        document = self.add(name, collection=collection)
        assert self.publish(self.claim(), chunks=chunks)
        return self.documents.get(document.id)


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)
