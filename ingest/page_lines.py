"""A page's lines in reading order, each with a way back from its characters to PDFium's."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median

from ingest.aligned import Beyond, aligned_tables, rows_at_top
from ingest.columns import Region, regions
from ingest.fragments import Fragment, fragments, raised_marks
from ingest.glyphs import Glyphs
from ingest.lines import MADE_UP, Kind, Line, Pieces, RowCells, Span
from ingest.page_tables import APART_RATIO, MOST_RUNNING_LINES, Cell, Names, Places, Table, ruled_table
from ingest.rulings import Grid, Rulings, grids

_FULL_RATIO = 0.9


def page_lines(
    glyphs: Glyphs,
    rulings: Rulings,
    carried: Names | None = None,
    rows_below: Callable[[Places], int] | None = None,
) -> tuple[list[Line], Names | None]:
    """A page's lines, and the column names of the last table on it, which may go on; `carried` are the last page's.

    `rows_below` says how many rows in given columns the next page begins with.

    Text that is turned as most of the page is comes first.
    """
    turns = Counter[int]()
    for word in glyphs.words:
        turns[word.degrees] += word.end - word.start
    writer = _Writer(glyphs, carried, rows_below)
    for degrees, _ in turns.most_common():
        found = fragments(glyphs, (word for word in glyphs.words if word.degrees == degrees))
        writer.add(found, list(grids(rulings.turned(degrees))))
    lines = [line for line in writer.lines if line.text]
    return lines, writer.names and replace(writer.names, ends_page=_ends_with_row(lines))


def rows_at_top_of(glyphs: Glyphs, places: Places) -> int:
    """How many rows in the columns at `places` a page begins with."""
    found = fragments(glyphs, (word for word in glyphs.words if word.degrees == 0))
    first = next(iter(regions(glyphs, found)), None)
    return rows_at_top(glyphs, first.lines, places) if first is not None else 0


class _Writer:
    """Writes the lines of a page, region by region and table by table."""

    def __init__(self, glyphs: Glyphs, carried: Names | None, rows_below: Callable[[Places], int] | None) -> None:
        self.lines: list[Line] = []
        self.names: Names | None = None
        self._glyphs = glyphs
        self._carried = carried
        self._rows_below = rows_below
        self._region = 0

    def add(self, found: Sequence[Fragment], ruled: Sequence[Grid]) -> None:
        """Adds what is turned alike on a page."""
        tables: dict[Fragment, Table] = {}
        for grid in ruled:
            inside = [fragment for fragment in found if _lies_in(fragment, grid)]
            table = ruled_table(self._glyphs, inside, grid) if inside else None
            if table is not None:
                whole = _as_one(inside, grid)
                found = [fragment for fragment in found if fragment not in inside] + [whole]
                tables[whole] = table
        inner = list(regions(self._glyphs, found))
        for number, region in enumerate(inner, 1):
            self._add_region(region, tables, is_last=number == len(inner))

    def _add_region(self, region: Region, ruled: Mapping[Fragment, Table], *, is_last: bool) -> None:
        edge = _edge(region, ruled)
        plain: list[list[Fragment]] = []
        for line in region.lines:
            if not any(fragment in ruled for fragment in line):
                plain.append(line)
                continue
            self._add_plain([*plain, *([fragment] for fragment in line if fragment not in ruled)], edge)
            for fragment in line:
                if fragment in ruled:
                    self._add_table(ruled[fragment])
            plain = []
        self._add_plain(plain, edge, is_last=is_last)

    def _add_plain(self, lines: Sequence[list[Fragment]], edge: float, *, is_last: bool = False) -> None:
        done = 0
        goes_on = self._carried is not None and self._carried.ends_page and len(self.lines) <= MOST_RUNNING_LINES
        beyond = Beyond(self._carried if goes_on else None, self._rows_below if is_last else None)
        for start, end, table in aligned_tables(self._glyphs, lines, beyond):
            self._add_text(lines[done:start], edge)
            self._add_table(table)
            done = end
        self._add_text(lines[done:], edge)

    def _add_text(self, lines: Sequence[list[Fragment]], edge: float) -> None:
        self._region += 1
        self.lines += [_line(self._glyphs, line, edge, self._region) for line in lines]

    def _add_table(self, table: Table) -> None:
        names = table.names
        if names is None and self._carried is not None and self._carried.fits(table.places):
            names = self._carried
        self._region += 1
        carried, self._carried, self.names = self._carried, None, names
        if names is not None and names.cells is not None:
            texts = tuple(_name_text(self._glyphs, cell) for cell in names.cells)
            self.names = Names(names.places, None, texts)
        goes_on = carried is not None and self.names is not None and carried.texts == self.names.texts
        for caption in table.captions:
            self.lines.append(_row(self._glyphs, caption[:1], None, self._region))
        for row in table.rows:
            line = _row(self._glyphs, row, names, self._region)
            self.lines.append(replace(line, cells=self._cells(row, goes_on=goes_on)))

    def _cells(self, row: Sequence[Cell], *, goes_on: bool) -> RowCells | None:
        if self.names is None or self.names.texts is None or len(set(row)) == 1:
            return None
        return RowCells(self.names.texts, tuple(_name_text(self._glyphs, cell) for cell in row), goes_on)


def _ends_with_row(lines: Sequence[Line]) -> bool:
    """Whether no more than a running footer stands below the last row."""
    below = list(takewhile(lambda line: line.kind is not Kind.ROW, reversed(lines)))
    if len(below) > MOST_RUNNING_LINES or len(below) == len(lines):
        return False
    last = lines[-len(below) - 1]
    return not below or last.base - below[-1].base > APART_RATIO * last.size


def note_lines(notes: Sequence[str]) -> list[Line]:
    """Notes as lines of their own."""
    spans = (Span(0, MADE_UP, one_each=False),)
    return [Line(f"Note: {note}", spans, 0, 0, 0, 0, 0, 0, MADE_UP, Kind.NOTE) for note in notes]


def put_fragment(pieces: Pieces, glyphs: Glyphs, fragment: Fragment) -> None:
    """Adds a fragment's words with blanks between them."""
    for index, word in enumerate(fragment.words):
        before = fragment.words[index - 1] if index else None
        if before and not word.glued:
            pieces.add(" ", before.end, one_each=True)
        pieces.add_word(glyphs, word)


def _lies_in(fragment: Fragment, grid: Grid) -> bool:
    middle = (fragment.left + fragment.right) / 2
    return grid.xs[0] <= middle <= grid.xs[-1] and grid.ys[-1] <= fragment.base + fragment.size / 4 <= grid.ys[0]


def _as_one(found: Sequence[Fragment], grid: Grid) -> Fragment:
    """A table as one fragment that has its place among the others."""
    words = tuple(word for fragment in found for word in fragment.words)
    size = median(fragment.size for fragment in found)
    return Fragment(words, grid.xs[0], grid.xs[-1], grid.ys[0] - size, size)


def _row(glyphs: Glyphs, row: Sequence[Cell], names: Names | None, number: int) -> Line:
    """A row as text, `Name: Anna; Age: 40`; without column names its first cell names the others."""
    pieces, begun = Pieces(), False
    if len(set(row)) == 1:
        names, row = None, row[:1]
    for column, cell in enumerate(row):
        if not cell or (names is None and column and cell == row[column - 1]):
            continue
        if begun:
            mark = "" if pieces.ends_with(":") else ";" if names or len(row) > 2 else ":"
            pieces.add(f"{mark} ", MADE_UP)
        if names:
            _put_name(pieces, glyphs, names, column)
        _put_cell(pieces, glyphs, cell)
        begun = True
    text, spans = pieces.done()
    found = [fragment for cell in row for fragment in cell]
    left, right = min(f.left for f in found), max(f.right for f in found)
    top = max(found, key=lambda fragment: fragment.base)
    marks = raised_marks(glyphs.raw, found)
    return Line(text, spans, left, right, top.base, top.size, 0, right, number, Kind.ROW, marks=marks)


def _put_name(pieces: Pieces, glyphs: Glyphs, names: Names, column: int) -> None:
    if names.texts is not None and names.texts[column]:
        pieces.add(f"{names.texts[column]}: ", MADE_UP)
    elif names.cells is not None and names.cells[column]:
        _put_cell(pieces, glyphs, names.cells[column])
        pieces.add(": ", MADE_UP)


def _name_text(glyphs: Glyphs, cell: Cell) -> str:
    pieces = Pieces()
    _put_cell(pieces, glyphs, cell)
    return pieces.done()[0]


def _put_cell(pieces: Pieces, glyphs: Glyphs, cell: Cell) -> None:
    for index, fragment in enumerate(cell):
        if index:
            pieces.add(" ", MADE_UP)
        put_fragment(pieces, glyphs, fragment)


def _edge(region: Region, ruled: Mapping[Fragment, Table]) -> float:
    """Where lines have to end; infinitely far where only one of them comes near it.

    Tables and footers may stick out of the text a little, which says nothing of where its lines end.
    """
    left = min(line[0].left for line in region.lines)
    middle = (left + region.right) / 2
    text = [line[0].right for line in region.lines if len(line) == 1 and line[0] not in ruled and line[0].left < middle]
    edge = max(text, default=region.right)
    if edge - left < _FULL_RATIO * (region.right - left):
        edge = region.right
    full = sum(line[-1].right - left >= _FULL_RATIO * (edge - left) for line in region.lines)
    return edge if full > 1 else math.inf


def _line(glyphs: Glyphs, line: Sequence[Fragment], edge: float, number: int) -> Line:
    pieces = Pieces()
    for index, fragment in enumerate(line):
        if index:
            pieces.add(" ", line[index - 1].words[-1].end, one_each=True)
        put_fragment(pieces, glyphs, fragment)
    text, spans = pieces.done()
    largest = max(line, key=lambda fragment: fragment.letters)
    first = line[0].words[0]
    return Line(
        text,
        spans,
        line[0].left,
        max(fragment.right for fragment in line),
        largest.base,
        largest.size,
        first.right - first.left,
        edge,
        number,
        marks=raised_marks(glyphs.raw, line),
    )
