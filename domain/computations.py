"""How an answer was computed, as it is kept with it and shown."""

from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """`told` is the query in words, `query` the query itself.

    `columns` and `rows` are the rows of the document that it was computed over, each with its number in the file, as
    far as they are shown; `source_rows` counts all of them.
    """

    told: str
    query: str
    document_id: str
    document: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source_rows: int
