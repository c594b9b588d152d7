"""Headings of a PDF, told by their letters: larger or bolder than the text, alone on their lines; tables' captions."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pypdfium2
import pypdfium2.raw as pdfium

from domain.places import HEADING_PATH, Page, PageRows, Place, Section
from ingest.lines import MADE_UP, Kind, Line
from ingest.marks import is_note
from ingest.noise import LEADERS

_LONGEST_CHARACTERS = 110
_MOST_LINES = 3
_LARGER_RATIO = 1.1
_AS_LARGE_RATIO = 0.97
_SAME_LINE_GAP_RATIO = 1.6
_MOST_OF_TEXT_RATIO = 0.4
_PATH_CHARACTERS = 200
_BOLD_WEIGHT = 600
_FONT_NAME_BYTES = 128
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_CAPTION = re.compile(r"(?:table|tabelle|tab\.|tableau|tabla)\s*[\w.]+\s*[:.–-]?\s|[\w.]+\s*táblázat\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:chapter |section )?[\dIVX]+(?:\.\d+)*[.)]?\s", re.IGNORECASE)
_ITEM = re.compile(r"[-*•·▪–]\s")
_UNFINISHED = ".,;:"

_Style = tuple[float, bool]


def with_weights(textpage: pypdfium2.PdfTextPage, lines: Sequence[Line]) -> list[Line]:
    """The lines, those in bold letters marked as such: they begin and end with one."""
    return [replace(line, bold=True) if _is_bold(textpage, line) else line for line in lines]


def places(pages: Sequence[Sequence[Line]]) -> list[list[Place]]:
    """Where each line of each page stands: its page, under its headings, in its row of a table."""
    trail = _Trail(_levels(pages))
    return [list(trail.page(number, lines)) for number, lines in enumerate(pages, 1)]


@dataclass(frozen=True, slots=True)
class _Levels:
    """Which styles are headings, the highest first; none where letters do not tell."""

    styles: tuple[_Style, ...]

    def of(self, line: Line) -> int | None:
        """The rank of a line's style, from 0; null where it is none of a heading."""
        style = _style(line)
        return self.styles.index(style) if style in self.styles and _may_be_heading(line) else None


class _Trail:
    """The headings that what comes next stands under."""

    def __init__(self, levels: _Levels) -> None:
        self._levels = levels
        self._above: list[tuple[int, str]] = []
        self._title: str | None = None  # the heading that the document begins with; empty where it is none
        self._is_first = True
        self._table_above: tuple[list[str], int] = [], 0  # captions and rows so far of the one that a page ends with

    def page(self, number: int, lines: Sequence[Line]) -> Iterator[Place]:
        """The place of each line of a page."""
        at = 0
        while at < len(lines):
            if _begins_table(lines, at):
                end = _table_end(lines, at)
                goes_on = at == 0 and _goes_on_above(lines)
                yield from self._table(number, lines[at:end], *(self._table_above if goes_on else ([], 0)))
                at = end
                continue
            opened = self._opened(lines, at)
            table = opened > at and opened < len(lines) and _begins_table(lines, opened)
            for _ in range(max(1, opened - at)):
                yield next(self._table(number, lines[opened : opened + 2])) if table else self._place(Page(number))
                self._table_above = [], 0
            at = max(at + 1, opened)

    def _opened(self, lines: Sequence[Line], at: int) -> int:
        """Where the headings that begin at `at` end, all of them taken; `at` where none does."""
        begun, first = at, self._is_first and at == 0
        self._is_first = False
        while (end := self._heading_end(lines, at)) > at:
            level = self._levels.of(lines[at]) or 0
            text = " ".join(line.text for line in lines[at:end])
            if self._title is None:
                self._title = text if first and not _NUMBERED.match(text) else ""
            self._above = [*(one for one in self._above if one[0] < level), (level, text)]
            at = end
        return at if at > begun else begun

    def _heading_end(self, lines: Sequence[Line], at: int) -> int:
        end = at
        while end < len(lines) and self._goes_on(lines, at, end):
            end += 1
        if end == at or end - at > _MOST_LINES or _continues(lines, at) or _is_begun(lines, end):
            return at
        return end

    def _goes_on(self, lines: Sequence[Line], at: int, end: int) -> bool:
        line = lines[end]
        above = lines[end - 1]
        figure = end > at and line.text.strip().isdigit()  # the year of a title that is as wide as the page
        if (self._levels.of(line) is None and not figure) or _is_caption(lines, end):
            return False
        near = above.base - line.base <= _SAME_LINE_GAP_RATIO * line.size
        return end == at or (_style(above) == _style(line) and above.region == line.region and near)

    def _table(self, number: int, lines: Sequence[Line], captions: Sequence[str] = (), row: int = 0) -> Iterator[Place]:
        """`captions` and `row` are those of its part on the page before."""
        captions = [line.text for line in lines if line.kind is not Kind.ROW] or list(captions)
        for line in lines:
            row += line.kind is Kind.ROW and not is_note(line.text)
            yield self._place(PageRows(number, max(row, 1), max(row, 1)), *captions)
        self._table_above = captions, row

    def _place(self, spot: Page | PageRows, *captions: str) -> Place:
        headings = [text for _, text in self._above]
        if self._title and headings[:1] != [self._title]:
            headings = [self._title, *headings]
        path = HEADING_PATH.join([*headings, *captions])
        return Section(path[:_PATH_CHARACTERS], spot) if path else spot


def _levels(pages: Sequence[Sequence[Line]]) -> _Levels:
    lines = [line for line in chain.from_iterable(pages) if line.kind is Kind.TEXT]
    letters = Counter[_Style]()
    for line in lines:
        letters[_style(line)] += len(line.text)
    if not letters:
        return _Levels(())
    (size, bold), _ = letters.most_common(1)[0]
    found = [line for line in lines if _stands_out(line, size, bold=bold) and _may_be_heading(line)]
    if sum(len(line.text) for line in found) > _MOST_OF_TEXT_RATIO * letters.total():
        return _Levels(())
    return _Levels(tuple(sorted({_style(line) for line in found}, reverse=True)))


def _stands_out(line: Line, size: float, *, bold: bool) -> bool:
    """Whether its letters are larger than those of the text, or bold ones as large where those are not."""
    rounded = _style(line)[0]
    return rounded >= _LARGER_RATIO * size or (line.bold and not bold and rounded >= _AS_LARGE_RATIO * size)


def _may_be_heading(line: Line) -> bool:
    text = line.text.strip()
    words = sum(letter.isalpha() for letter in text) > 1
    short = len(text) <= _LONGEST_CHARACTERS and not LEADERS.search(text)
    return words and short and text[-1] not in _UNFINISHED and not _ITEM.match(text)


def _continues(lines: Sequence[Line], at: int) -> bool:
    """Whether the line before it goes on in it, as where words of a paragraph are bold."""
    if at == 0:
        return False
    above, line = lines[at - 1], lines[at]
    alike = above.region == line.region and above.kind is Kind.TEXT and abs(above.size - line.size) < 0.1 * line.size
    return alike and not above.bold and above.right >= 0.9 * above.edge and above.text[-1] not in ".!?:…"


def _is_begun(lines: Sequence[Line], end: int) -> bool:
    """Whether the line after it goes on with it."""
    return end < len(lines) and lines[end].kind is Kind.TEXT and lines[end].text[:1].islower()


def _is_caption(lines: Sequence[Line], at: int) -> bool:
    """Whether a line names the table right below it."""
    line = lines[at]
    above_table = at + 1 < len(lines) and line.kind is Kind.TEXT and lines[at + 1].kind is Kind.ROW
    short = len(line.text) <= _LONGEST_CHARACTERS and line.text[-1] not in ".,;"
    return above_table and short and _CAPTION.match(line.text) is not None


def _begins_table(lines: Sequence[Line], at: int) -> bool:
    return lines[at].kind is Kind.ROW or _is_caption(lines, at)


def _goes_on_above(lines: Sequence[Line]) -> bool:
    """Whether a page begins with rows of a table that the page before may have begun."""
    return lines[0].cells is not None and lines[0].cells.goes_on


def _table_end(lines: Sequence[Line], at: int) -> int:
    end = at + 1
    first = end if lines[at].kind is not Kind.ROW else at
    while end < len(lines) and lines[end].kind is Kind.ROW and lines[end].region == lines[first].region:
        end += 1
    return end


def _style(line: Line) -> _Style:
    return round(line.size * 2) / 2, line.bold


def _is_bold(textpage: pypdfium2.PdfTextPage, line: Line) -> bool:
    sources = (line.spans[0].source, line.spans[-1].source) if line.spans else ()
    told = line.kind is Kind.TEXT and len(line.text) <= _LONGEST_CHARACTERS and MADE_UP not in sources
    return told and bool(sources) and all(_bold_at(textpage, source) for source in sources)


def _bold_at(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(_FONT_NAME_BYTES), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage.raw, index, name, _FONT_NAME_BYTES, ctypes.byref(flags))
    heavy: bool = pdfium.FPDFText_GetFontWeight(textpage.raw, index) >= _BOLD_WEIGHT
    return heavy or _BOLD_NAME.search(name.value) is not None
