"""A real database in a folder of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.documents import Document, Job, Policy
from storage.database.transactions import Database, open_database
from storage.stores import SqlCollections, SqlDocuments, SqlJobs
from tests.storage import samples


@pytest.fixture
def clock() -> samples.Clock:
    return samples.Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/candor.db"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the collection `default`, made once."""
    file = tmp_path_factory.mktemp("fresh") / "candor.db"
    database = open_database(f"sqlite:///{file}", clock=samples.Clock())
    SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
    database.close()
    return file


@pytest.fixture
def database(url: str, fresh: Path, tmp_path: Path, clock: samples.Clock) -> Iterator[Database]:
    shutil.copy(fresh, tmp_path / "candor.db")
    database = open_database(url, clock=clock)
    yield database
    database.close()


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
