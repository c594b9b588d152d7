"""The tables of a PDF, put together of the rows of its pages."""

from collections.abc import Iterator, Sequence

from domain.places import HEADING_PATH, PageRows, Place, heading_of, spot_of
from ingest.cell_tables import Cells
from ingest.lines import RowCells
from ingest.page_text import PageText


def tables_of(pages: Sequence[PageText], starts: Sequence[int]) -> Iterator[Cells]:
    """In order; one that goes on over pages is one. `starts` say where each page begins in the document's text."""
    table: Cells | None = None
    for start, end, place, row in _rows(pages, starts):
        spot = spot_of(place)
        if not isinstance(spot, PageRows):
            continue
        if table is None or not _is_next(table, spot.first, row):
            if table is not None:
                yield table
            table = _begun(place, spot.number, row, start)
        table.take(spot.first, row.texts)
        table.end = end
    if table is not None:
        yield table


def _rows(pages: Sequence[PageText], starts: Sequence[int]) -> Iterator[tuple[int, int, Place, RowCells]]:
    for begin, page in zip(starts, pages, strict=True):
        ends = [*page.starts[1:], len(page.text)][: len(page.starts)]  # a page may have no lines
        for start, end, place, row in zip(page.starts, ends, page.places, page.cells, strict=True):
            if row is not None:
                yield begin + start, begin + end, place, row


def _begun(place: Place, page: int, row: RowCells, start: int) -> Cells:
    """A table whose name is its caption, else the heading above it."""
    section = heading_of(place) or ""
    title = section.rpartition(HEADING_PATH)[2] or None
    return Cells(row.names, start=start, title=title, section=section, page=page)


def _is_next(table: Cells, number: int, row: RowCells) -> bool:
    """Whether a row goes on with a table; rows that span it, and have no cells, may stand between."""
    return table.names == row.names and bool(table.rows) and number > table.rows[-1][0]
