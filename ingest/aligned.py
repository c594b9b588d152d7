"""Tables that are only aligned: which lines are their rows, and where their columns stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from ingest.fragments import Fragment, fragment_of
from ingest.glyphs import Glyphs, Word
from ingest.noise import LEADERS
from ingest.page_tables import (
    APART_RATIO,
    MOST_RUNNING_LINES,
    Cell,
    Names,
    Places,
    Table,
    cell_text,
    is_figure,
    is_filled,
    share_of_figures,
    table_of,
)

_FEWEST_ROWS = 4
_FEWEST_ROWS_OF_FIGURES = 2
_ROW_GAP_RATIO = 3.2
_SAME_TABLE_GAP_RATIO = 1.9  # of the widest gap between its rows
_TIGHT_GAP_RATIO = 1.5
_CELL_LINE_RATIO = 0.75  # of the usual gap between rows: nearer lines are of one cell
_SAME_EDGE_POINTS = 3.0
_MOST_HEADS = 3
_MOST_CELL_LINES = 8

_Line: TypeAlias = Sequence[Fragment]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the pages around hold of a table: its names where it may go on from above, and how many rows below.

    `rows_below` counts those at the next page's top that stand in given columns.
    """

    above: Names | None = None
    rows_below: Callable[[Places], int] | None = None


def aligned_tables(glyphs: Glyphs, lines: Sequence[list[Fragment]], beyond: Beyond) -> Iterator[tuple[int, int, Table]]:
    """Which of a region's lines, from one to before another, are rows of a table."""
    start = 0
    while start < len(lines):
        run = _Run(glyphs, lines, start)
        table = _table(glyphs, run) if len(run.lines) >= _FEWEST_ROWS_OF_FIGURES else None
        table = table or _part(glyphs, run, beyond)
        if table is not None:
            yield start, run.end, table
        start = run.end if table or len(run.lines) >= _FEWEST_ROWS else start + 1


def rows_at_top(glyphs: Glyphs, lines: Sequence[list[Fragment]], places: Places) -> int:
    """How many rows in the columns at `places` a page's lines begin with, after those of its header."""
    runs = (_Run(glyphs, lines, start) for start in range(min(len(lines), MOST_RUNNING_LINES + 1)))
    return next((len(run.lines) for run in runs if Names(places, None).fits(run.places)), 0)


class _Run:
    """Lines from `start` on that fit the same columns, as many as follow each other."""

    def __init__(self, glyphs: Glyphs, lines: Sequence[list[Fragment]], start: int) -> None:
        self._glyphs = glyphs
        self._all = lines
        self._start = start
        self._gaps: list[float] = []
        self.places = _stretches(lines[start])
        self.end = start + 1
        if len(lines[start]) > 1 and not self._has_leaders(lines[start]):
            self._grow()

    @property
    def lines(self) -> Sequence[list[Fragment]]:
        """All of them, those that are only part of a cell too."""
        return self._all[self._start : self.end]

    @property
    def begins_page(self) -> bool:
        """Whether no more than a running header stands above it."""
        return self._start <= MOST_RUNNING_LINES

    @property
    def ends_page(self) -> bool:
        """Whether no more than a running footer stands below it, and that apart."""
        below = self._all[self.end :]
        gap = self._all[self.end - 1][0].base - below[0][0].base if below else float("inf")
        return len(below) <= MOST_RUNNING_LINES and gap > APART_RATIO * self._all[self.end - 1][0].size

    @property
    def usual_gap(self) -> float:
        """Between its rows, not between lines of one cell."""
        return median(self._gaps or [0.0])

    def _grow(self) -> None:
        alone = 0
        for at in range(self.end, len(self._all)):
            above, line = self._all[at - 1], self._all[at]
            gap = above[0].base - line[0].base
            if gap > self._widest_gap(line):
                break
            if self._has_leaders(line):
                break
            if len(line) == 1:
                alone += 1
                if not self._may_be_part(line[0], gap, alone):
                    break
            elif self._takes(line):
                self._gaps += [] if alone else [gap]
                self.end, alone = at + 1, 0
            else:
                break
        self._take_last_cell()

    def _has_leaders(self, line: _Line) -> bool:
        """Whether dots lead the eye to a page's number, as in a table of contents."""
        return LEADERS.search(cell_text(self._glyphs, tuple(line))) is not None

    def _widest_gap(self, line: _Line) -> float:
        widest = _ROW_GAP_RATIO * line[0].size
        if len(self._gaps) < 2:
            return widest
        return min(widest, max(_SAME_TABLE_GAP_RATIO * max(self._gaps), _TIGHT_GAP_RATIO * line[0].size))

    def _may_be_part(self, fragment: Fragment, gap: float, alone: int) -> bool:
        """Whether a fragment on a line of its own goes on with a cell, or heads the rows below it."""
        at = _overlapped(fragment, self.places)
        if len(at) == 1 and at[0] > 0:
            return gap <= _TIGHT_GAP_RATIO * fragment.size and alone <= _MOST_CELL_LINES
        return alone == 1 and fragment.left <= self.places[0][1]

    def _takes(self, line: _Line) -> bool:
        if len(line) > len(self.places):
            places = _stretches(line)
            for number, above in enumerate(self.lines):
                widened = _widened(places, above) if len(above) > 1 else places
                if widened is None and number >= _MOST_HEADS:
                    return False
                places = widened or places
        else:
            widened = _widened(self.places, line)
            if widened is None and not is_labelled(self._glyphs, line, self.places):
                return False
            places = widened or self.places
        self.places = places
        return True

    def _take_last_cell(self) -> None:
        """What of the last row goes on below it, in a column of its own."""
        while self.end < len(self._all) and len(self._all[self.end]) == 1:
            above, (fragment,) = self._all[self.end - 1], self._all[self.end]
            at = _overlapped(fragment, self.places)
            tight = above[0].base - fragment.base <= min(_TIGHT_GAP_RATIO * fragment.size, 1.01 * self.usual_gap)
            if not tight or len(at) != 1 or at[0] == 0:
                break
            if abs(fragment.left - self.places[at[0]][0]) > _SAME_EDGE_POINTS:
                break
            self.end += 1


def _stretches(line: _Line) -> Places:
    return tuple((fragment.left, fragment.right) for fragment in line)


def _overlapped(fragment: Fragment, places: Places) -> list[int]:
    """Which columns a fragment stands in; the nearest one where it stands in none."""
    at = [index for index, (left, right) in enumerate(places) if fragment.left < right and left < fragment.right]
    return at or [
        min(
            range(len(places)), key=lambda i: min(abs(places[i][0] - fragment.left), abs(places[i][1] - fragment.right))
        )
    ]


def _parts(fragment: Fragment, places: Places, *, strict: bool = False) -> list[tuple[int, Fragment]]:
    """A fragment with the column that it stands in; cut between words where columns stand close to each other.

    Empty where a word stands in two columns, or (`strict`) in none.
    """
    at = _overlapped(fragment, places)
    if len(at) == 1:
        return [(at[0], fragment)]
    words: dict[int, list[Word]] = {at[0]: []}
    for word in fragment.words:
        own = [index for index in at if word.left < places[index][1] and places[index][0] < word.right]
        if len(own) > 1 or (strict and not own):
            return []
        words.setdefault(own[0] if own else max(words), []).append(word)
    return [(index, fragment_of(own)) for index, own in words.items() if own]


def _widened(places: Places, line: _Line) -> Places | None:
    """The columns with room for a line's fragments; null where one of them stands in two columns."""
    wide = list(places)
    taken: list[int] = []
    for fragment in line:
        parts = _parts(fragment, places)
        if not parts:
            return None
        for at, part in parts:
            wide[at] = min(wide[at][0], part.left), max(wide[at][1], part.right)
            taken.append(at)
    full = len(taken) == len(places) and len(set(taken)) < len(taken)
    apart = all(a[1] < b[0] for a, b in pairwise(wide))
    return tuple(wide) if apart and not full else None


def is_labelled(glyphs: Glyphs, line: _Line, places: Places) -> bool:
    """Whether a line of a sum has its name right before its figures, over columns that are empty: `Subtotal 250.00`."""
    label, *figures = line
    at = _overlapped(label, places)
    if is_figure(cell_text(glyphs, (label,))) or not all(is_figure(cell_text(glyphs, (f,))) for f in figures):
        return False
    own = [_overlapped(fragment, places) for fragment in figures]
    return at[-1] > 0 and all(len(one) == 1 and one[0] > at[-1] for one in own)


def _table(glyphs: Glyphs, run: _Run) -> Table | None:
    records = _records(glyphs, run)
    if len(run.places) < 2 or not is_filled(records):
        return None
    table = table_of(glyphs, records, run.places, ruled=False)
    width = len(table.places)
    figures = [share_of_figures(glyphs, table.rows, at) > 0.5 for at in range(1, width)]
    if len(records) < _FEWEST_ROWS:
        return table if table.names and width > 2 and sum(figures) >= 2 else None
    if width == 2:
        return table if table.names and any(figures) else None
    return table if any(figures) or table.names else None


def _part(glyphs: Glyphs, run: _Run, beyond: Beyond) -> Table | None:
    """The part of a table that goes on from the page above, or to the one below, however few rows it has."""
    records = _records(glyphs, run)
    if len(run.places) < 2 or not is_filled(records):
        return None
    table = table_of(glyphs, records, run.places, ruled=False)
    figures = any(share_of_figures(glyphs, table.rows, at) > 0.5 for at in range(1, len(table.places)))
    if beyond.above is not None and run.begins_page and beyond.above.fits(table.places):
        return table if len(table.places) > 2 or (figures and len(records) > 1) else None
    if beyond.rows_below is None or table.names is None or not (figures and run.ends_page):
        return None
    enough = len(records) + beyond.rows_below(table.places) >= _FEWEST_ROWS
    return table if enough else None


def _records(glyphs: Glyphs, run: _Run) -> list[tuple[Cell, ...]]:
    """Lines as cells, with lines that only go on with a cell added to the row above."""
    places, width = run.places, len(run.places)
    shares = _figure_shares(glyphs, run)
    records: list[tuple[Cell, ...]] = []
    for number, line in enumerate(run.lines):
        gap = run.lines[number - 1][0].base - line[0].base if number else 0.0
        cells = _cells(glyphs, line, places, shares, is_head=number < _MOST_HEADS)
        own = [at for at in range(width) if cells[at]]
        near = gap < _CELL_LINE_RATIO * run.usual_gap
        figures = any(shares[at] > 0.5 and is_figure(cell_text(glyphs, cells[at])) for at in own)
        goes_on = not cells[0] and len(own) < width - 1 and not figures
        if records and number and (goes_on or (near and len(own) == 1 and len(line) == 1)):
            records[-1] = tuple((*above, *cell) for above, cell in zip(records[-1], cells, strict=True))
        else:
            records.append(tuple(cells) if own != [0] else (cells[0],) * width)
    return records


def _cells(glyphs: Glyphs, line: _Line, places: Places, shares: Sequence[float], *, is_head: bool) -> list[Cell]:
    cells: list[Cell] = [()] * len(places)
    summed = len(line) > 1 and not is_head and is_labelled(glyphs, line, places)
    summed = summed and all(shares[at] for at in _overlapped(line[0], places))
    for number, fragment in enumerate(line):
        at = _overlapped(fragment, places)
        parts = _parts(fragment, places, strict=is_head) or [(index, fragment) for index in at]
        if (summed and number == 0) or (len(line) == 1 and len(at) > 1):
            parts = [(0, fragment)]
        for index, part in parts:
            cells[index] = (*cells[index], part)
    return cells


def _figure_shares(glyphs: Glyphs, run: _Run) -> list[float]:
    """Which share of each column's lines are figures."""
    found: list[list[bool]] = [[] for _ in run.places]
    for line in run.lines:
        for fragment in line:
            at = _overlapped(fragment, run.places)
            if len(at) == 1:
                found[at[0]].append(is_figure(cell_text(glyphs, (fragment,))))
    return [sum(one) / max(1, len(one)) for one in found]
