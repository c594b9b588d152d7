"""A page that was read by OCR as words like any other page's, and the way back to their places."""

import math
import re
from collections.abc import Iterator
from statistics import median
from typing import TypeAlias

from ingest.glyphs import Glyphs, Word
from ingest.recognised import RecognisedPage

Point: TypeAlias = tuple[float, float]

_SIZE_RATIO = 0.72  # of a line's box, which has room around its letters
_BASE_RATIO = 0.26  # how far above the box's lower edge letters stand
_SAME_SIZE_RATIO = 1.2
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"\S+")


def glyphs_of(page: RecognisedPage) -> Glyphs:
    """Its words as those of a page with text, upright and in lines that are level."""
    height = page.height if page.turned % 180 == 0 else page.width
    sizes = _sizes(page)
    raw, words = "", list[Word]()
    for line, size in zip(page.lines, sizes, strict=True):
        middle = (line.top + line.bottom) / 2
        base = height - (middle + (0.5 - _BASE_RATIO) * size / _SIZE_RATIO)
        text = _narrow(line.text)
        for match in _WORD.finditer(text):
            left, right = line.edges[match.start()], line.edges[match.end()]
            start, end = len(raw) + match.start(), len(raw) + match.end()
            words.append(Word(start, end, left, right, base, size, 0, glued=False))
        raw += text + "\n"
    return Glyphs(raw, words, len(raw))


def outlines(page: RecognisedPage, sources: Iterator[int]) -> Iterator[tuple[Point, ...]]:
    """Corners around characters of `glyphs_of(page).raw`, in points from the upper left of the page as it is shown."""
    wanted, start = set(sources), 0
    for line in page.lines:
        marked = [index for index in range(len(line.text)) if start + index in wanted]
        start += len(line.text) + 1
        if marked:
            left, right = line.edges[marked[0]], line.edges[marked[-1] + 1]
            corners = ((left, line.top), (right, line.top), (right, line.bottom), (left, line.bottom))
            yield tuple(_as_shown(page, x, y) for x, y in corners)


def _narrow(text: str) -> str:
    """Latin letters and marks in their usual width, which the network takes for wide ones now and then."""
    if _WIDE.search(text):
        return text
    return _FULL_WIDTH.sub(lambda match: chr(ord(match[0]) - 0xFEE0), text)


def _sizes(page: RecognisedPage) -> list[float]:
    """The size of each line's letters: one for lines of about the same height, whose boxes differ by their letters."""
    heights = [line.bottom - line.top for line in page.lines]
    return [
        _SIZE_RATIO * median(h for h in heights if max(h, height) <= _SAME_SIZE_RATIO * min(h, height))
        for height in heights
    ]


def _as_shown(page: RecognisedPage, x: float, y: float) -> Point:
    """Undoes how the page was turned."""
    turned_width, turned_height = (page.width, page.height) if page.turned % 180 == 0 else (page.height, page.width)
    cosine, sine = math.cos(math.radians(page.skew)), math.sin(math.radians(page.skew))
    across, down = x - turned_width / 2, y - turned_height / 2
    x, y = turned_width / 2 + across * cosine - down * sine, turned_height / 2 + across * sine + down * cosine
    match page.turned:
        case 90:
            return turned_height - y, x
        case 180:
            return turned_width - x, turned_height - y
        case 270:
            return y, turned_width - x
        case _:
            return x, y
