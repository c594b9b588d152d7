"""Whether a claim quotes its passages word for word, whatever the typography."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.answers import Evidence
from monitoring.claims.splitting import split_sentences
from monitoring.claims.statements import decoration_end
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.remembering import Remembered, bytes_of
from text.marks import strip_marks

_MIN_WORDS = 2
_TYPOGRAPHY: dict[str, str | None] = {
    **dict.fromkeys("„“”«»″", '"'),
    **dict.fromkeys("‘’‚′`", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "\u00ad": None,
}
_PLAIN = str.maketrans(_TYPOGRAPHY)
_EDGES = " \t\r\n\"'.!?…;:,*_-"
_RUN = re.compile(r"\s+|\S+")
_CELL_BREAK = re.compile(r";\s")
_CELL = re.compile(r"[^:;]+:(?:\s|$)")
_RAISED = ("<super>", "<sub>", "<fraction>")  # 10⁵ is not 105


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text as it is compared: `text[i]` comes from `original[offsets[i]]`."""

    text: str
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Quotable:
    """A passage as it is compared, and where in it whole sentences and table cells start and end, ascending."""

    folded: _Folded
    starts: Sequence[int]
    ends: frozenset[int]


class Quotations:
    """What the passages of one answer can be quoted for; each is folded once, when the first claim comes to it.

    `check` is called between passages and may raise.
    """

    def __init__(self, passages: Sequence[str], *, check: Callable[[], None] = no_deadline) -> None:
        self._passages = passages
        self._check = check
        self._quotable: list[_Quotable] = []

    def find(self, statement: str) -> Evidence | None:
        """Where `statement` stands as whole sentences or table cells of a passage; null where it does not.

        Part of a sentence is no quote: "The fee is waived" may follow "It is not true that".
        """
        needle = _fold(statement).text.strip(_EDGES)
        if len(needle.split()) < _MIN_WORDS:
            return None
        for index, passage in enumerate(self._passages):
            span = _find(needle, self._folded(index))
            if span is not None:
                return Evidence(index, *span, passage[span[0] : span[1]])
        return None

    def _folded(self, index: int) -> _Quotable:
        if index == len(self._quotable):
            self._check()
            passage = self._passages[index]
            self._quotable.append(_remembered.get(passage, lambda: _read(passage)))
        return self._quotable[index]


def find_quote(statement: str, passages: Sequence[str]) -> Evidence | None:
    """See `Quotations.find`."""
    return Quotations(passages).find(statement)


def _find(needle: str, passage: _Quotable) -> tuple[int, int] | None:
    """The first place of `needle` that starts and ends where something whole does."""
    offsets = passage.folded.offsets
    at = passage.folded.text.find(needle)
    while at >= 0:
        start, end = offsets[at], offsets[at + len(needle) - 1] + 1
        following = bisect_left(passage.starts, start)
        if following == len(passage.starts):
            return None
        if passage.starts[following] == start:
            if end in passage.ends:
                return start, end
            following_place = at + 1
        else:
            following_place = bisect_left(offsets, passage.starts[following])
        at = passage.folded.text.find(needle, following_place)
    return None


def _read(passage: str) -> _Quotable:
    starts: set[int] = set()
    ends: set[int] = set()
    for sentence in split_sentences(passage):
        unmarked = strip_marks(sentence.text)
        breaks = _cell_breaks(unmarked.text)
        for start in (0, decoration_end(unmarked.text), *(end for _, end in breaks)):
            rest = unmarked.text[start:]
            position = start + len(rest) - len(rest.lstrip(_EDGES))
            starts.update(sentence.start + offset for offset in unmarked.offsets[position : position + 1])
        for end in (len(unmarked.text), *(start for start, _ in breaks)):
            position = len(unmarked.text[:end].rstrip(_EDGES))
            if "?" not in unmarked.text[position:end]:
                ends.update(sentence.start + offset + 1 for offset in unmarked.offsets[position - 1 : position])
    return _Quotable(_fold(passage), array("I", sorted(starts)), frozenset(ends))


def _weigh(passage: str, quotable: _Quotable) -> int:
    folded = quotable.folded
    own = (passage, folded.text, folded.offsets, quotable.starts, quotable.ends)
    return bytes_of(own) + bytes_of(quotable.ends)


_remembered: Remembered[str, _Quotable] = Remembered(limit_bytes=16 * 2**20, weigh=_weigh)


def _cell_breaks(text: str) -> list[tuple[int, int]]:
    """Where one cell of a table's row, "column: value; column: value", ends and the next one starts."""
    breaks = [(found.start(), found.end()) for found in _CELL_BREAK.finditer(text)]
    starts = (0, *(end for _, end in breaks))
    return breaks if all(_CELL.match(text, start) for start in starts) else []


def _fold(text: str) -> _Folded:
    """Without marks, case, soft hyphens and kinds of quote, dash and blank; blanks in a row count as one."""
    unmarked = strip_marks(text)
    parts: list[str] = []
    offsets = array("I")
    for run in _RUN.finditer(unmarked.text):
        if run.group().isascii() and not run.group().isspace():
            parts.append(run.group().translate(_PLAIN).casefold())
            offsets.extend(unmarked.offsets[run.start() : run.end()])
            continue
        for character, offset in zip(run.group(), unmarked.offsets[run.start() : run.end()], strict=True):
            for plain in _plain(character):
                folded = " " if plain.isspace() else plain
                if folded != " " or (parts and parts[-1] != " "):
                    parts.append(folded)
                    offsets.append(offset)
    return _Folded("".join(parts), offsets)


@lru_cache(4096)  # characters, so a few hundred kB
def _plain(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_RAISED):
        return character
    return unicodedata.normalize("NFKC", character.translate(_PLAIN)).casefold()
