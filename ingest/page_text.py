"""The text of a PDF page, with a way back from each character to its box on the page.

PDFium tells characters one by one (FPDFText_GetUnicode); its own text ranges leave some of them out, so
their offsets do not fit the boxes.
"""

import ctypes
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPECIAL = re.compile(
    "[ \t\u00a0]*(?:\r\n|[\n\r\u2028\u2029\x0b\x0c\x85])[\\s]*"  # a line end with the blanks around it
    "|[\x02\ufffe]\\s*"  # a hyphen at the end of a line, within a word
    "|[ﬀ-ﬆ]|[\ud800-\udbff][\udc00-\udfff]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff\uffff\ud800-\udfff]"
)
_PARAGRAPH_GAP_RATIO = 1.35
_LARGE_LINE_GAP_RATIO = 1.3  # a title's lines stand further apart than the text's, but not than they are high
_PARAGRAPH_SIZE_RATIO = 1.2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class _Span:
    """From `start` on, the text's characters are PDFium's from `source` on: one each, or all the same one."""

    start: int
    source: int
    one_each: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text and which of PDFium's characters each part of it is; spans count `lead` characters more."""

    text: str
    spans: tuple[_Span, ...]
    lead: int

    def sources(self, start: int, end: int) -> Iterator[int]:
        """PDFium's indexes of the characters `[start, end)`, those that it made up included."""
        for offset in range(self.lead + max(0, start), self.lead + min(end, len(self.text))):
            span = self.spans[bisect_right(self.spans, offset, key=lambda s: s.start) - 1]
            yield span.source + (offset - span.start if span.one_each else 0)


def page_text(page: pypdfium2.PdfTextPage) -> PageText:
    """Lines as on the page, in the order in which they were drawn; an empty line between paragraphs.

    Words that were divided at a line end are whole again, ligatures are spelt out.
    """
    get_unicode, handle = pdfium.FPDFText_GetUnicode, page.raw
    codes = [get_unicode(handle, index) for index in range(page.count_chars())]
    raw = "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes)
    paragraphs = _paragraph_starts(page, raw)
    parts: list[str] = []
    spans: list[_Span] = []
    length = done = 0

    def add(part: str, source: int, *, one_each: bool) -> None:
        nonlocal length
        if part:
            parts.append(part)
            spans.append(_Span(length, source, one_each))
            length += len(part)

    for match in _SPECIAL.finditer(raw):
        add(raw[done : match.start()], done, one_each=True)
        done = match.end()
        add(_spelt(match[0], paragraph=done in paragraphs), match.start(), one_each=False)
    add(raw[done:], done, one_each=True)
    text = "".join(parts)
    return PageText(text.strip(), tuple(spans), lead=len(text) - len(text.lstrip()))


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


def _spelt(special: str, *, paragraph: bool) -> str:
    if special[0] in "\x02\ufffe":
        return ""
    if special[0] in _LIGATURES:
        return _LIGATURES[special]
    if len(special) == 2 and "\ud800" <= special[0] <= "\udbff":
        return special.encode("utf-16", "surrogatepass").decode("utf-16")
    if special.isspace():
        return "\n\n" if paragraph else "\n"
    return ""


def _paragraph_starts(page: pypdfium2.PdfTextPage, raw: str) -> set[int]:
    """Where a line begins that stands apart from the one before it: a wider gap, or another size of letters."""
    starts = [m.end() for m in re.finditer("(?:^|[\r\n\x02\ufffe])\\s*(?=\\S)", raw)]
    lines = [(start, box) for start in starts if (box := _loose_box(page, start)) is not None]
    pitches = [above.bottom - below.bottom for (_, above), (_, below) in pairwise(lines)]
    usual = median([pitch for pitch in pitches if pitch > 0] or [0.0])
    apart: set[int] = set()
    for ((_, above), (start, below)), pitch in zip(pairwise(lines), pitches, strict=True):
        sizes = sorted((above.top - above.bottom, below.top - below.bottom))
        gap = max(_PARAGRAPH_GAP_RATIO * usual, _LARGE_LINE_GAP_RATIO * sizes[0])
        if pitch > gap or sizes[1] > _PARAGRAPH_SIZE_RATIO * max(sizes[0], 0.1):
            apart.add(start)
    return apart


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
