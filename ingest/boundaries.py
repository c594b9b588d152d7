"""Where a text may be cut, from best to worst: after a row or paragraph, a sentence, a line, a word."""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise

from ingest.marks import NOTE
from text.sentences import SentenceCut, sentence_ends


class Cut(StrEnum):
    """What ends at a place, one letter each, from the best place to cut to the worst.

    After a heading, a line in bold, the sentence or question that opens a list, or a row with a note below it, is
    hardly a place to cut at all: it belongs to what follows.
    """

    PARAGRAPH = "p"
    SENTENCE = "s"
    LINE = "l"
    WORD = "w"
    HEADING = "h"
    NONE = "c"


_HEADING_CHARACTERS = 90
_LIST_CHARACTERS = 4_000

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n(?=#{1,6} )")
_LINE = re.compile(r"\n\s*")
_ITEM = re.compile(r"[-*•·▪–]\s|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.])\1{2,}")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} .*\n\s*", re.MULTILINE)
_OPENING = re.compile(rf"(?::|\?[*_]*)[ \t]*\n\s*(?={_ITEM.pattern})")
_BOLD_LINE = re.compile(r"^(?:\*\*[^*\n]{1,90}\*\*|__[^_\n]{1,90}__)[ \t]*\n\s*", re.MULTILINE)
_CELL = re.compile(r"; ")


def cuts(text: str, *, table: bool) -> Iterator[tuple[int, Cut]]:
    """Places in `text` and what ends there; a later one at the same place counts. Words are left to the tokens."""
    if table:
        yield from ((match.end(), Cut.SENTENCE) for match in _CELL.finditer(text))
        for match in _LINE.finditer(text):
            yield match.end(), Cut.HEADING if NOTE.match(text, match.end()) else Cut.PARAGRAPH
        return
    for match in _LINE.finditer(text):
        item = _ITEM.match(text, match.end())
        yield match.end(), Cut.SENTENCE if item else Cut.LINE
    yield from ((end, Cut.SENTENCE) for end in sentence_ends(text, SentenceCut.CHUNKS))
    ends = [match.end() for match in _PARAGRAPH.finditer(text)]
    yield from ((end, Cut.PARAGRAPH) for end in ends)
    for (start, end), (_, following) in pairwise(pairwise([0, *ends, len(text)])):
        if _is_heading(text[start:end], text[end:following]):
            yield end, Cut.HEADING
    for heading in (_MARKDOWN_HEADING, _BOLD_LINE, _OPENING):
        yield from ((match.end(), Cut.HEADING) for match in heading.finditer(text))


def opening_of(text: str, start: int) -> str | None:
    """The sentence that opens the list within which `start` lies; null where it lies in none, or opens it itself."""
    start -= len(text[text.rfind("\n", 0, start) + 1 : start].lstrip())
    if not _ITEM.match(text, start):
        return None
    lines = text[max(0, start - _LIST_CHARACTERS) : start].rstrip().split("\n")
    for line in reversed(lines):
        if not line.strip():
            continue
        if line.rstrip().endswith(":") and not _ITEM.match(line.lstrip()):
            *_, begun = (0, *sentence_ends(line, SentenceCut.CHUNKS))
            return line[begun:].strip()[:_HEADING_CHARACTERS] or None
        if not (_ITEM.match(line.lstrip()) or line[:1].isspace()):
            return None
    return None


def _is_heading(paragraph: str, following: str) -> bool:
    """A single short line without a full stop, or an underlined one, above a paragraph that is no heading itself."""
    lines = paragraph[: 4 * _HEADING_CHARACTERS].strip().splitlines()
    if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1].strip()):
        return True
    if len(lines) != 1 or len(paragraph.strip()) > _HEADING_CHARACTERS or lines[0].rstrip()[-1] in ".!?;,…":
        return False
    return len(following.strip()) > _HEADING_CHARACTERS
