"""Tables on a page, ruled or only aligned: cells, column names, rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.fragments import Fragment, rows
from ingest.glyphs import Glyphs, Word
from ingest.rulings import Grid

_LEAST_FILLED_RATIO = 0.4
_MOST_LETTERS_A_CELL = 220
_FEWEST_ROWS = 3
_FEWEST_PAIRS = 4
_ROW_GAP_RATIO = 3.2
_FIGURE = re.compile(r"[(\[<>≤≥~≈±+\-−–]?\s*[$€£¥]?\s*\d")
_YEAR = re.compile(r"(?:FY\s*)?(?:1[89]|20|21)\d\d(?:\s*[-–/]\s*\d{2,4})?")
_SAME_PLACE_RATIO = 0.02

Cell = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a table's columns, and from where to where these reach across the page."""

    cells: tuple[Cell, ...]
    places: tuple[tuple[float, float], ...]

    def fits(self, places: Sequence[tuple[float, float]]) -> bool:
        """Whether columns that stand at `places` on the next page are the same ones."""
        return len(places) == len(self.places) and all(
            a[0] < b[1] and b[0] < a[1] for a, b in zip(places, self.places, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `names` is null where no row of it names the columns."""

    rows: list[tuple[Cell, ...]]
    places: tuple[tuple[float, float], ...]
    names: Names | None


def ruled_table(glyphs: Glyphs, found: Sequence[Fragment], grid: Grid) -> Table | None:
    """The table in a grid; null where that holds no table but boxes around text."""
    cells: dict[tuple[int, int], list[Word]] = {}
    for fragment in found:
        for word in fragment.words:
            row, column = _between(grid.ys, word.base + word.size / 4), _between(grid.xs, (word.left + word.right) / 2)
            if row is not None and column is not None:
                cells.setdefault((row, column), []).append(word)
    lines = [tuple(_cell(cells, grid, row, column) for column in range(len(grid.xs) - 1)) for row in _rows(grid)]
    lines = [line for line in lines if any(line)]
    if len(lines) < 2 or not _is_filled(lines):
        return None
    return _table(glyphs, lines, tuple(zip(grid.xs, grid.xs[1:], strict=False)))


def aligned_tables(glyphs: Glyphs, lines: Sequence[list[Fragment]]) -> Iterator[tuple[int, int, Table]]:
    """Which of a region's lines, from one to before another, are rows of a table."""
    start = 0
    while start < len(lines):
        end = _run_end(lines, start)
        table = _aligned(glyphs, lines[start:end]) if end - start >= _FEWEST_ROWS else None
        if table is not None:
            yield start, end, table
        start = max(end, start + 1)


def _rows(grid: Grid) -> range:
    return range(len(grid.ys) - 1)


def _between(places: Sequence[float], at: float) -> int | None:
    pairs = zip(places, places[1:], strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if min(a, b) <= at <= max(a, b)), None)


def _cell(cells: dict[tuple[int, int], list[Word]], grid: Grid, row: int, column: int) -> Cell:
    """What stands in a cell, or in the larger one that it is a part of."""
    while row > 0 and (row, column) not in cells and not grid.parted_below(row - 1, column):
        row -= 1
    first = column
    while column > 0 and (row, column) not in cells and not grid.parted_beside(row, column - 1):
        column -= 1
    words = list(cells.get((row, column), ()))
    if column == first:
        while column + 2 < len(grid.xs) and not grid.parted_beside(row, column):
            column += 1
            words += cells.get((row, column), ())
    return tuple(_as_lines(words))


def _as_lines(words: Sequence[Word]) -> Iterator[Fragment]:
    """A cell's words, line by line, as they follow each other."""
    pieces = [Fragment((w,), w.left, w.right, w.base, w.size) for w in words if not w.raised]
    marks = [w for w in words if w.raised]
    for line in rows(pieces):
        inner = sorted([*(f.words[0] for f in line), *(w for w in marks if abs(w.base - line[0].base) < w.size)],
                       key=lambda w: (w.left, w.start))
        marks = [w for w in marks if w not in inner]
        yield Fragment(tuple(inner), inner[0].left, inner[-1].right, line[0].base, line[0].size)


def _is_filled(lines: Sequence[tuple[Cell, ...]]) -> bool:
    filled = [cell for line in lines for cell in line if cell]
    letters = sum(fragment.letters for cell in filled for fragment in cell)
    columns = sum(any(line[at] for line in lines) for at in range(len(lines[0])))
    return (
        columns > 1
        and len(filled) >= _LEAST_FILLED_RATIO * sum(map(len, lines))
        and letters <= _MOST_LETTERS_A_CELL * len(filled)
    )


def _run_end(lines: Sequence[list[Fragment]], start: int) -> int:
    """Where lines of several fragments end that follow each other; one alone among them may belong to a cell."""
    end, alone = start, 0
    while end < len(lines):
        if end > start and lines[end - 1][0].base - lines[end][0].base > _ROW_GAP_RATIO * lines[end][0].size:
            break
        alone = alone + 1 if len(lines[end]) == 1 else 0
        if alone > 1 or (alone and end == start):
            break
        end += 1
    return end - 1 if alone and end > start else end


def _aligned(glyphs: Glyphs, lines: Sequence[list[Fragment]]) -> Table | None:
    counts = Counter(len(line) for line in lines if len(line) > 1)
    width = max((count for count, often in counts.items() if often >= 2), default=0)
    usual = [line for line in lines if len(line) == width]
    places = _columns([fragment for line in usual for fragment in line])
    if width < 2 or len(places) != width:
        return None
    records = _records(lines, places)
    if records is None or len(records) < (_FEWEST_ROWS if width > 2 else _FEWEST_PAIRS):
        return None
    table = _table(glyphs, records, places)
    has_figures = any(_share_of_figures(glyphs, table.rows, at) > 0.5 for at in range(1, width))
    if not _is_filled(records) or (width == 2 and (table.names is None or not has_figures)):
        return None
    return table if has_figures or (table.names and width > 2) else None


def _columns(found: Sequence[Fragment]) -> tuple[tuple[float, float], ...]:
    """Stretches of the page's width with fragments, as far as they overlap one another."""
    places: list[tuple[float, float]] = []
    for fragment in sorted(found, key=lambda f: f.left):
        if places and fragment.left < places[-1][1]:
            places[-1] = places[-1][0], max(places[-1][1], fragment.right)
        else:
            places.append((fragment.left, fragment.right))
    return tuple(places)


def _records(
    lines: Sequence[list[Fragment]], places: Sequence[tuple[float, float]]
) -> list[tuple[Cell, ...]] | None:
    """Lines as cells, with lines that only go on with a cell added to the row above; null where they fit no columns."""
    records: list[tuple[Cell, ...]] = []
    for line in lines:
        cells: list[Cell] = [()] * len(places)
        for fragment in line:
            at = [index for index, (a, b) in enumerate(places) if fragment.left < b and a < fragment.right]
            if not at:
                at = [min(range(len(places)), key=lambda i: abs(places[i][0] - fragment.left))]
            if len(at) > 1 and records:
                return None
            for index in at:
                cells[index] = (*cells[index], fragment)
        if not cells[0] and records and sum(map(bool, cells)) < len(places) - 1:
            records[-1] = tuple((*above, *cell) for above, cell in zip(records[-1], cells, strict=True))
        else:
            records.append(tuple(cells))
    return records


def _table(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], places: tuple[tuple[float, float], ...]) -> Table:
    heads = 0
    while heads < min(3, len(lines) - 1) and _names_columns(glyphs, lines, heads):
        heads += 1
    if heads == 0:
        return Table(list(lines), places, None)
    names = tuple(_stacked([line[at] for line in lines[:heads]]) for at in range(len(places)))
    return Table(list(lines[heads:]), places, Names(names, places))


def _stacked(cells: Sequence[Cell]) -> Cell:
    """The parts of a column's name, one above the other, each once."""
    return tuple(dict.fromkeys(fragment for cell in cells for fragment in cell))


def _names_columns(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], row: int) -> bool:
    """Whether a row at the top names the columns: no figures in it but years, and figures or more text below."""
    line, below = lines[row], lines[row + 1 :]
    texts = [cell_text(glyphs, cell) for cell in line]
    if any(_is_figure(text) for text in texts if text) or not any(texts[1:]):
        return False
    if row and not any(_share_of_figures(glyphs, below, at) > 0.5 for at in range(1, len(line))):
        return False
    if row == 0:
        return sum(map(bool, texts)) >= max(2, len(texts) / 2)
    return not texts[0] or any(not cell for cell in lines[row - 1])


def _is_figure(text: str) -> bool:
    return _FIGURE.match(text) is not None and _YEAR.fullmatch(text) is None


def _share_of_figures(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], column: int) -> float:
    texts = [cell_text(glyphs, line[column]) for line in lines if line[column]]
    return sum(_FIGURE.match(text) is not None for text in texts) / len(texts) if texts else 0.0


def cell_text(glyphs: Glyphs, cell: Cell) -> str:
    """A cell's words as PDFium has them."""
    return " ".join(glyphs.raw[word.start : word.end] for fragment in cell for word in fragment.words)
