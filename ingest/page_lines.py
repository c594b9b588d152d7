"""A page's lines in reading order, each with a way back from its characters to PDFium's."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ingest.columns import Region, regions
from ingest.fragments import Fragment, fragments
from ingest.glyphs import Glyphs, Word
from ingest.marks import lowered, raised

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

    `opening` is how wide its first word is. Lines of one page that are turned otherwise differ in `region`.
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

    def done(self) -> tuple[str, tuple[Span, ...]]:
        """All that was added."""
        return "".join(self._parts), tuple(self._spans)


def page_lines(glyphs: Glyphs) -> list[Line]:
    """Text that is turned as most of the page is comes first."""
    turns = Counter[int]()
    for word in glyphs.words:
        turns[word.degrees] += word.end - word.start
    lines: list[Line] = []
    for degrees, _ in turns.most_common():
        found = fragments(glyphs, (word for word in glyphs.words if word.degrees == degrees))
        for region in regions(glyphs, found):
            number, edge = lines[-1].region + 1 if lines else 0, _edge(region)
            lines += [_line(glyphs, line, edge, number) for line in region.lines]
    return [line for line in lines if line.text]


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
