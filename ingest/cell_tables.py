"""The cells of a document's tables, gathered for those who compute over them, as far as they are few enough."""

from collections.abc import Iterable, Iterator, Sequence

from domain.kept_tables import CellTable, packed
from ingest.table_notes import notes_of

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
MAX_CHARACTERS = 40_000_000
MAX_TABLES = 200
_FEWEST_ROWS = 3
_FEWEST_ROWS_IN_TEXT = 2
_SUBJECT_CHARACTERS = 240


class Cells:
    """One table as its rows come by, `[start, end)` of the text.

    `names` are empty where no row names the columns, so that none can be asked for. The rest as in `CellTable`.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        start: int,
        title: str | None = None,
        sheet: str | None = None,
        section: str | None = None,
        page: int | None = None,
    ) -> None:
        self.names, self.start, self.title, self.sheet = tuple(names), start, title, sheet
        self.section, self.page = section, page
        self.subject = ""
        self.notes: tuple[tuple[str, str], ...] = ()
        self.rows: list[tuple[int, tuple[str, ...]]] = []
        self.end = start
        self.characters = 0
        self.too_large = False

    def passing(self, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The rows as they are, numbered from 1 on as they go by."""
        for number, row in enumerate(rows, 1):
            self.take(number, row)
            yield row

    def take(self, number: int, row: Sequence[str]) -> None:
        """The next row, with its number in the file."""
        if not self.names or self.too_large:
            return
        self.rows.append((number, tuple(row)))
        self.characters += sum(map(len, row))
        if len(self.rows) > MAX_ROWS or len(self.names) > MAX_COLUMNS or self.characters > MAX_CHARACTERS:
            self.too_large, self.rows = True, []

    def done(self) -> CellTable:
        """As it is kept."""
        return CellTable(
            title=self.title,
            sheet=self.sheet,
            names=self.names,
            rows=tuple(self.rows),
            start=self.start,
            end=self.end,
            section=self.section,
            subject=self.subject,
            page=self.page,
            notes=self.notes,
        )


class CellTables:
    """The tables of a document, at most `MAX_TABLES` with `MAX_CELLS` cells altogether."""

    def __init__(self) -> None:
        self._tables: list[CellTable] = []
        self._cells = self._characters = 0
        self._left_out: list[str] = []

    @classmethod
    def of(cls, tables: Iterable[Cells], text: str) -> "CellTables":
        """Those of a document, in order; `text` is all of its text."""
        found = cls()
        for cells in tables:
            if cells.section is not None:
                cells.subject = text[:_SUBJECT_CHARACTERS]
                cells.notes = notes_of(text, cells.start, cells.end)
            found.add(cells)
        return found

    def add(self, cells: Cells) -> None:
        """The next one."""
        rows = cells.rows
        count = len(rows) * len(cells.names)
        full = (
            len(self._tables) >= MAX_TABLES
            or self._cells + count > MAX_CELLS
            or self._characters + cells.characters > MAX_CHARACTERS
        )
        if cells.too_large or (count and full):
            self._left_out.append(cells.title or "")
        elif len(rows) >= _fewest(cells) and sum(map(bool, cells.names)) > 1:
            self._cells += count
            self._characters += cells.characters
            self._tables.append(cells.done())

    def warnings(self) -> Iterator[str]:
        """What is said of tables that are too large."""
        if self._left_out:
            named = ", ".join(f"“{title}”" for title in self._left_out[:3] if title)
            which = f"The table {named}" if named else "A table"
            yield (
                f"{which} is too large to count and add up in (at most {MAX_ROWS:,} rows, {MAX_COLUMNS} columns and "
                f"{MAX_CELLS:,} cells a file). Its rows are found and quoted all the same."
            )

    def packed(self) -> bytes:
        """See `domain.kept_tables.packed`."""
        return packed(self._tables)


def _fewest(cells: Cells) -> int:
    """How many rows make a table: few do among text, where somebody set them as one."""
    return _FEWEST_ROWS if cells.section is None else _FEWEST_ROWS_IN_TEXT
