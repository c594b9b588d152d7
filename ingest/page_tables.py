"""Tables on a page: cells, column names, rows; and those that are ruled (`aligned` has the others)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ingest.fragments import Fragment, rows
from ingest.glyphs import Glyphs, Word
from ingest.rulings import Grid
from ingest.table_rows import is_total, merged_columns

MOST_RUNNING_LINES = 2
"""Headers or footers that may stand between a table's parts on two pages."""
APART_RATIO = 2.0
"""How far these stand from the text, at least, in heights of its letters."""

_LEAST_FILLED_RATIO = 0.4
_MOST_LETTERS_A_CELL = 220
_FEWEST_UNRULED_ROWS = 3
_MOST_NAMES_RATIO = 8  # of what the rows tell: beyond it, repeating the names drowns them
_FIGURE = re.compile(r"[(\[<>≤≥~≈±+\-−–]?\s*[$€£¥]?\s*\d")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]|[%€$£#№]")
_YEAR = re.compile(r"(?:FY\s*)?(?:1[89]|20|21)\d\d(?:\s*[-–/]\s*\d{2,4})?")

Cell = tuple[Fragment, ...]
Places: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a table's columns, and from where to where these reach across the page.

    `texts` are null on the page that has the names, `cells` on those where the table goes on. `ends_page`: no text of
    the page follows the table.
    """

    places: Places
    cells: tuple[Cell, ...] | None
    texts: tuple[str, ...] | None = None
    ends_page: bool = False

    def fits(self, places: Sequence[tuple[float, float]]) -> bool:
        """Whether columns that stand at `places` on the next page are the same ones."""
        return len(places) == len(self.places) and all(
            a[0] < b[1] and b[0] < a[1] for a, b in zip(places, self.places, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below `captions`, cells as wide as the table; `names` is null where no row names the columns."""

    captions: list[tuple[Cell, ...]]
    rows: list[tuple[Cell, ...]]
    places: Places
    names: Names | None


def ruled_table(glyphs: Glyphs, found: Sequence[Fragment], grid: Grid) -> Table | None:
    """The table in a grid; null where that holds no table but boxes around text."""
    grid = _with_rows(found, grid)
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in (word for fragment in found for word in fragment.words):
        row, column = _between(grid.ys, word.base + word.size / 4), _between(grid.xs, (word.left + word.right) / 2)
        if row is not None and column is not None:
            cells.setdefault(grid.whole_cell(row, column), []).append(word)
    whole = {at: tuple(_as_lines(words)) for at, words in cells.items()}
    columns = range(len(grid.xs) - 1)
    lines = [
        tuple(whole.get(grid.whole_cell(row, column), ()) for column in columns) for row in range(len(grid.ys) - 1)
    ]
    lines = [line for line in lines if any(line)]
    if len(lines) < (2 if len(columns) > 2 else 3) or not is_filled(lines) or not _is_regular(lines):
        return None
    return table_of(glyphs, lines, tuple(pairwise(grid.xs)), ruled=True)


def _with_rows(found: Sequence[Fragment], grid: Grid) -> Grid:
    """The grid with a line between rows that none is drawn between: where all its columns have lines side by side."""
    between: list[float] = []
    for top, bottom in pairwise(grid.ys):
        inside = rows([f for f in found if bottom <= f.base + f.size / 4 <= top])
        full = [line for line in inside if len(line) == len(grid.xs) - 1]
        if len(inside) >= _FEWEST_UNRULED_ROWS and len(full) == len(inside):
            between += [(above[0].base + below[0].base + below[0].size) / 2 for above, below in pairwise(inside)]
    return grid.with_rows(between) if between else grid


def _between(places: Sequence[float], at: float) -> int | None:
    return next((index for index, (a, b) in enumerate(pairwise(places)) if min(a, b) <= at <= max(a, b)), None)


def _as_lines(words: Sequence[Word]) -> Iterator[Fragment]:
    """A cell's words, line by line, as they follow each other."""
    pieces = [Fragment((w,), w.left, w.right, w.base, w.size) for w in words if not w.raised]
    marks = [w for w in words if w.raised]
    for line in rows(pieces):
        inner = sorted(
            [*(f.words[0] for f in line), *(w for w in marks if abs(w.base - line[0].base) < w.size)],
            key=lambda w: (w.left, w.start),
        )
        marks = [w for w in marks if w not in inner]
        yield Fragment(tuple(inner), inner[0].left, inner[-1].right, line[0].base, line[0].size)
    yield from (Fragment((w,), w.left, w.right, w.base, w.size) for w in marks)


def _is_regular(lines: Sequence[tuple[Cell, ...]]) -> bool:
    """Whether most rows have cells of their own in most columns, unlike a form of boxes of all widths."""
    own = [len(set(line)) for line in lines]
    return sum(count > len(lines[0]) / 2 for count in own) > len(lines) / 2


def is_filled(lines: Sequence[tuple[Cell, ...]]) -> bool:
    filled = [cell for line in lines for cell in line if cell]
    letters = sum(fragment.letters for cell in filled for fragment in cell)
    columns = sum(any(line[at] for line in lines) for at in range(len(lines[0])))
    return (
        columns > 1
        and len(filled) >= _LEAST_FILLED_RATIO * sum(map(len, lines))
        and letters <= _MOST_LETTERS_A_CELL * len(filled)
    )


def table_of(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], places: Places, *, ruled: bool) -> Table:
    """A table whose rows are `lines`: what stands above its names, these, and the rows below them."""
    captions: list[tuple[Cell, ...]] = []
    heads = 0
    lines, places = _unfolded(glyphs, lines, places)
    while len(lines) > 2 and len(places) > 1 and lines[0][0] and len(set(lines[0])) == 1:
        captions, lines = [*captions, lines[0]], lines[1:]
    while heads < min(3, len(lines) - 1) and _names_columns(glyphs, lines, heads):
        heads += 1
    if heads == 0 or not _is_proven(glyphs, lines[:heads], lines[heads:], ruled=ruled):
        return Table(captions, list(lines), places, None)
    names = tuple(_stacked([line[at] for line in lines[:heads]]) for at in range(len(places)))
    texts = [cell_text(glyphs, name) for name in names]
    shared = not ruled and len(set(filter(None, lines[heads - 1]))) < len(list(filter(None, lines[heads - 1])))
    if not all(names[1:]) or len(set(texts)) < len(texts) or shared:
        return Table(captions, list(lines), places, None)
    named, told = (sum(_letters(cell) for line in part for cell in line) for part in ([names], lines[heads:]))
    if named * len(lines[heads:]) > _MOST_NAMES_RATIO * told:
        return Table(captions, list(lines), places, None)
    return Table(captions, list(_carried(glyphs, lines[heads:], len(places))), places, Names(places, names))


def _carried(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], width: int) -> Iterator[tuple[Cell, ...]]:
    """Rows of a group with its name, which only the first of them shows, where that is certain."""
    body = [[cell_text(glyphs, cell) for cell in line] for line in lines if len(set(line)) > 1]
    grouped = len(body) > 2 and not body[1][0]  # else columns of another length may stand side by side
    above: tuple[Cell, ...] = ((),) * (merged_columns(body, width) if grouped else 0)
    for line in lines:
        first = next(at for at, cell in enumerate(line) if cell)
        if len(set(line)) == 1 or (first >= len(above) and is_total(cell_text(glyphs, line[first]))):
            yield line
            continue
        if first < len(above):
            above = (*above[:first], *line[first : len(above)])
        yield (*above, *line[len(above) :])


def _unfolded(
    glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], places: Places
) -> tuple[Sequence[tuple[Cell, ...]], Places]:
    """Rows that go on beside the first ones, below the same names or none, as rows of their own."""
    cut = _fold(glyphs, lines, len(places)) if len(lines) > 2 else None
    if cut is None:
        return lines, places
    beside = [(*line[cut:], *[()] * (2 * cut - len(line))) for line in lines]
    if cell_text(glyphs, beside[0][0]) == cell_text(glyphs, lines[0][0]):
        beside = beside[1:]
    return [*(line[:cut] for line in lines), *(line for line in beside if any(line))], places[:cut]


def _fold(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], width: int) -> int | None:
    """The column with which rows begin anew: it has the first one's name, or what stands below that."""
    texts = [cell_text(glyphs, cell) for cell in lines[0]]
    half = width // 2
    if (
        half > 1
        and width == 2 * half
        and texts[:half] == texts[half:]
        and not any(not t or is_figure(t) for t in texts)
    ):
        return half
    names = next((at for at, text in enumerate(texts) if not text or is_figure(text)), width)
    if names < 3 or width > 2 * names or width - names < 2:
        return None
    kinds = [share_of_figures(glyphs, lines[1:], at) > 0.5 for at in range(width)]
    first = [is_figure(text) for text in texts[names:]]
    same = kinds[names:] == kinds[: width - names] == first
    return names if same and all(texts) and any(first) and not all(first) else None


def _is_proven(
    glyphs: Glyphs, heads: Sequence[tuple[Cell, ...]], below: Sequence[tuple[Cell, ...]], *, ruled: bool
) -> bool:
    """Whether rows at the top are told from those below, as names are: by figures below them, or by their letters."""
    columns = range(len(heads[0]))
    if any(_has_digits_below(glyphs, heads, below, at, ruled=ruled) for at in columns):
        return True
    others = [_font(heads, at) != _font(below, at) for at in columns if _font(heads, at) and _font(below, at)]
    return sum(others) > len(others) / 2 or (ruled and len(columns) > 2)


def _has_digits_below(
    glyphs: Glyphs,
    heads: Sequence[tuple[Cell, ...]],
    below: Sequence[tuple[Cell, ...]],
    column: int,
    *,
    ruled: bool,
) -> bool:
    if not ruled:
        return share_of_figures(glyphs, below, column) > 0.5
    if any(_DIGIT.search(cell_text(glyphs, line[column])) for line in heads):
        return False
    texts = [cell_text(glyphs, line[column]) for line in below if line[column]]
    return sum(_DIGIT.search(text) is not None for text in texts) > len(texts) / 2


def _font(lines: Sequence[tuple[Cell, ...]], column: int) -> str:
    """Which font most letters of a column have."""
    letters = Counter[str]()
    for word in (word for line in lines for fragment in line[column] for word in fragment.words):
        letters[word.font] += word.end - word.start
    return max(letters, key=lambda font: letters[font], default="")


def _letters(cell: Cell) -> int:
    return sum(fragment.letters for fragment in cell)


def _stacked(cells: Sequence[Cell]) -> Cell:
    """The parts of a column's name, one above the other, each once."""
    return tuple(dict.fromkeys(fragment for cell in cells for fragment in cell))


def _names_columns(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], row: int) -> bool:
    """Whether a row at the top names the columns: no figures in it but years, and figures or more text below."""
    line, below = lines[row], lines[row + 1 :]
    texts = [cell_text(glyphs, cell) for cell in line]
    if row and len(set(line)) == 1:
        return False
    if row == 0 and _counts(texts):
        return True
    if not any(texts[1:]) or any(is_figure(text) or text.endswith(":") for text in texts if text):
        return False
    if any(text and _LETTER.search(text) is None and _YEAR.fullmatch(text) is None for text in texts):
        return False
    if row and not any(share_of_figures(glyphs, below, at) > 0.5 for at in range(1, len(line))):
        return False
    if row == 0:
        return sum(map(bool, texts)) >= max(2, len(texts) / 2)
    above = lines[row - 1]
    return not texts[0] or not all(above) or len(set(above)) < len(above)


def _counts(texts: Sequence[str]) -> bool:
    """Whether columns are numbered, one after the other, beside names of rows."""
    first, *others = texts
    numbers = [int(text) for text in others if text.isascii() and text.isdigit() and len(text) < 4]
    return (
        not first and len(others) == len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(others)))
    )


def is_figure(text: str) -> bool:
    """Whether a cell is a number, with or without a unit, and not a year."""
    return _FIGURE.match(text) is not None and _YEAR.fullmatch(text) is None


def share_of_figures(glyphs: Glyphs, lines: Sequence[tuple[Cell, ...]], column: int) -> float:
    texts = [cell_text(glyphs, line[column]) for line in lines if line[column]]
    return sum(_FIGURE.match(text) is not None for text in texts) / len(texts) if texts else 0.0


def cell_text(glyphs: Glyphs, cell: Cell) -> str:
    """A cell's words as PDFium has them."""
    return " ".join(glyphs.raw[word.start : word.end] for fragment in cell for word in fragment.words)
