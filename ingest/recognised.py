"""Pages that were read by OCR: their words with places, kept beside the file until it goes.

The text of a document is made of them each time it is read or a passage of it is marked, so both see the same.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

from ingest.glyphs import Glyphs, Word

Point: TypeAlias = tuple[float, float]

_SUFFIX = ".words"
_SIZE_RATIO = 0.72  # of a line's box, which has room around its letters
_BASE_RATIO = 0.26  # how far above the box's lower edge letters stand
_SAME_SIZE_RATIO = 1.2
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Letters from left to right, in points from the upper left: letter `i` is between `edges[i]` and `[i + 1]`."""

    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Lines of a page as it was turned to be read: by `turned` degrees, a multiple of 90, then by `skew`, to the left.

    `width` and `height` are the page's as it is shown. A page that could not be read has `failed`.
    """

    lines: tuple[RecognisedLine, ...]
    width: float
    height: float
    turned: int = 0
    skew: float = 0.0
    failed: bool = False

    @property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return sum(letter.isalnum() for line in self.lines for letter in line.text)


FAILED = RecognisedPage((), 0, 0, failed=True)


def keep(path: Path, number: int, page: RecognisedPage) -> None:
    """Notes what stands on a page (from 1) of the file `path`."""
    with _beside(path).open("ab") as file:
        # The break comes first too, since a line before may have been cut off.
        file.write(b"\n" + json.dumps({"number": number, **asdict(page)}, ensure_ascii=False).encode() + b"\n")


def kept_pages(path: Path) -> dict[int, RecognisedPage]:
    """What was noted of the file `path`, by page."""
    pages: dict[int, RecognisedPage] = {}
    beside = _beside(path)
    if beside.exists():
        for line in beside.read_bytes().splitlines():
            try:
                noted = json.loads(line)
                pages[int(noted["number"])] = page_from(noted)
            except (ValueError, KeyError, TypeError):
                continue  # cut off when the server was killed: the page is read again
    return pages


def page_from(plain: Mapping[str, Any]) -> RecognisedPage:
    """From what `asdict` made. Raises `ValueError`, `KeyError` or `TypeError` where it is none."""
    lines = tuple(_line_from(line) for line in plain["lines"])
    width, height, skew = (float(plain[name]) for name in ("width", "height", "skew"))
    return RecognisedPage(lines, width, height, int(plain["turned"]), skew, failed=bool(plain["failed"]))


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


def _beside(path: Path) -> Path:
    return path.with_name(path.name + _SUFFIX)


def _line_from(plain: Mapping[str, Any]) -> RecognisedLine:
    text, edges = str(plain["text"]), tuple(float(edge) for edge in plain["edges"])
    if len(edges) != len(text) + 1 or any(a > b for a, b in pairwise(edges)):
        raise ValueError("letters without places")
    return RecognisedLine(text, edges, float(plain["top"]), float(plain["bottom"]))


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
