"""CSV files as typed tables in DuckDB, for benchmarks.tables: read by the project's own reading of tables."""

import io
from pathlib import Path

import duckdb

from domain.tables import Table
from ingest.charset import decode
from ingest.dialects import detect_dialect, detect_heading, split_hint
from ingest.table_rows import column_names
from tabular.columns import TypedTable, typed

_DEMO = Path(__file__).parent.parent / "corpora" / "demo"
_TYPES = {"number": "DOUBLE", "date": "DATE", "time": "TIME", "yes_no": "BOOLEAN", "text": "VARCHAR"}
_HEADING_RECORDS = 300


def missing(file: str, data: Path | None) -> bool:
    """Whether a file is not there to be asked."""
    return not _path(file, data).is_file()


def loaded(file: str, data: Path | None, connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    """The file as the table `name` of the database."""
    path = _path(file, data)
    header, rows = _read(path.read_bytes())
    found = typed(header, rows)
    table = Table(name, name, path.name, path.stem, found.columns, len(found.rows))
    _create(connection, table)
    _insert(connection, table, found, rows)
    return table


def _path(file: str, data: Path | None) -> Path:
    return _DEMO / file if "/" not in file or data is None else data / file


def _read(data: bytes) -> tuple[list[str], list[list[str]]]:
    text, _ = decode(data)
    hint, text = split_hint(text)
    dialect = detect_dialect(text, hint)
    read = dialect.records(io.StringIO(text, newline=""))
    records = [[cell.strip() for cell in record] for record in read if any(cell.strip() for cell in record)]
    heading = detect_heading(records[:_HEADING_RECORDS])
    width = max(map(len, records))
    rows = [record + [""] * (width - len(record)) for record in records[heading.preamble + heading.records :]]
    return column_names(heading.names or (), width), rows


def _create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f"{c.key} {_TYPES[c.kind]}, {c.key}_text VARCHAR" for c in table.columns)
    connection.execute(f'CREATE TABLE {table.id} ("row" INTEGER, {columns})')


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, found: TypedTable, rows: list[list[str]]) -> None:
    marks = ", ".join("?" * (1 + 2 * len(table.columns)))
    records = [
        [number, *(part for pair in zip(values, rows[number - 1], strict=True) for part in pair)]
        for number, values in zip(found.numbers, found.rows, strict=True)
    ]
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO {table.id} VALUES ({marks})", records)  # noqa: S608  # the benchmark's own name
    connection.execute("COMMIT")
