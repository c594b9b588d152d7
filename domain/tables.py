"""Tables as they are asked: their columns with types, and what a query over them gave."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` as the header has it; `key` is its name in SQL, c1, c2, …; `unit` of all its cells or of the header.

    `values` are distinct cells, most frequent first, at most 200 (all of them where `is_complete`); `blanks` are empty
    cells. `lowest` and `highest` of numbers and dates (ISO 8601).
    """

    name: str
    key: str
    kind: ColumnKind
    unit: str | None
    values: tuple[str, ...]
    is_complete: bool
    distinct: int
    blanks: int
    lowest: str | None
    highest: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """`id` is its name in SQL, `title` what people call it: the file's name without suffix, sheet or caption.

    `section` are the headings that it stands under in a document of text, null where its file holds tables alone;
    `subject` is how that document begins. `notes` explain marks of cells and columns, each with its mark.
    """

    id: str
    document_id: str
    document_name: str
    title: str
    columns: tuple[Column, ...]
    rows: int
    section: str | None = None
    subject: str = ""
    page: int | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableQuery:
    """`sql`: one SELECT over `table`, with `?` for `values`; `told`: the query in words.

    `rows_sql` gives the rows it is computed over: "row" (number in the file, from 1) and all columns.
    """

    table: Table
    sql: str
    values: tuple[str | float, ...]
    told: str
    rows_sql: str
    rows_values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class TableResult:
    """`columns` and `rows` of `sql`; `sources` of `rows_sql`, at most 50, `source_count` all of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    sources: tuple[tuple[str | float | None, ...], ...]
    source_count: int
