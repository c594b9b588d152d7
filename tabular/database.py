"""A document's tables in a file of DuckDB's. Imported in a child process only.

Each table has the column `row` (its number in the file), and for each column of the document its key with the typed
value, null where it has none, and `<key>_text` with the cell as it stands.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from children.frames import pack
from domain.kept_tables import CellTable, KeptTable, unpacked
from domain.tables import Column, ColumnKind
from tabular.columns import TypedTable, Value, typed

MOST_ROWS = 1_000
MOST_SOURCES = 50
_MOST_CELL_CHARACTERS = 2_000
_BLOCK_BYTES = 16_384  # of 262,144 by default a table of ten rows takes half a megabyte
_MEMORY = "384MB"
_TYPES = {
    ColumnKind.NUMBER: "DOUBLE",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIME: "TIME",
    ColumnKind.YES_NO: "BOOLEAN",
    ColumnKind.TEXT: "VARCHAR",
}
_CONFINED: Mapping[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": _MEMORY,
    "enable_external_access": "false",
    "temp_directory": "",  # behind the line above: DuckDB refuses it before
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


def build(cells: Path, database: Path, *, name: str) -> bytes:
    """A frame with the schema of the tables in `cells` (see `packed`), which are then in `database`.

    `name` begins their names in SQL.
    """
    kept = []
    with closing(duckdb.connect(":memory:", config={"threads": 1, "memory_limit": _MEMORY})) as connection:
        connection.execute(f"ATTACH '{database}' AS kept (BLOCK_SIZE {_BLOCK_BYTES})")
        for number, table in enumerate(unpacked(cells.read_bytes()), 1):
            found = typed(table.names, [row for _, row in table.rows])
            if found.rows:
                made = _kept(f"{name}_{number}", table, found)
                _write(connection, made, table, found)
                kept.append(made)
        connection.execute("DETACH kept")
    return pack({"built": len(kept)}, json.dumps([asdict(table) for table in kept]).encode())


def answer(database: Path, query: Mapping[str, Any]) -> bytes:
    """A frame with what a query gives and the rows that it is computed over, or with `refused`: why it does not run."""
    try:
        with closing(duckdb.connect(str(database), read_only=True, config=dict(_CONFINED))) as connection:
            columns, rows = _select(connection, query["sql"], query["values"], most=MOST_ROWS)
            _, sources = _select(connection, query["rows_sql"], query["rows_values"], most=MOST_SOURCES)
            count = _count(connection, query["rows_sql"], query["rows_values"])
    except (duckdb.Error, ValueError) as error:
        return pack({"refused": type(error).__name__})
    body = {"columns": columns, "rows": rows, "sources": sources, "source_count": count}
    return pack({"answered": True}, json.dumps(body).encode())


def _kept(name: str, table: CellTable, found: TypedTable) -> KeptTable:
    return KeptTable(
        id=name,
        title=table.title,
        sheet=table.sheet,
        start=table.start,
        end=table.end,
        rows=len(found.rows),
        columns=found.columns,
        section=table.section,
        subject=table.subject,
        page=table.page,
        notes=table.notes,
    )


def _write(connection: duckdb.DuckDBPyConnection, kept: KeptTable, table: CellTable, found: TypedTable) -> None:
    """Texts go in as they are, whole columns at once, and are cast there."""
    columns = {"row": np.array([table.rows[number - 1][0] for number in found.numbers], dtype=np.int32)}
    for index, column in enumerate(found.columns):
        texts = (table.rows[number - 1][1] for number in found.numbers)
        columns[f"{column.key}_text"] = _objects(_short(row[index]) if index < len(row) else None for row in texts)
        columns[column.key] = _objects(_plain(row[index]) for row in found.rows)
    connection.register("incoming", columns)
    wanted = ", ".join(["row", *(part for column in kept.columns for part in _selected(column))])
    connection.execute(f'CREATE TABLE kept."{kept.id}" AS SELECT {wanted} FROM incoming ORDER BY row')  # noqa: S608 - names of ours
    connection.unregister("incoming")


def _selected(column: Column) -> tuple[str, str]:
    return (
        f"TRY_CAST({column.key} AS {_TYPES[column.kind]}) AS {column.key}",
        f"CAST({column.key}_text AS VARCHAR) AS {column.key}_text",
    )


def _objects(values: Iterator[str | None]) -> "np.ndarray[Any, Any]":
    return np.array(list(values), dtype=object)


def _plain(value: Value) -> str | None:
    return None if value is None else str(value)


def _short(cell: str) -> str:
    return cell[:_MOST_CELL_CHARACTERS]


def _select(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[str | float], *, most: int
) -> tuple[list[str], list[list[Any]]]:
    """Raises `ValueError` for anything but one SELECT."""
    statements = connection.extract_statements(sql)
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise ValueError("not one SELECT")
    found = connection.execute(statements[0], list(values))
    columns = [str(described[0]) for described in found.description or []]
    return columns, [[_as_json(value) for value in row] for row in found.fetchmany(most)]


def _count(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[str | float]) -> int:
    counting = f"SELECT count(*) FROM ({sql.rstrip().rstrip(';')}) AS counted"  # noqa: S608 - found to be one SELECT
    counted = connection.execute(counting, list(values)).fetchone()
    return int(counted[0]) if counted else 0


def _as_json(value: object) -> str | float | bool | None:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if np.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return str(value)
