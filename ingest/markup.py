"""What Markdown and its like say by their layout: tables, and headings that are underlined.

A table's rows are told as those of a CSV file, each with its columns' names, since a passage may begin at any of them;
an underlined heading becomes one with `#`, the one form by which headings are known from then on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.places import HEADING_PATH, Mark, Place, Rows, Section, Spot, Whole, heading_of
from ingest.cell_tables import Cells
from ingest.table_rows import Layout, distinct

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_GRID_RULE = re.compile(r"\s*\+(?:[-=]+\+)+\s*")
_LONGEST_HEADING_CHARACTERS = 120
_LONGEST_LEAD_CHARACTERS = 300
_MOST_LEVELS = 6


@dataclass(slots=True)
class _Told:
    """The text as it grows, and where its parts belong. `trail` are the headings that it stands under, by rank."""

    parts: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=lambda: [Mark(0, Whole())])
    trail: list[tuple[int, str]] = field(default_factory=list)
    tables: list[Cells] = field(default_factory=list)
    length: int = 0
    bare: bool = False

    def add(self, line: str) -> None:
        self.parts.append(line)
        self.length += len(line)
        self.bare = self.bare and not line.strip()

    def add_heading(self, line: str) -> None:
        """Opens a section; together with the heading above it where that ranks higher and has no text of its own."""
        found = _HEADING.match(line)
        if found is None or not found[2]:
            self.add(line)
            return
        level = len(found[1])
        deeper = self.bare and self.trail[-1][0] < level
        self.trail = [*((rank, above) for rank, above in self.trail if rank < level), (level, found[2])]
        self._mark(self.marks[-1].start if deeper else self.length, self.place(Whole()))
        self.add(line)
        self.bare = True

    def place(self, spot: Spot) -> Place:
        """The spot under the headings so far."""
        return Section(HEADING_PATH.join(title for _, title in self.trail), spot) if self.trail else spot

    def cells_of(self, names: Sequence[str]) -> Cells:
        """A table that begins here, to be filled with its rows."""
        title = self.trail[-1][1] if self.trail else None
        cells = Cells(names, start=self.length, title=title, section=heading_of(self.place(Whole())) or "")
        self.tables.append(cells)
        return cells

    def begin(self, spot: Spot) -> None:
        """What is added from here on belongs to `spot`."""
        self._mark(self.length, self.place(spot))

    def begin_with_lead(self, spot: Spot) -> None:
        """The same from the heading, or the sentence that ends in a colon, right above on."""
        self._mark(self.length - _lead_length("".join(self.parts[-_LEAD_LINES:])), self.place(spot))

    def _mark(self, start: int, place: Place) -> None:
        while self.marks and self.marks[-1].start >= start:
            self.marks.pop()
        self.marks.append(Mark(start, place))


_LEAD_LINES = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A text as it is kept, the places of its parts, and its tables."""

    text: str
    marks: tuple[Mark, ...]
    tables: Sequence[Cells]


def told(text: str, *, hashes: bool) -> Told:
    """`text` with tables told row by row and underlined headings marked.

    `hashes`: lines that begin with `#` are headings; elsewhere they are comments as often.
    """
    out, levels = _Told(), dict[str, int]()
    lines = text.splitlines(keepends=True)
    at, fenced = 0, ""
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence and (not fenced or fence[1] == fenced):
            fenced = "" if fenced else fence[1]
        table = None if fenced or fence else _table(lines, at)
        if table is not None:
            at += _add_table(out, table)
            continue
        heading = None if fenced or fence else _heading(lines, at, levels)
        if heading is not None:
            out.add_heading(heading.line)
            at += heading.taken
            continue
        (out.add_heading if hashes and not fenced and not fence else out.add)(lines[at])
        at += 1
    return Told("".join(out.parts), tuple(out.marks), out.tables)


@dataclass(frozen=True, slots=True)
class _Table:
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    taken: int


@dataclass(frozen=True, slots=True)
class _Heading:
    line: str
    taken: int


def _add_table(out: _Told, table: _Table) -> int:
    """How many lines it took."""
    width = max(len(row) for row in (table.header, *table.rows))
    body = [[*row, *[""] * (width - len(row))] for row in table.rows]
    layout = Layout.of(table.header, body, width=width)
    cells = out.cells_of(_names(table.header, width))
    for number, lines in enumerate(layout.lines(cells.passing(layout.carried(iter(body)))), 1):
        (out.begin if number > 1 else out.begin_with_lead)(Rows(number, number))
        for line in lines:
            out.add(line + "\n")
    cells.end = out.length
    out.begin(Whole())
    return table.taken


def _names(header: Sequence[str], width: int) -> list[str]:
    """Of the columns, made distinct; empty for one that the header leaves without a name."""
    names: list[str] = []
    for name in [*header, *[""] * (width - len(header))]:
        names.append(distinct(name, names) if name else name)
    return names


def _table(lines: Sequence[str], at: int) -> _Table | None:
    """The table that begins at a line: a header, a rule of dashes, and rows."""
    if _GRID_RULE.fullmatch(lines[at]):
        return _grid(lines, at)
    if "|" not in lines[at] or at + 2 >= len(lines) or "|" not in lines[at + 1] or not _RULE.fullmatch(lines[at + 1]):
        return None
    header = _cells(lines[at])
    if len(header) != len(_cells(lines[at + 1])):
        return None
    rows = []
    for line in lines[at + 2 :]:
        if "|" not in line or _HEADING.match(line):
            break
        rows.append(_cells(line))
    filled = [row for row in rows if any(row)]
    return _Table(header, filled, 2 + len(rows)) if filled else None


def _grid(lines: Sequence[str], at: int) -> _Table | None:
    """A table whose lines are drawn with `+`, `-` and `|`, as in reStructuredText."""
    end = at
    while end < len(lines) and lines[end].lstrip()[:1] in {"+", "|"}:
        end += 1
    records = list(_grid_records(lines[at:end]))
    filled = [record for record in records if any(record)]
    return _Table(filled[0], filled[1:], end - at) if len(filled) > 1 else None


def _grid_records(lines: Sequence[str]) -> Iterator[list[str]]:
    """A record stands between two rules; its lines are joined cell by cell."""
    record: list[str] = []
    for line in lines:
        if _GRID_RULE.fullmatch(line):
            yield record
            record = []
            continue
        cells = _cells(line)
        record += [""] * (len(cells) - len(record))
        record = [f"{above} {cell}".strip() for above, cell in zip(record, [*cells, *[""] * len(record)], strict=False)]
    yield record


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _CELL_EDGE.split(inner)]


def _heading(lines: Sequence[str], at: int, levels: dict[str, int]) -> _Heading | None:
    """A heading that is underlined, perhaps overlined too, as one with `#`; levels go by the order of the marks."""
    overlined = (
        bool(_UNDERLINE.fullmatch(lines[at])) and at + 2 < len(lines) and lines[at + 2].rstrip() == lines[at].rstrip()
    )
    title_at = at + 1 if overlined else at
    if title_at + 1 >= len(lines):
        return None
    title, rule = lines[title_at].strip(), lines[title_at + 1].rstrip()
    alone = overlined or at == 0 or not lines[at - 1].strip()
    if not title or not alone or not _UNDERLINE.fullmatch(rule) or not _is_title(title, rule):
        return None
    level = levels.setdefault(rule[0] + "o" * overlined, min(_MOST_LEVELS, len(levels) + 1))
    return _Heading(f"{'#' * level} {title}\n", title_at + 2 - at)


def _is_title(title: str, rule: str) -> bool:
    fits = len(title) <= len(rule) + 2 or rule[0] in "=-"
    return fits and len(title) <= _LONGEST_HEADING_CHARACTERS and any(character.isalpha() for character in title)


def _lead_length(before: str) -> int:
    """How long the end of `before` is that only opens what follows: a heading, or words up to a colon."""
    stripped = before.rstrip()
    last_line = stripped[stripped.rfind("\n") + 1 :]
    paragraph = stripped[stripped.rfind("\n\n") + 1 :].lstrip()
    if _HEADING.match(last_line):
        return len(before) - len(stripped) + len(last_line)
    if stripped.endswith(":") and len(paragraph) <= _LONGEST_LEAD_CHARACTERS:
        return len(before) - before.rfind(paragraph)
    return 0
