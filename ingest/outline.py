"""Collects what a document says, in reading order, with the headings it stands under and the places of its rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import HEADING_PATH, Mark, Place, Rows, Section, SheetRows, Slide, Spot, Whole, heading_of
from ingest.cell_tables import Cells, CellTables
from ingest.limits import Limits, too_much_text
from ingest.marks import NOTE, is_marked

_BLANKS = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\ufeff\ud800-\udfff]")
_TYPED_LABEL = re.compile(r"(?:[-•·▪–]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s")
_BLOCK_END, _LINE_END = "\n\n", "\n"
_HEADING_CHARACTERS = 200
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_RAISABLE = frozenset("0123456789+-−()n")


def tidy(text: str) -> str:
    """Without invisible characters and needless blanks; line breaks stay."""
    if text.isprintable() and "  " not in text:  # nearly all cells of a large table
        return text.strip()
    lines = (_BLANKS.sub(" ", line).strip() for line in _INVISIBLE.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)


def on_one_line(text: str) -> str:
    """`tidy`, with blanks in place of line breaks."""
    return tidy(text).replace("\n", " ")


def raised(text: str) -> str:
    """Digits as raised ones, so that 10 to the 6th and a mark of a note do not read as more digits; words stay."""
    bare = text.strip()
    if not bare or not set(bare) <= _RAISABLE or bare == "n":
        return text
    return text.replace("−", "-").translate(_RAISED)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as a line, and its cells; `number` is null for what stands above its rows."""

    number: int | None
    line: str
    cells: tuple[str, ...] = ()


class Outline:
    """Blocks are set apart by a blank line; a heading opens a section, which ends at the next one of its rank."""

    def __init__(self, media_type: MediaType, limits: Limits) -> None:
        self._media_type = media_type
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._trail: list[tuple[int, str]] = []
        self._spot: Spot = Whole()
        self._after_heading = False
        self._takes_items = False
        self._tables: list[Cells] = []
        self._table_start: int | None = None  # of the parts, where what was written last is a table

    def at(self, spot: Spot) -> None:
        """What follows stands there, under no heading."""
        self._spot, self._trail, self._table_start = spot, [], None
        self._after_heading = self._takes_items = False

    def leave(self, level: int) -> None:
        """What follows stands under none of the headings from `level` on."""
        if self._trail and self._trail[-1][0] >= level:
            self._trail = [(rank, above) for rank, above in self._trail if rank < level]
            self._after_heading = self._takes_items = False

    def heading(self, text: str, level: int) -> None:
        """A lower `level` ranks higher."""
        line = on_one_line(text)
        if not line:
            return
        deeper = self._after_heading and self._trail[-1][0] < level
        self._trail = [*((rank, above) for rank, above in self._trail if rank < level), (level, line)]
        if deeper:  # the heading above it has no text of its own: both open one section
            self._marks[-1] = Mark(self._marks[-1].start, self._place(self._spot))
        self._write(line, _BLOCK_END, self._place(self._spot))
        self._after_heading, self._takes_items, self._table_start = True, False, None

    def paragraph(self, text: str) -> None:
        """A block of its own; a note right below the table that has its mark is read with the table."""
        block = tidy(text)
        if self._is_note_of_table(block):
            self._write(block, _LINE_END, self._marks[-1].place)
        else:
            self._body(block, _BLOCK_END)

    def _is_note_of_table(self, block: str) -> bool:
        mark = NOTE.match(block) if self._table_start is not None else None
        return mark is not None and is_marked("".join(self._parts[self._table_start :]), mark)

    def item(self, text: str, *, label: str = "-", depth: int = 0) -> None:
        """A list's item; it stays with the paragraph above, which opens the list.

        The label that its author typed goes before a bullet.
        """
        label = "" if label == "-" and _TYPED_LABEL.match(text.lstrip()) else f"{label} "
        indent = "  " * min(depth, 8)
        lines = tidy(text).replace("\n", f"\n{indent}  ")
        if lines:
            self._body(f"{indent}{label}{lines}".rstrip(), _LINE_END if self._takes_items else _BLOCK_END)

    def note(self, text: str) -> None:
        """A line that stays with the block above."""
        self._body(tidy(text), _LINE_END if self._takes_items else _BLOCK_END)

    def table(self, rows: Iterable[Row], names: Sequence[str] = ()) -> None:
        """A line a row; on a slide the rows are its lines. A heading right above belongs to the first of them.

        `names` are those of its columns, if it is one to compute over; parts of a sheet with the same are one table.
        """
        rows, cells = list(rows), self._cells_for(names)
        self._write_rows(rows)
        for row in rows:
            if row.number is not None:
                cells.take(row.number, row.cells)
        cells.end = self._length

    def _cells_for(self, names: Sequence[str]) -> Cells:
        sheet = self._spot.sheet if isinstance(self._spot, SheetRows) else None
        last = self._tables[-1] if self._tables else None
        if last is not None and sheet is not None and last.sheet == sheet and last.names == tuple(names):
            return last
        title = sheet or (self._trail[-1][1] if self._trail else None)
        section = None if sheet is not None else heading_of(self._place(self._spot)) or ""
        page = self._spot.number if isinstance(self._spot, Slide) else None
        self._tables.append(Cells(names, start=self._length, title=title, sheet=sheet, section=section, page=page))
        return self._tables[-1]

    def _write_rows(self, rows: Iterable[Row]) -> None:
        end, start = _BLOCK_END, len(self._parts)
        for row in rows:
            place = self._place(self._spot if row.number is None else self._spot_of_row(row.number))
            if self._after_heading:
                self._marks[-1] = Mark(self._marks[-1].start, place)
            self._write(row.line, end, place)
            self._after_heading = self._takes_items = False
            end = _LINE_END
            self._table_start = start

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self._parts

    @property
    def length(self) -> int:
        """How many characters were written."""
        return self._length

    def document(self, *, pages: int | None = None, warnings: Sequence[str] = ()) -> ParsedDocument:
        """All of it. Raises `UnreadableDocument` where that is nothing."""
        text = "".join(self._parts)
        if not re.search(r"\w", text):
            raise UnreadableDocument(" ".join(["The file holds no text.", *warnings]))
        computed = CellTables.of(self._tables, text)
        warnings = (*warnings, *computed.warnings())
        return ParsedDocument(text, self._media_type, tuple(self._marks), pages, warnings, tables=computed.packed())

    def _body(self, text: str, end: str) -> None:
        if text:
            self._write(text, end, self._place(self._spot))
            self._after_heading, self._takes_items, self._table_start = False, True, None

    def _spot_of_row(self, number: int) -> Spot:
        match self._spot:
            case SheetRows(sheet):
                return SheetRows(sheet, number, number)
            case Slide():
                return self._spot
            case _:
                return Rows(number, number)

    def _place(self, spot: Spot) -> Place:
        if not self._trail:
            return spot
        return Section(HEADING_PATH.join(heading for _, heading in self._trail)[:_HEADING_CHARACTERS], spot)

    def _write(self, text: str, end: str, place: Place) -> None:
        if self._parts:
            self._parts.append(end)
            self._length += len(end)
        if not self._marks or self._marks[-1].place != place:
            self._marks.append(Mark(self._length, place))
        self._parts.append(text)
        self._length += len(text)
        if self._length > self._limits.text_characters:
            raise too_much_text(self._length, self._limits)
