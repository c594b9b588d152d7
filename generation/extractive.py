"""Answers by quoting: the sentences of the passages that hold the answer, cited, or an abstention."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.answers import Claim
from domain.documents import Passage, Rows
from domain.generation import Abstention, Generated, Piece, Reading, Task
from domain.ports import PairReader
from generation.wording import not_in_documents, reply_to_no_question

_MARK = re.compile(r"\s*\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]")
_DECORATION = re.compile(r"^(?:(?:[-*+•–>]|#{1,6}|\d{1,3}[.)])\s+)+")
_REFERS_BACK = re.compile(
    r"(?:it|its|they|their|this|these|that|those|he|she|his|her|such|ez|ezek|ezt|azok|ezzel|ennek|ezért|ő|ők)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")

Splitter = Callable[[str], Sequence[Claim]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractiveOptions:
    """When and how much to quote.

    No passage with `answerable` of `min_answerable` or more: abstention. Another passage than the best is quoted too
    if its own is at least `second_ratio` of the best one's. At most `max_sentences` are quoted.
    """

    min_answerable: float = 0.5
    second_ratio: float = 0.8
    max_sentences: int = 3


@dataclass(frozen=True, slots=True)
class _Quote:
    """A sentence or table row of a passage; `passage` counts from 0, `start` into the document's text."""

    text: str
    passage: int
    document_id: str
    start: int


class ExtractiveGenerator:
    """The `Generator` that needs no language model. `split` cuts a passage into sentences."""

    def __init__(self, reader: PairReader, *, split: Splitter, options: ExtractiveOptions) -> None:
        self._reader = reader
        self._split = split
        self._options = options

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`; raises what the reader raises."""
        reply = reply_to_no_question(task.question)
        quotes = [] if reply else self._quotes(task)
        if not quotes:
            yield Abstention(reply or not_in_documents(task.question))
            return
        for index, quote in enumerate(quotes):
            yield Piece(_gap(quotes[index - 1], quote) if index else "")
            yield Piece(f"{quote.text} [{quote.passage + 1}]")

    def _quotes(self, task: Task) -> list[_Quote]:
        readings = self._reader.read(task.query, [passage.text for passage in task.passages]) if task.passages else []
        order = sorted(range(len(readings)), key=lambda i: -readings[i].answerable)
        if not order or readings[order[0]].answerable < self._options.min_answerable:
            return []
        floor = max(self._options.min_answerable, self._options.second_ratio * readings[order[0]].answerable)
        kept: list[_Quote] = []
        for index in (index for index in order if readings[index].answerable >= floor):
            quotes = self._answering(index, task.passages[index], readings[index])
            new = [quote for quote in quotes if not any(_repeats(quote, other) for other in kept)]
            if len(kept) + len(new) > self._options.max_sentences and kept:
                break
            kept.extend(new)
        return kept

    def _answering(self, index: int, passage: Passage, reading: Reading) -> list[_Quote]:
        """The sentences that the span touches, in the document's order, with the one that the first refers back to."""
        table = isinstance(passage.stored.chunk.place, Rows)
        sentences = _lines(passage.text) if table else self._split(passage.text)
        touched = [i for i, s in enumerate(sentences) if s.start < reading.end and s.end > reading.start]
        if not touched:
            return []
        first, last = touched[0], touched[-1]
        if first > 0 and not table and _REFERS_BACK.match(sentences[first].text):
            first -= 1
        stored = passage.stored
        quotes = (
            _Quote(_plain(s.text), index, stored.document_id, stored.chunk.start + s.start)
            for s in sentences[first : last + 1]
        )
        return [quote for quote in quotes if quote.text]


def _lines(text: str) -> list[Claim]:
    return [Claim(match.group(), match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def _plain(sentence: str) -> str:
    """On one line, without list markers and without marks that would read as our citations."""
    return " ".join(_DECORATION.sub("", _MARK.sub("", sentence).strip()).split())


def _repeats(quote: _Quote, other: _Quote) -> bool:
    """Whether overlapping chunks gave the same words twice."""
    same_place = (quote.document_id, quote.start) == (other.document_id, other.start)
    return same_place or quote.text.casefold() in other.text.casefold()


def _gap(before: _Quote, after: _Quote) -> str:
    """Neighbours of one passage read on; anything else, and what is no full sentence, stands apart."""
    flows = before.passage == after.passage and _SENTENCE_END.search(before.text) and not after.text[:1].islower()
    return " " if flows else "\n\n"
