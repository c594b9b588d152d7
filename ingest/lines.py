"""Lines of a page, each with a way back from its characters to PDFium's, and how their text is put together."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from ingest.glyphs import Glyphs, Word
from ingest.marks import lowered, raised

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPECIAL = re.compile(
    "[\x02\ufffe]|[ﬀ-ﬆ]|[\ud800-\udbff][\udc00-\udfff]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff\uffff\ud800-\udfff]"
)
SOFT_HYPHEN = "\u00ad"
MADE_UP = -1


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` on, the text's characters are PDFium's from `source` on: one each, or all the same one.

    `source` is `MADE_UP` where PDFium has none.
    """

    start: int
    source: int
    one_each: bool


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of a table's row and the names of its columns; `goes_on`: it may have begun on the page before."""

    names: tuple[str, ...]
    texts: tuple[str, ...]
    goes_on: bool


class Kind(Enum):
    """What a line is."""

    TEXT = auto()
    ROW = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `edge` is where its column ends, `region` counts the page's columns.

    `opening` is how wide its first word is. Lines of one page that are turned otherwise differ in `region`. `marks` are
    what stands raised in it, whether its text shows that or not. `cells` are those of a row under column names.
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
    cells: RowCells | None = None


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
