"""The ruled grids on a page: which lines are drawn, and which cells they bound."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

_Path: TypeAlias = Any  # ctypes knows these pointers only when it runs

_MAX_PATHS = 4_000
_MAX_SEGMENTS = 400
_SHORTEST_POINTS = 6.0
_STRAIGHT_POINTS = 1.0
_SAME_PLACE_POINTS = 3.0


class Ruling(NamedTuple):
    """A straight line along one axis: at `at` of the other, from `first` to `last`."""

    at: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Rulings:
    """Lines along the page's own axes, in points."""

    level: list[Ruling]
    upright: list[Ruling]

    def turned(self, degrees: int) -> "Rulings":
        """As they stand where the page is turned, by a multiple of 90 degrees, so that text runs to the right."""
        if degrees == 0:
            return self
        if degrees == 180:
            return Rulings([_mirrored(r, -1) for r in self.level], [_mirrored(r, -1) for r in self.upright])
        if degrees == 90:
            return Rulings([r._replace(at=-r.at) for r in self.upright], [_mirrored(r, 1) for r in self.level])
        return Rulings(self.upright, [r._replace(at=-r.at) for r in self.level]) if degrees == 270 else Rulings([], [])


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the columns and rows of a ruled table part: `xs` from left to right, `ys` from the top down."""

    xs: list[float]
    ys: list[float]
    level: list[Ruling]
    upright: list[Ruling]

    def parted_beside(self, row: int, column: int) -> bool:
        """Whether a line is drawn between a cell and the one to its right."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return _drawn(self.upright, self.xs[column + 1], middle)

    def parted_below(self, row: int, column: int) -> bool:
        """Whether a line is drawn between a cell and the one below."""
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return _drawn(self.level, self.ys[row + 1], middle)

    def whole_cell(self, row: int, column: int) -> tuple[int, int]:
        """The upper left part of the cell that a part belongs to."""
        while column > 0 and not self.parted_beside(row, column - 1):
            column -= 1
        while row > 0 and not self.parted_below(row - 1, column):
            row -= 1
        return row, column

    def with_rows(self, between: Sequence[float]) -> "Grid":
        """The same with lines across at these heights, too."""
        across = [Ruling(at, self.xs[0], self.xs[-1]) for at in between]
        return Grid(self.xs, sorted({*self.ys, *between}, reverse=True), [*self.level, *across], self.upright)


def read_rulings(page: pypdfium2.PdfPage) -> Rulings:
    """All straight lines and edges of rectangles, longer than a letter; none on pages that are drawings."""
    level: list[Ruling] = []
    upright: list[Ruling] = []
    paths = list(_paths(page))
    if len(paths) > _MAX_PATHS:
        return Rulings([], [])
    for path in paths:
        for (ax, ay), (bx, by) in _segments(path):
            if abs(ay - by) <= _STRAIGHT_POINTS and abs(ax - bx) >= _SHORTEST_POINTS:
                level.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif abs(ax - bx) <= _STRAIGHT_POINTS and abs(ay - by) >= _SHORTEST_POINTS:
                upright.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))
    return Rulings(level, upright)


def grids(rulings: Rulings) -> Iterator[Grid]:
    """Grids of at least two rows and two columns, each of lines that touch."""
    left = [(ruling, True) for ruling in rulings.level] + [(ruling, False) for ruling in rulings.upright]
    if len(left) > _MAX_PATHS:
        return
    while left:
        reached, found = [left.pop()], []
        while reached:
            line = reached.pop()
            found.append(line)
            touching = [other for other in left if _touch(line, other)]
            left = [other for other in left if not _touch(line, other)]
            reached += touching
        level = [ruling for ruling, is_level in found if is_level]
        upright = [ruling for ruling, is_level in found if not is_level]
        xs, ys = _places(upright), _places(level)[::-1]
        if len(xs) > 2 and len(ys) > 2:
            yield Grid(xs, ys, level, upright)


def _touch(line: tuple[Ruling, bool], other: tuple[Ruling, bool]) -> bool:
    (a, a_level), (b, b_level) = line, other
    near = _SAME_PLACE_POINTS
    if a_level == b_level:
        return abs(a.at - b.at) <= near and a.first - near <= b.last and b.first - near <= a.last
    return a.first - near <= b.at <= a.last + near and b.first - near <= a.at <= b.last + near


def _drawn(rulings: Sequence[Ruling], at: float, across: float) -> bool:
    return any(
        abs(ruling.at - at) <= _SAME_PLACE_POINTS and ruling.first <= across <= ruling.last for ruling in rulings
    )


def _places(rulings: Sequence[Ruling]) -> list[float]:
    places: list[float] = []
    for at in sorted(ruling.at for ruling in rulings):
        if not places or at - places[-1] > _SAME_PLACE_POINTS:
            places.append(at)
    return places


def _mirrored(ruling: Ruling, sign: int) -> Ruling:
    return Ruling(sign * ruling.at, -ruling.last, -ruling.first) if sign < 0 else ruling


def _paths(page: pypdfium2.PdfPage) -> Iterator[_Path]:
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        path = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(path) == pdfium.FPDF_PAGEOBJ_PATH:
            yield path


def _segments(path: _Path) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight parts of a path, in the page's points."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        elif kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, first
