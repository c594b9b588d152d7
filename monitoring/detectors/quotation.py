"""Whether a claim quotes its passages word for word, whatever the typography."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.answers import Evidence
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import decoration_end
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
_CELL_BREAK = re.compile(r";\s")
_CELL = re.compile(r"[^:;]+:(?:\s|$)")
_RAISED = ("<super>", "<sub>", "<fraction>")  # 10⁵ is not 105


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text as it is compared: `text[i]` comes from `original[offsets[i]]`."""

    text: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Quotable:
    """A passage as it is compared, and where in it whole sentences and table cells start and end."""

    folded: _Folded
    starts: frozenset[int]
    ends: frozenset[int]


def find_quote(statement: str, passages: Sequence[str]) -> Evidence | None:
    """Where `statement` stands as whole sentences or table cells of a passage; null where it does not.

    Part of a sentence is no quote: "The fee is waived" may follow "It is not true that".
    """
    needle = _fold(statement).text.strip(_EDGES)
    if len(needle.split()) < _MIN_WORDS:
        return None
    for index, passage in enumerate(passages):
        span = _find(needle, _quotable(passage))
        if span is not None:
            return Evidence(index, *span, passage[span[0] : span[1]])
    return None


def _find(needle: str, passage: _Quotable) -> tuple[int, int] | None:
    offsets = passage.folded.offsets
    at = passage.folded.text.find(needle)
    while at >= 0:
        start, end = offsets[at], offsets[at + len(needle) - 1] + 1
        if start in passage.starts and end in passage.ends:
            return start, end
        at = passage.folded.text.find(needle, at + 1)
    return None


@lru_cache(maxsize=512)
def _quotable(passage: str) -> _Quotable:
    starts: set[int] = set()
    ends: set[int] = set()
    for sentence in split_claims(passage):
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
    return _Quotable(_fold(passage), frozenset(starts), frozenset(ends))


def _cell_breaks(text: str) -> list[tuple[int, int]]:
    """Where one cell of a table's row, "column: value; column: value", ends and the next one starts."""
    breaks = [(found.start(), found.end()) for found in _CELL_BREAK.finditer(text)]
    starts = (0, *(end for _, end in breaks))
    return breaks if all(_CELL.match(text, start) for start in starts) else []


def _fold(text: str) -> _Folded:
    """Without marks, case, soft hyphens and kinds of quote, dash and blank; blanks in a row count as one."""
    unmarked = strip_marks(text)
    characters: list[str] = []
    offsets: list[int] = []
    for character, offset in zip(unmarked.text, unmarked.offsets, strict=True):
        for plain in _plain(character):
            folded = " " if plain.isspace() else plain
            if folded != " " or (characters and characters[-1] != " "):
                characters.append(folded)
                offsets.append(offset)
    return _Folded("".join(characters), tuple(offsets))


def _plain(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_RAISED):
        return character
    return unicodedata.normalize("NFKC", character.translate(_PLAIN)).casefold()
