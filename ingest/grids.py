"""Tables within documents: cells in a grid, merged ones shared, become lines `Header: value; …` as CSV's do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TypeAlias

from ingest.dialects import detect_heading
from ingest.outline import Row, on_one_line
from ingest.table_rows import distinct

_SAMPLE_ROWS = 300
_MAX_HEADER_ROWS = 3
_MAX_SPAN = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell, the same one at each place that it covers. `head`: the document says that it is a header."""

    text: str
    head: bool = False


Grid: TypeAlias = Sequence[Sequence[Cell | None]]


@dataclass(frozen=True, slots=True)
class Span:
    """A cell and how many columns and rows it covers."""

    cell: Cell
    across: int = 1
    down: int = 1


def laid_out(rows: Sequence[Sequence[Span]]) -> Grid:
    """The grid of cells that are given once each, as HTML does."""
    grid: list[list[Cell | None]] = [[] for _ in rows]
    for index, spans in enumerate(rows):
        column = 0
        for span in spans:
            while column < len(grid[index]) and grid[index][column] is not None:
                column += 1
            across, down = max(1, min(span.across, _MAX_SPAN - column)), max(1, span.down)
            for line in grid[index : index + down]:
                line.extend([None] * (column + across - len(line)))
                line[column : column + across] = [span.cell] * across
            column += across
    return grid


def rows_of(grid: Grid) -> Iterator[Row]:
    """Its rows as lines, those without a word left out; the first below the header has the number 1."""
    yield from table_of(grid)[0]


def table_of(grid: Grid) -> tuple[list[Row], Sequence[str]]:
    """`rows_of`, and the names of its columns."""
    filled = [line for line in grid if any(_text(cell) for cell in line)]
    above, depth = _heading(_even(filled))
    return numbered_rows(filled, range(1 - above - depth, len(filled) + 1))


def numbered_rows(grid: Grid, numbers: Sequence[int], inherited: Sequence[str] = ()) -> tuple[list[Row], Sequence[str]]:
    """A line a row below the header, by the rows' `numbers`, and the names of the columns.

    Where it has no header and is no wider than `inherited`, these are its names. What stands above its header has no
    number.
    """
    grid = _even(grid)
    above, depth = _heading(grid)
    width = len(grid[0]) if grid else 0
    names: Sequence[str] = ()
    if depth:
        names = header_names(grid[above : above + depth], width)
    elif 1 < width <= len(inherited):
        names = inherited
    rows = [Row(None, _joined(line)) for line in grid[:above]]
    for number, line in zip(numbers[above + depth :], grid[above + depth :], strict=False):
        rows.append(Row(number, _line(names, line), tuple(map(_text, line))))
    return rows, names


def header_names(header: Grid, width: int) -> list[str]:
    """One a column, from top to bottom where the header has several rows; made distinct, empty where there is none."""
    names: list[str] = []
    stacks: list[list[Cell | None]] = []
    for column in range(width):
        cells = list(dict.fromkeys(line[column] for line in header if column < len(line)))
        if cells in stacks:  # one header over several columns
            name = names[stacks.index(cells)]
        else:
            name = " ".join(dict.fromkeys(text for cell in cells if (text := _text(cell))))
            name = distinct(name, names) if name else name
        stacks.append(cells)
        names.append(name)
    return names


def _even(grid: Grid) -> list[list[Cell | None]]:
    width = max((len(line) for line in grid), default=0)
    return [[*line, *[None] * (width - len(line))] for line in grid]


def _heading(grid: Grid) -> tuple[int, int]:
    """How many rows stand above the header, and how many it has."""
    marked = sum(1 for _ in takewhile(_is_head, grid))
    if marked:
        return (0, marked) if marked < len(grid) else (0, 0)
    above = sum(1 for _ in takewhile(_is_one_cell, grid))
    if len(grid) - above < 2:
        return 0, 0
    depth = _depth(grid[above:])
    sample = [[_text(cell) for cell in line] for line in grid[above + depth - 1 :][:_SAMPLE_ROWS]]
    found = detect_heading(sample)
    if found.names is None or found.preamble or (len(sample[0]) == 2 and not _is_proven(sample)):
        return above, 0
    return above, depth


def _is_proven(sample: Sequence[Sequence[str]]) -> bool:
    """Of two columns the first row is a header only if what is below it are numbers: else they are names and values."""
    return detect_heading([[line[1]] for line in sample if line[1]]).names is not None and any(
        character.isdigit() for line in sample[1:] for character in line[1]
    )


def _depth(grid: Grid) -> int:
    """Rows of the header: one more below each in which a cell covers several columns, or reaches down."""
    depth = 1
    while depth < min(_MAX_HEADER_ROWS, len(grid) - 1) and _goes_on(grid[depth - 1], grid[depth]):
        depth += 1
    return depth


def _goes_on(line: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    covering = any(cell is not None and cell is following for cell, following in pairwise(line))
    return covering or any(cell is not None and cell is under for cell, under in zip(line, below, strict=True))


def _is_head(line: Sequence[Cell | None]) -> bool:
    cells = [cell for cell in line if cell is not None and cell.text]
    return bool(cells) and all(cell.head for cell in cells)


def _is_one_cell(line: Sequence[Cell | None]) -> bool:
    """Whether one cell alone says something, in a table of more columns."""
    return len(line) > 1 and len({id(cell) for cell in line if _text(cell)}) == 1


def _line(names: Sequence[str], line: Sequence[Cell | None]) -> str:
    if _is_one_cell(line) and all(cell is line[0] for cell in line):
        return _joined(line)
    if not any(names):
        return _joined(line)
    cells = ((name, text) for name, cell in zip(names, line, strict=False) if (text := _text(cell)))
    return "; ".join(f"{name}: {text}" if name else text for name, text in cells)


def _joined(line: Sequence[Cell | None]) -> str:
    """Without the names of columns; two cells are a name and its value."""
    texts = [text for cell in dict.fromkeys(line) if (text := _text(cell))]
    return f"{texts[0].rstrip(' :')}: {texts[1]}" if len(texts) == 2 else "; ".join(texts)


def _text(cell: Cell | None) -> str:
    return "" if cell is None else on_one_line(cell.text)
