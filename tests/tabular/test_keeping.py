"""Tables of documents are kept as files and asked in processes that can do no harm."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.documents import MediaType
from domain.errors import NotComputed
from domain.kept_tables import CellTable, TableSource, packed
from domain.tables import ColumnKind, TableQuery, TableResult
from tabular.keeping import ASKING, KeptTables

SHA256 = "ab" * 32
CSV = MediaType.CSV
NAMES = ("City", "Amount", "Paid on", "Open", "At")
ROWS = (
    (1, ("Pécs", "1,200.50 EUR", "2025-03-09", "yes", "08:30")),
    (2, ("Győr", "800 EUR", "2025-04-01", "no", "12:00")),
    (5, ("Eger", "", "2025-04-02", "no", "18:15")),
)
TABLE = CellTable("Orders", None, NAMES, ROWS, 0, 99)
SOURCE = TableSource("doc_1", 1, "orders.csv", "default", SHA256, CSV)


class Needed:
    """Which hashes some version needs."""

    def __init__(self) -> None:
        self.hashes = {SHA256}

    def __call__(self, sha256: str) -> bool:
        return sha256 in self.hashes


@pytest.fixture
def needed() -> Needed:
    return Needed()


@pytest.fixture
def kept(tmp_path: Path, needed: Needed) -> Iterator[KeptTables]:
    tables = KeptTables(tmp_path / "tables", needed=needed)
    assert tables.keep(SHA256, CSV, packed([TABLE])) == 1
    yield tables
    tables.close()


def query(kept: KeptTables, sql: str, *values: str | float) -> TableQuery:
    [table] = kept.tables(SHA256, CSV) or ()
    sql = sql.replace("$", table.id)
    return TableQuery(table.of(SOURCE), sql, values, "", f'SELECT "row", c1_text FROM {table.id} ORDER BY "row"', ())  # noqa: S608 - a name of ours


def test_columns_have_types_and_cells_stay_as_they_stand(kept: KeptTables) -> None:
    [table] = kept.tables(SHA256, CSV) or ()
    kinds = [ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.YES_NO, ColumnKind.TIME]
    assert [column.kind for column in table.columns] == kinds
    assert (table.title, table.rows) == ("Orders", 3)
    result = kept.run(SOURCE, query(kept, "SELECT c1, c2, c2_text, c3, c4, c5 FROM $ WHERE c2 > ?", 1000.0))
    assert result.rows == (("Pécs", 1200.5, "1,200.50 EUR", "2025-03-09", True, "08:30:00"),)


def test_the_rows_behind_a_result_come_with_their_numbers_in_the_file(kept: KeptTables) -> None:
    result = kept.run(SOURCE, query(kept, "SELECT count(*), sum(c2) FROM $"))
    assert result == TableResult(result.columns, ((3, 2000.5),), ((1, "Pécs"), (2, "Győr"), (5, "Eger")), 3)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM $",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "COPY $ TO '/tmp/candor-test-copy.csv'",
        "ATTACH '/tmp/candor-test.duckdb'",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "INSTALL httpfs",
        "SELECT c9 FROM $",
        "",
    ],
)
def test_anything_but_one_select_over_the_tables_is_refused(kept: KeptTables, sql: str) -> None:
    with pytest.raises(NotComputed):
        kept.run(SOURCE, query(kept, sql))
    assert kept.run(SOURCE, query(kept, "SELECT count(*) FROM $")).rows == ((3,),)


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_runs(tmp_path: Path, needed: Needed) -> None:
    tables = KeptTables(tmp_path / "tables", needed=needed, asking=replace(ASKING, wall_seconds=0.3))
    tables.keep(SHA256, CSV, packed([TABLE]))
    slow = "SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3"
    with pytest.raises(NotComputed, match="late"):
        tables.run(SOURCE, query(tables, slow))
    tables.close()


def test_a_query_that_takes_too_much_memory_is_ended(kept: KeptTables) -> None:
    hungry = "SELECT count(*) FROM (SELECT DISTINCT range::VARCHAR || repeat('x', 1000) FROM range(3000000))"
    with pytest.raises(NotComputed):
        kept.run(SOURCE, query(kept, hungry))


def test_what_is_deleted_is_in_no_file_any_more(kept: KeptTables, needed: Needed, tmp_path: Path) -> None:
    asked = query(kept, "SELECT count(*) FROM $")
    kept.drop(SHA256)
    assert kept.tables(SHA256, CSV) is not None  # a version needs it still
    needed.hashes.clear()
    kept.drop(SHA256)
    assert [file for file in (tmp_path / "tables").rglob("*") if file.is_file()] == []
    assert kept.tables(SHA256, CSV) is None
    with pytest.raises(NotComputed):
        kept.run(SOURCE, asked)


def test_bytes_that_were_deleted_meanwhile_leave_nothing(tmp_path: Path) -> None:
    tables = KeptTables(tmp_path / "tables", needed=lambda _: False)
    tables.keep(SHA256, CSV, packed([TABLE]))
    assert [file for file in (tmp_path / "tables").rglob("*") if file.is_file()] == []
    tables.close()


def test_sweeping_leaves_what_is_needed(kept: KeptTables, needed: Needed) -> None:
    kept.sweep(frozenset({SHA256}))
    assert kept.run(SOURCE, query(kept, "SELECT count(*) FROM $")).rows == ((3,),)
    needed.hashes.clear()
    kept.sweep(frozenset())
    assert kept.tables(SHA256, CSV) is None


def test_tables_are_there_after_a_restart(kept: KeptTables, tmp_path: Path, needed: Needed) -> None:
    again = KeptTables(tmp_path / "tables", needed=needed)
    assert again.tables(SHA256, CSV) == kept.tables(SHA256, CSV)
    again.close()


def test_a_document_without_tables_was_looked_at(kept: KeptTables, needed: Needed) -> None:
    needed.hashes.add("cd" * 32)
    assert kept.tables("cd" * 32, CSV) is None
    assert kept.keep("cd" * 32, CSV, b"") == 0
    assert kept.tables("cd" * 32, CSV) == ()


def test_a_damaged_file_is_one_that_nobody_looked_at(tmp_path: Path, needed: Needed) -> None:
    tables = KeptTables(tmp_path / "tables", needed=needed)
    tables.keep(SHA256, CSV, packed([TABLE]))
    tables.close()
    [schema] = (tmp_path / "tables").rglob("*.json")
    schema.write_text('{"form": 1, "tables": [{"id": 3}]}')
    assert KeptTables(tmp_path / "tables", needed=needed).tables(SHA256, CSV) is None


def test_closing_ends_a_query_that_runs(tmp_path: Path, needed: Needed) -> None:
    tables = KeptTables(tmp_path / "tables", needed=needed, asking=replace(ASKING, wall_seconds=60, cpu_seconds=60))
    tables.keep(SHA256, CSV, packed([TABLE]))
    slow = query(tables, "SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3")
    ended: list[Exception] = []

    def ask() -> None:
        try:
            tables.run(SOURCE, slow)
        except NotComputed as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    tables.close()
    thread.join(timeout=60)
    assert len(ended) == 1
