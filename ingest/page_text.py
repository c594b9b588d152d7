"""The text of a PDF page, with a way back from each character to its box on the page.

PDFium tells characters one by one (FPDFText_GetUnicode); its own text ranges leave some of them out, so
their offsets do not fit the boxes.
"""

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from domain.places import Place
from ingest.fragments import right_to_left
from ingest.hyphens import Vocabulary, ends_with_hyphen
from ingest.lines import MADE_UP, Kind, Line, Pieces, RowCells, Span
from ingest.noise import LEADERS

PARAGRAPH = "\n\n"
_PARAGRAPH_GAP_RATIO = 1.35
_LARGE_LINE_GAP_RATIO = 1.5  # a title's lines stand further apart than the text's, but not than they are high
_PARAGRAPH_SIZE_RATIO = 1.2
_SAME_SIZE_RATIO = 0.92
_WRAPPED_LETTERS = 25
_STOPS = ".!?:;…。！？"
_CLOSERS = "\"'”’»)]"
_ITEM = re.compile(r"[-*•·▪–]\s|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text and which of PDFium's characters each part of it is.

    `after` stands between it and the next page: less than an empty line where a sentence runs on. `starts` say where
    each of its lines begins, `places` where each stands, `cells` what each has as a table's row.
    """

    text: str
    spans: tuple[Span, ...]
    after: str = PARAGRAPH
    starts: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    cells: tuple[RowCells | None, ...] = ()

    def sources(self, start: int, end: int) -> Iterator[int]:
        """PDFium's indexes of the characters `[start, end)`."""
        for offset in range(max(0, start), min(end, len(self.text))):
            span = self.spans[bisect_right(self.spans, offset, key=lambda s: s.start) - 1]
            if span.source != MADE_UP:
                yield span.source + (offset - span.start if span.one_each else 0)


def page_text(lines: Sequence[Line], vocabulary: Vocabulary, following: Line | None) -> PageText:
    """A page's lines as paragraphs, where `following` begins the next page.

    Lines that only end because the column does are joined with a blank, and words divided at their end are whole again.
    """
    pieces, starts = Pieces(), []
    usual = _usual_pitch(lines)
    after = PARAGRAPH
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else following
        text, after = _ended(line, below, vocabulary, usual, same_page=number < len(lines))
        starts.append(pieces.length)
        for span, to in _parts(line, len(text)):
            pieces.add(text[span.start : to], span.source, one_each=span.one_each)
        if number < len(lines):
            pieces.add(after, MADE_UP)
    text, spans = pieces.done()
    return PageText(text, spans, after, tuple(starts), cells=tuple(line.cells for line in lines))


def boxes(page: pypdfium2.PdfTextPage, sources: Iterator[int]) -> list[Box]:
    """The boxes of characters, joined where they stand side by side on one line."""
    joined: list[Box] = []
    for source in sources:
        box = _loose_box(page, source)
        if box is None or box.right <= box.left or box.top <= box.bottom:
            continue
        last = joined[-1] if joined else None
        if last is not None and _side_by_side(last, box):
            joined[-1] = Box(
                min(last.left, box.left),
                min(last.bottom, box.bottom),
                max(last.right, box.right),
                max(last.top, box.top),
            )
        else:
            joined.append(box)
    return joined


def _parts(line: Line, length: int) -> Iterator[tuple[Span, int]]:
    """A line's spans, each with its end, up to `length`."""
    ends = [span.start for span in line.spans[1:]] + [length]
    for span, end in zip(line.spans, ends, strict=True):
        if span.start < length:
            yield span, min(end, length)


def _ended(line: Line, below: Line | None, vocabulary: Vocabulary, usual: float, *, same_page: bool) -> tuple[str, str]:
    """What of a line stays, and what stands between it and the one that is read next."""
    if below is None:
        return line.text, PARAGRAPH
    beside = same_page and line.region == below.region
    apart = _apart(line, below, usual) if beside else not runs_on(line, below)
    if apart or Kind.TEXT not in (line.kind, below.kind):
        return line.text, "\n" if line.kind is below.kind is Kind.ROW and beside else PARAGRAPH
    if line.kind is not below.kind:
        return line.text, PARAGRAPH
    if ends_with_hyphen(line.text):
        return vocabulary.joined(line.text, below.text)
    return line.text, " " if not beside or _is_wrapped(line, below) else "\n"


def runs_on(line: Line, below: Line) -> bool:
    """Whether a sentence goes on in the next column or on the next page."""
    if not line.kind is below.kind is Kind.TEXT or not _alike(line.size, below.size):
        return False
    first = below.text.lstrip("\"'“„‘(«")[:1]
    if ends_with_hyphen(line.text):
        return first.isalnum()
    return first.islower() and line.text.rstrip(_CLOSERS)[-1:] not in tuple(_STOPS)


def _alike(size: float, other: float) -> bool:
    return min(size, other) >= _SAME_SIZE_RATIO * max(size, other)


def _usual_pitch(lines: Sequence[Line]) -> float:
    text = [line for line in lines if line.kind is Kind.TEXT]
    pitches = [above.base - below.base for above, below in pairwise(text) if above.region == below.region]
    return median([pitch for pitch in pitches if pitch > 0] or [0.0])


def _apart(above: Line, below: Line, usual: float) -> bool:
    """Whether a line stands apart from the one before it: a wider gap, or another size of letters."""
    smaller, larger = sorted((above.size, below.size))
    gap = max(_PARAGRAPH_GAP_RATIO * usual, _LARGE_LINE_GAP_RATIO * smaller)
    return above.base - below.base > gap or larger > _PARAGRAPH_SIZE_RATIO * max(smaller, 0.1)


def _is_wrapped(line: Line, below: Line) -> bool:
    """Whether a line ends only because the first word of the next one had no room left in the column."""
    if len(line.text) < _WRAPPED_LETTERS or not _alike(line.size, below.size):
        return False
    if LEADERS.search(line.text) or _ITEM.match(below.text) or right_to_left(line.text):
        return False
    goes_on = below.text[:1].islower() and line.text.rstrip(_CLOSERS)[-1:] not in tuple(_STOPS)
    return goes_on or line.right + below.opening + 0.2 * line.size > line.edge


def _loose_box(page: pypdfium2.PdfTextPage, index: int) -> Box | None:
    """The box of a character with room for the whole line's height; null for one that PDFium made up."""
    rect: Any = pdfium.FS_RECTF()
    if pdfium.FPDFText_IsGenerated(page.raw, index) == 1:
        return None
    if not pdfium.FPDFText_GetLooseCharBox(page.raw, index, ctypes.byref(rect)):
        return None
    return Box(rect.left, rect.bottom, rect.right, rect.top)


def _side_by_side(last: Box, box: Box) -> bool:
    height = min(last.top - last.bottom, box.top - box.bottom)
    level = min(last.top, box.top) - max(last.bottom, box.bottom) > height / 2
    return level and -2 * height < box.left - last.right < 2 * height
