"""Which documents hold tables that can be computed over."""

import pytest

from domain.documents import Chunk
from domain.kept_tables import FORM, KeptTable, TableSource
from domain.places import Rows
from storage.database.transactions import Database
from storage.documents import table_store
from storage.stores import SqlChunks, SqlTables
from tests.storage import samples
from tests.storage.conftest import Library


@pytest.fixture
def tables(database: Database) -> SqlTables:
    return SqlTables(database)


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


def read(library: Library, name: str = "a.csv", *, tables: SqlTables | None = None, held: int = 1) -> str:
    document = library.add(name)
    job = library.claim()
    if tables is not None:
        tables.note(document.id, job.version, held)
    assert library.publish(job)
    return document.id


def test_only_visible_versions_with_tables_are_sources(library: Library, tables: SqlTables) -> None:
    with_tables = read(library, "a.csv", tables=tables)
    read(library, "b.csv", tables=tables, held=0)
    waiting = library.add("c.csv")
    tables.note(waiting.id, 1, 2)
    [source] = tables.sources(["default"])
    assert (source.document_id, source.version, source.document) == (with_tables, 1, "a.csv")
    assert tables.sources(["another"]) == []


def test_a_new_version_takes_the_place_of_the_old(library: Library, tables: SqlTables) -> None:
    document = read(library, "a.csv", tables=tables)
    library.add("a.csv")
    job = library.claim()
    tables.note(document, 2, 3)
    assert [source.version for source in tables.sources(["default"])] == [1]
    library.publish(job)
    assert [source.version for source in tables.sources(["default"])] == [2]


def test_a_deleted_document_is_no_source_and_cannot_become_one(library: Library, tables: SqlTables) -> None:
    document = read(library, "a.csv", tables=tables)
    library.documents.delete(document)
    tables.note(document, 1, 1)
    assert tables.sources(["default"]) == []


def test_documents_of_before_wait_to_be_looked_at(library: Library, tables: SqlTables) -> None:
    first, second = sorted(read(library, name) for name in ("a.csv", "b.csv"))
    assert [source.document_id for source in tables.unread(after="", limit=1)] == [first]
    assert [source.document_id for source in tables.unread(after=first, limit=9)] == [second]
    tables.note(first, 1, 1)
    assert [source.document_id for source in tables.unread(after="", limit=9)] == [second]
    assert [source.document_id for source in tables.holding(after="", limit=9)] == [first]


def test_after_a_change_of_form_all_wait_again(
    library: Library, tables: SqlTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read(library, tables=tables)
    monkeypatch.setattr(table_store, "FORM", FORM + 1)
    assert [source.document_id for source in tables.unread(after="", limit=9)] == [document]


def test_rows_are_found_in_the_chunks_that_hold_them(library: Library, database: Database) -> None:
    library.add("a.csv")
    job = library.claim()
    chunks = [Chunk(f"rows {n}", n * 10, n * 10 + 6, Rows(n * 5 + 1, n * 5 + 5)) for n in range(4)]
    library.jobs.publish(job, samples.parsed(), chunks, samples.vectors(4), encoder="one")
    source = TableSource(job.document_id, 1, "a.csv", "default", job.sha256, job.media_type)
    table = KeptTable("t_1", None, None, 0, 46, 20, ())
    found = SqlChunks(database).of_rows(source, table, [7, 18, 19], limit=9)
    assert [chunk.chunk.text for chunk in found] == ["rows 1", "rows 3"]


def test_rows_without_numbers_are_found_by_where_their_table_stands(library: Library, database: Database) -> None:
    library.add("a.pdf")
    job = library.claim()
    library.publish(job)
    source = TableSource(job.document_id, 1, "a.pdf", "default", job.sha256, job.media_type)
    table = KeptTable("t_1", None, None, 12, 25, 20, ())
    found = SqlChunks(database).of_rows(source, table, [1], limit=9)
    assert [chunk.chunk.text for chunk in found] == ["word 1", "word 2"]
