"""Where sentences end: the only cutter.

What was made with one way of cutting is read with the same, so there are three, each with its name and its use.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from text.abbreviations import inside_chunk, inside_claim, inside_evidence, inside_name
from text.blocks import FENCE, TABLE_HEAD, UNFINISHED_TABLE_HEAD
from text.columns import may_part_rows, opens_line, parts_rows
from text.marks import MARK_PATTERN, UNFINISHED_MARK_PATTERN, states_something

MAX_CLAIM_CHARACTERS = 1500
MAX_CODE_CHARACTERS = 20_000
MAX_EVIDENCE_CHARACTERS = 420
_WORD_LOOKAHEAD_CHARACTERS = 40
_WRAPPED_LINE_CHARACTERS = 50
_ABBREVIATION_CHARACTERS = 24
_STOP_CHARACTERS = 100  # a run of full stops that is longer may be cut at the longest claim's end

_FULL_WIDTH_STOPS = "\u3002\uff01\uff1f\uff61\u0964\u0965"  # the last two are Devanagari's
_WIDE_STOP = rf"[{_FULL_WIDTH_STOPS}]|\uff0e(?!\d)"  # a full-width point may stand in a number
_STOP = re.compile(rf"[.!?…]+|(?:{_WIDE_STOP})+|\n")
_CLOSERS = r"[\"'”’“»)\]*_`]*(?:[^\S\n]»(?=[\s.,;:!?…)\]]|$))?[\"'”’»)\]*_`]*"  # French sets a blank inside of « … »
_TAIL = re.compile(rf"{_CLOSERS}(?:[^\S\n]*(?:\n[^\S\n]*)?(?:{MARK_PATTERN})+[.!?…]*)*")
_UNFINISHED_MARK = re.compile(UNFINISHED_MARK_PATTERN)
_OPENERS = "\"'„“”‘’«»([*_`¿¡"
_LIST_MARKER = re.compile(r"(?:[-*+•–]|\d{1,3}[.)]|[a-z]\))[^\S\n]+")
_LINE_BLOCK = re.compile(r"#{1,6}\s|\|")
_LIST_MARKERS = re.compile(rf"(?:{_LIST_MARKER.pattern}){{1,2}}")  # slides put a bullet before a number: "- 1. Stop"
_BLOCK_START = re.compile(rf"{_LIST_MARKER.pattern}|{_LINE_BLOCK.pattern}|{FENCE.pattern}|>")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_WHITESPACE = re.compile(r"\s*")
_MARK = re.compile(MARK_PATTERN)
_SMALL = "a-zß-öø-ÿőűа-яёα-ω"  # a sentence starts with any other letter, so in scripts without capitals with all
_EVIDENCE_STOP = re.compile(
    rf"(?<!\s)\s*\n\s*|(?<=[.!?…])[\"'”’)\]]*\s+(?=(?:[\"'“‘(\[]|«\s?)?[^\W_{_SMALL}])|(?<=[{_FULL_WIDTH_STOPS}])[”’」』)]*\s*|"
    r"(?<=\uff0e)(?!\d)[”’」』)]*\s*"
)
_CHUNK_STOP = re.compile(rf"[.!?…][\"'”’)\]»]*(?:[^\S\n]»(?=\s))?\s+|{_WIDE_STOP}")
_CHUNK_OPENERS = "\"'“„‘([«¿¡*_"

Span = tuple[int, int]


class SentenceCut(StrEnum):
    """Ways of cutting.

    `CLAIMS`: an answer's sentences, citation marks included; knows lists, headings, code and wrapped lines; grounding
    was trained on claims and the extractive generator quotes sentences that are cut so. `EVIDENCE`: a passage's
    sentences and lines, as grounding was trained to read them. `CHUNKS`: where a chunk may end; another cut would be
    other chunks at the next upload of the same file.
    """

    CLAIMS = "claims"
    EVIDENCE = "evidence"
    CHUNKS = "chunks"


def sentence_spans(text: str, cut: SentenceCut) -> list[Span]:
    """Where the sentences of `text` stand, in order and without blanks around them: together all that is not blank.

    Under `CLAIMS` marks belong to the sentence before them, and what holds no word goes with the sentence after it.
    """
    spans, start = [], 0
    for end in (*sentence_ends(text, cut), len(text)):
        spans += [span for part in _parts(text, start, end, cut) if (span := _without_blanks(text, *part))]
        start = end
    return spans


def sentence_ends(text: str, cut: SentenceCut) -> Iterator[int]:
    """Where sentences end, ascending; the end of the text is among them only where it ends one."""
    if cut is SentenceCut.CLAIMS:
        yield from _Scanner(text, final=True).ends(0)
        return
    rule, start = _RULES[cut], 0
    for stop in rule.stop.finditer(text):
        if not rule.goes_on(text, start, stop):
            start = stop.end()
            yield start


class SentenceStream:
    """Sentences of a text that arrives in parts, as `CLAIMS`: the same ones as of the whole, however it is cut."""

    def __init__(self) -> None:
        self._text = ""
        self._start = 0

    def feed(self, delta: str) -> tuple[Span, ...]:
        """The sentences that `delta` completed. One is complete once the word after it is."""
        self._text += delta
        return tuple(self._advance(final=False))

    def flush(self) -> tuple[Span, ...]:
        """The rest, at the end of the text."""
        return tuple(self._advance(final=True))

    def text(self, span: Span) -> str:
        """What stands there."""
        return self._text[slice(*span)]

    def _advance(self, *, final: bool) -> Iterator[Span]:
        for end in _Scanner(self._text, final=final).ends(self._start):
            start, self._start = self._start, end
            if span := _without_blanks(self._text, start, end):
                yield span


@dataclass(frozen=True, slots=True)
class _Rule:
    """`goes_on` says of a stop, in a sentence that started at an offset, that it ends none."""

    stop: re.Pattern[str]
    goes_on: Callable[[str, int, re.Match[str]], bool]


def _evidence_goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    before = text[max(start, stop.start() - _ABBREVIATION_CHARACTERS) : stop.start()]
    return "\n" not in stop.group() and inside_evidence(
        before, text[stop.end() : stop.end() + _ABBREVIATION_CHARACTERS]
    )


def _chunk_goes_on(text: str, _: int, stop: re.Match[str]) -> bool:
    before = text[max(0, stop.start() - _ABBREVIATION_CHARACTERS) : stop.start()]
    following = text[stop.end() : stop.end() + _ABBREVIATION_CHARACTERS].lstrip(_CHUNK_OPENERS)
    goes_on = {".": inside_chunk, "!": inside_name}.get(stop[0][0])
    return ("»" in stop[0] and following[:1].islower()) or (goes_on is not None and goes_on(before, following))


_RULES: Mapping[SentenceCut, _Rule] = MappingProxyType(
    {
        SentenceCut.EVIDENCE: _Rule(_EVIDENCE_STOP, _evidence_goes_on),
        SentenceCut.CHUNKS: _Rule(_CHUNK_STOP, _chunk_goes_on),
    }
)


def _parts(text: str, start: int, end: int, cut: SentenceCut) -> Iterator[Span]:
    """Under `EVIDENCE` a long sentence is cut between words."""
    while cut is SentenceCut.EVIDENCE and end - start > MAX_EVIDENCE_CHARACTERS:
        space = text.rfind(" ", start + 1, start + MAX_EVIDENCE_CHARACTERS)
        middle = space if space > 0 else start + MAX_EVIDENCE_CHARACTERS
        yield start, middle
        start = middle
    yield start, end


def _without_blanks(text: str, start: int, end: int) -> Span | None:
    """The span without blanks around it, null where nothing else is in it."""
    inner = text[start:end]
    first, last = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
    return (first, last) if first < last else None


class _Undecided(Exception):
    """More text is needed to tell whether a sentence ends here."""


@dataclass(frozen=True, slots=True)
class _Scanner:
    text: str
    final: bool

    def ends(self, start: int) -> Iterator[int]:
        """Where the sentences from `start` on end, as far as that is known."""
        while (end := self.sentence_end(start)) is not None:
            start = end
            yield end

    def sentence_end(self, start: int) -> int | None:
        """Where the sentence that starts at or after `start` ends; null where there is none, or not yet."""
        begin = position = _skip_blank(self.text, start)
        if begin == len(self.text):
            return None
        try:
            while position < len(self.text):
                end = self._segment_end(position, limit=begin + MAX_CLAIM_CHARACTERS)
                if end - begin >= MAX_CLAIM_CHARACTERS or states_something(self.text[position:end]):
                    return end
                position = _skip_blank(self.text, end)
        except _Undecided:
            return None
        return len(self.text) if self.final else None

    def _segment_end(self, position: int, *, limit: int) -> int:
        if FENCE.match(self.text, position) and opens_line(self.text, position):
            end, limit = self._fence_end(position), position + MAX_CODE_CHARACTERS
        elif _LINE_BLOCK.match(self.text, position) and opens_line(self.text, position):
            end = self._line_end(position)
        else:
            end = self._prose_end(position, limit=limit)
        return end if end <= limit else self._cut(position, limit)

    def _fence_end(self, position: int) -> int:
        closing = self._find("\n" + self.text[position : position + 3], position, within=MAX_CODE_CHARACTERS)
        return self._find("\n", min(closing + 1, len(self.text)))

    def _line_end(self, position: int) -> int:
        """Where the line ends; of a table's header the line below it, which has no words."""
        if head := TABLE_HEAD.match(self.text, position):
            return self._find("\n", head.end())
        if not self.final and UNFINISHED_TABLE_HEAD.fullmatch(self.text, position, position + MAX_CLAIM_CHARACTERS):
            raise _Undecided
        return self._find("\n", position)

    def _find(self, needle: str, position: int, *, within: int = MAX_CLAIM_CHARACTERS) -> int:
        """Where `needle` comes next, else the end of the text, once that is known or no longer matters."""
        found = self.text.find(needle, position)
        if found >= 0:
            return found
        if self.final or len(self.text) - position > within:
            return len(self.text)
        raise _Undecided

    def _prose_end(self, position: int, *, limit: int) -> int:
        marker = _LIST_MARKERS.match(self.text, position)
        scan = marker.end() if marker and opens_line(self.text, position) else position
        reach = limit + _STOP_CHARACTERS
        while (stop := _STOP.search(self.text, scan, reach)) is not None and stop.start() < limit:
            end = self._end_at(position, stop)
            if end is not None:
                return end
            scan = stop.end()
        if self.final or len(self.text) > limit:
            return len(self.text)
        raise _Undecided

    def _end_at(self, position: int, stop: re.Match[str]) -> int | None:
        """Where the sentence ends if it does so at `stop`, its closing quotes and citation marks included."""
        if stop.group() == "\n":
            return stop.start() if self._breaks_at(stop.start()) else None
        tail = _TAIL.match(self.text, stop.end())
        end = tail.end() if tail else stop.end()
        word = self._word_after(end)
        if word is None:
            return end
        separated = self.text[end : end + 1].isspace() or stop.group()[0] not in ".!?…"
        if not separated or (word and _goes_on(self.text[position : stop.start()], stop.group(), word)):
            return None
        return end

    def _breaks_at(self, newline: int) -> bool:
        """Whether the line break ends the sentence, rather than wrapping it."""
        if _BLANK_LINE.match(self.text, newline):
            return True
        word = self._word_after(newline)
        if not word:
            return True
        following = _skip_blank(self.text, newline)
        if _BLANK_LINE.search(self.text, newline, following) or _BLOCK_START.match(self.text, following):
            return True
        if not self.final and may_part_rows(self.text, newline):
            raise _Undecided
        if (parts := parts_rows(self.text, newline)) is not None:
            return parts
        line = self.text[self.text.rfind("\n", 0, newline) + 1 : newline].rstrip()
        wrapped = len(line) >= _WRAPPED_LINE_CHARACTERS and not line.endswith((":", "]"))
        if line[-1:].isdigit() and word[0].isdigit():
            return True
        return not (wrapped or word[0].islower() or _MARK.match(self.text, following))

    def _word_after(self, position: int) -> str | None:
        """The next word, null at the end of the text. Raises `_Undecided` where it may not be complete."""
        start = _skip_blank(self.text, position)
        stop = start
        while stop < len(self.text) and not self.text[stop].isspace() and stop - start < _WORD_LOOKAHEAD_CHARACTERS:
            stop += 1
        complete = stop < len(self.text) or stop - start == _WORD_LOOKAHEAD_CHARACTERS
        if not self.final and (not complete or _UNFINISHED_MARK.fullmatch(self.text, start)):
            raise _Undecided
        return self.text[start:stop] or None

    def _cut(self, position: int, limit: int) -> int:
        """A sentence without an end is cut at the last blank before `limit`, else right there."""
        if len(self.text) <= limit:
            return len(self.text)
        blank = max(self.text.rfind(" ", position + 1, limit), self.text.rfind("\n", position + 1, limit))
        return blank if blank > position else limit


def _goes_on(before: str, stop: str, word: str) -> bool:
    following = word.lstrip(_OPENERS)
    leader_dots = word.startswith(".") or before.endswith(". ")
    if leader_dots or following[:1].islower():
        return True
    return inside_name(before, following) if stop == "!" else stop == "." and inside_claim(before, following)


def _skip_blank(text: str, position: int) -> int:
    match = _WHITESPACE.match(text, position)
    return match.end() if match else position
