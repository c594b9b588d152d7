"""Tables on their way from a document to where they are asked: cells as they stand, and what is kept of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents import MediaType
from domain.tables import Column, Table

FORM = 3
"""What is kept of tables, and of which documents. After a change all are made anew from the uploads."""


@dataclass(frozen=True, slots=True)
class CellTable:
    """A table of a document, every cell as it is written.

    `title` is its sheet or caption, null for the only table of a file. `rows` are the numbers of the rows in the file
    with their cells. `sheet` is null where rows are not numbered by one. `section` are the headings that it stands
    under, null where a file holds tables and nothing else; `subject` is how the document begins, `page` where the table
    does. It stands at `[start, end)` of the document's text. `notes` explain marks of it, each with its mark.
    """

    title: str | None
    sheet: str | None
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    start: int
    end: int
    section: str | None = None
    subject: str = ""
    page: int | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableSource:
    """The version of a document that is visible, whose bytes hold tables."""

    document_id: str
    version: int
    document: str
    collection: str
    sha256: str
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it can be asked; the same for all documents of the same bytes. See `CellTable` and `Table`."""

    id: str
    title: str | None
    sheet: str | None
    start: int
    end: int
    rows: int
    columns: tuple[Column, ...]
    section: str | None = None
    subject: str = ""
    page: int | None = None
    notes: tuple[tuple[str, str], ...] = ()

    def of(self, source: TableSource) -> Table:
        """As a table of this document."""
        title = self.title or source.document.rpartition(".")[0] or source.document
        return Table(
            id=self.id,
            document_id=source.document_id,
            document_name=source.document,
            title=title,
            columns=self.columns,
            rows=self.rows,
            section=self.section,
            subject=self.subject,
            page=self.page,
            notes=self.notes,
        )


def packed(tables: Sequence[CellTable]) -> bytes:
    """Tables as bytes, empty for none; whoever passes them on need not look into them."""
    if not tables:
        return b""
    plain = [[t.title, t.sheet, t.names, t.rows, t.start, t.end, t.section, t.subject, t.page, t.notes] for t in tables]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> tuple[CellTable, ...]:
    """Reverses `packed`. Raises `ValueError` and `TypeError` for anything else."""
    return tuple(
        CellTable(
            title=title,
            sheet=sheet,
            names=tuple(names),
            rows=tuple((int(number), tuple(cells)) for number, cells in rows),
            start=int(start),
            end=int(end),
            section=section,
            subject=subject,
            page=page,
            notes=tuple((mark, note) for mark, note in notes),
        )
        for title, sheet, names, rows, start, end, section, subject, page, notes in (json.loads(data) if data else [])
    )
