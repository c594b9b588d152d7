"""A page's lines in reading order, each with a way back from its characters to PDFium's."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median

from ingest.aligned import aligned_tables
from ingest.columns import Region, regions
from ingest.fragments import Fragment, fragments, raised_marks
from ingest.glyphs import Glyphs, Word
from ingest.marks import lowered, raised
from ingest.page_tables import Cell, Names, Table, ruled_table
from ingest.rulings import Grid, Rulings, grids

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPECIAL = re.compile(
    "[\x02\ufffe]|[ﬀ-ﬆ]|[\ud800-\udbff][\udc00-\udfff]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff\uffff\ud800-\udfff]"
)
SOFT_HYPHEN = "\u00ad"
MADE_UP = -1
_FULL_RATIO = 0.9


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` on, the text's characters are PDFium's from `source` on: one each, or all the same one.

    `source` is `MADE_UP` where PDFium has none.
    """

    start: int
    source: int
    one_each: bool


class Kind(Enum):
    """What a line is."""

    TEXT = auto()
    ROW = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `edge` is where its column ends, `region` counts the page's columns.

    `opening` is how wide its first word is. Lines of one page that are turned otherwise differ in `region`. `marks` are
    what stands raised in it, whether its text shows that or not.
    """

    text: str
    spans: tuple[Span, ...]
    left: float
    right: float
    base: float
    size: float
    opening: float
    edge: float
    region: int
    kind: Kind = Kind.TEXT
    bold: bool = False
    marks: frozenset[str] = frozenset()


class Pieces:
    """Text put together of parts that know where they come from."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._length = 0

    def add(self, text: str, source: int, *, one_each: bool = False) -> None:
        """Adds `text`, which is PDFium's character `source`, or those from there on."""
        if not text:
            return
        last = self._spans[-1] if self._spans else None
        if not (one_each and last and last.one_each and last.source + self._length - last.start == source):
            self._spans.append(Span(self._length, source, one_each))
        self._parts.append(text)
        self._length += len(text)

    def add_word(self, glyphs: Glyphs, word: Word) -> None:
        """Adds a word as people write it: ligatures spelt out, raised and lowered digits told from others."""
        raw = glyphs.raw[word.start : word.end]
        if word.raised:
            change = raised if word.raised > 0 else lowered
            self.add(change(raw, "".join(self._parts[-2:])), word.start)
            return
        done = 0
        for match in _SPECIAL.finditer(raw):
            self.add(raw[done : match.start()], word.start + done, one_each=True)
            self.add(_spelt(match[0], last=match.end() == len(raw)), word.start + match.start())
            done = match.end()
        self.add(raw[done:], word.start + done, one_each=True)

    def ends_with(self, text: str) -> bool:
        """Whether `text`, of one character, was added last."""
        return bool(self._parts) and self._parts[-1].endswith(text)

    @property
    def length(self) -> int:
        """How many characters were added."""
        return self._length

    def done(self) -> tuple[str, tuple[Span, ...]]:
        """All that was added."""
        return "".join(self._parts), tuple(self._spans)


def page_lines(glyphs: Glyphs, rulings: Rulings, carried: Names | None = None) -> tuple[list[Line], Names | None]:
    """A page's lines, and the column names of the last table on it, which may go on; `carried` are the last page's.

    Text that is turned as most of the page is comes first.
    """
    turns = Counter[int]()
    for word in glyphs.words:
        turns[word.degrees] += word.end - word.start
    writer = _Writer(glyphs, carried)
    for degrees, _ in turns.most_common():
        found = fragments(glyphs, (word for word in glyphs.words if word.degrees == degrees))
        writer.add(found, list(grids(rulings.turned(degrees))))
    return [line for line in writer.lines if line.text], writer.names


class _Writer:
    """Writes the lines of a page, region by region and table by table."""

    def __init__(self, glyphs: Glyphs, carried: Names | None) -> None:
        self.lines: list[Line] = []
        self.names: Names | None = None
        self._glyphs = glyphs
        self._carried = carried
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
        for region in regions(self._glyphs, found):
            self._add_region(region, tables)

    def _add_region(self, region: Region, ruled: Mapping[Fragment, Table]) -> None:
        edge = _edge(region)
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
        self._add_plain(plain, edge)

    def _add_plain(self, lines: Sequence[list[Fragment]], edge: float) -> None:
        done = 0
        for start, end, table in aligned_tables(self._glyphs, lines):
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
        self._carried, self.names = None, names
        if names is not None and names.cells is not None:
            texts = tuple(_name_text(self._glyphs, cell) for cell in names.cells)
            self.names = Names(names.places, None, texts)
        for caption in table.captions:
            self.lines.append(_row(self._glyphs, caption[:1], None, self._region))
        for row in table.rows:
            self.lines.append(_row(self._glyphs, row, names, self._region))


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


def _edge(region: Region) -> float:
    """Where lines have to end; infinitely far where only one of them comes near it."""
    left = min(line[0].left for line in region.lines)
    full = sum(line[-1].right - left >= _FULL_RATIO * (region.right - left) for line in region.lines)
    return region.right if full > 1 else math.inf


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


def _spelt(special: str, *, last: bool) -> str:
    if special[0] in "\x02\ufffe":
        return "-"
    if special[0] == SOFT_HYPHEN:
        return SOFT_HYPHEN if last else ""
    if special[0] in _LIGATURES:
        return _LIGATURES[special]
    if len(special) == 2 and "\ud800" <= special[0] <= "\udbff":
        return special.encode("utf-16", "surrogatepass").decode("utf-16")
    return ""
