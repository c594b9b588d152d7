"""Answers by quoting: the sentences of the passages that hold the answer, cited, or an abstention."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, islice, takewhile

from domain.answers import Claim
from domain.documents import Passage
from domain.generation import Abstention, Generated, Piece, Reading, Task
from domain.headed import headings, read_headed
from domain.places import HEADING_PATH, heading_of, is_table
from domain.ports import PairReader
from generation.coverage import coverages
from generation.evidence import Demands
from text.dates import dates
from text.describing import described
from text.marks import MARK_PATTERN
from text.question_words import own_words
from text.superseding import Stretch, Superseded, superseded
from text.wording import not_in_documents, reply_to_no_question
from text.words import QUESTION_STEMMER, word_count

_MARK = re.compile(rf"\s*{MARK_PATTERN}")
_DECORATION = re.compile(r"^(?:(?:[-*+•–>]|#{1,6}|\d{1,3}[.)])\s+)+")
_ITEM = re.compile(r"(?:[-*+•·▪–]|\d{1,3}[.)]|[a-z]\))\s")
_MARKDOWN_HEADINGS = tuple(f"{'#' * level} " for level in range(1, 7))
_REFERS_BACK = re.compile(
    r"(?:it|its|they|their|this|these|that|those|he|she|his|her|such|ez|ezek|ezt|azok|ezzel|ennek|ezért|ő|ők)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? +[^\W\d_a-z][^.!?;:]*(?:(?:\. ?){3,}\d+)?$|.*(?:\. ?){4,}\d+$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")

_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\[\^\w+\]|(?<=\w)[*†‡]+(?!\w)")
_NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[*†‡]{1,3})\s*(?=\w)|(\[\^\w+\]):")
_FRAGMENT_WORDS = 5
_ALIKE_LETTERS = 4
_MOST_ITEMS = 12

Splitter = Callable[[str], Sequence[Claim]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractiveOptions:
    """When and how much to quote; the defaults were chosen on the demo corpora (docs/decisions.md).

    A sentence's score is its share of the question's wording and `span_weight` times how answerable the reader finds
    its passage, `passage_weight` times where the reader's span does not touch it, less where it is a fragment or a
    heading; then every demand of the question that it does not meet lowers it (`generation.evidence`). Where the best
    score is below `min_score`, it abstains. A second sentence is quoted from `second_ratio` of the best score on, and
    `max_sentences` at most.
    """

    span_weight: float = 1.0
    passage_weight: float = 0.5
    fragment_penalty: float = 0.3
    heading_factor: float = 0.5
    min_score: float = 0.5
    second_ratio: float = 0.7
    max_sentences: int = 2


@dataclass(frozen=True, slots=True)
class _Quote:
    """A sentence or table row of a passage; `passage` counts from 0, `start` into the document's text."""

    text: str
    passage: int
    document_id: str
    start: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence with the quotes that show it: itself, after the sentence that it refers back to.

    `followed_by` are documents one of which it must not stand beside: it has taken the place of this one's.
    """

    at: Stretch
    document_id: str
    quotes: tuple[_Quote, ...]
    score: float
    followed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shown:
    """The sentence `at` of the passage `index`, where it stands."""

    index: int
    passage: Passage
    sentences: Sequence[Claim]
    at: int

    @property
    def sentence(self) -> Claim:
        return self.sentences[self.at]

    def quotes(self) -> tuple[_Quote, ...]:
        """The sentence with what it means nothing without."""
        stored = self.passage.stored
        return tuple(
            _Quote(text, self.index, stored.document_id, stored.chunk.start + shown.start)
            for shown in (*self._together(), *self._notes())
            if (text := _plain(shown.text))
        )

    def below(self, query: str) -> "_Shown":
        """What stands under it where it is a heading in the question's own words, else itself."""
        is_heading = _repeats_question(_plain(self.sentence.text), query) and not _is_table(self.passage)
        return replace(self, at=self.at + 1) if is_heading and self.at + 1 < len(self.sentences) else self

    def _together(self) -> Sequence[Claim]:
        """After the sentence that it refers back to; an item after what opens its list, and what opens one with it."""
        if _is_table(self.passage):
            return [self.sentence]
        if _REFERS_BACK.match(self.sentence.text):
            return self.sentences[max(0, self.at - 1) : self.at + 1]
        if _ITEM.match(self.sentence.text):
            opening = next(dropwhile(lambda one: _ITEM.match(one.text), reversed(self.sentences[: self.at])), None)
            return [opening, self.sentence] if opening and opening.text.endswith(":") else [self.sentence]
        if self.sentence.text.endswith(":"):
            items = takewhile(lambda one: _ITEM.match(one.text), self.sentences[self.at + 1 :])
            return [self.sentence, *islice(items, _MOST_ITEMS)]
        return [self.sentence]

    def _notes(self) -> Iterator[Claim]:
        """Its footnotes: those right below a row, and those of the passage that begin with its marks."""
        below = self.sentences[self.at + 1 :]
        marks = set(_NOTE_MARK.findall(self.sentence.text[1:]))
        right_below = len(list(takewhile(lambda one: _NOTE.match(one.text), below))) if _is_table(self.passage) else 0
        for place, one in enumerate(below):
            found = _NOTE.match(one.text)
            if found and (place < right_below or (found[1] or found[2]) in marks):
                yield one

    def is_heading(self) -> bool:
        """Whether it is a heading of the passage, which says nothing by itself."""
        text = self.sentence.text
        path = heading_of(self.passage.stored.chunk.place) or ""
        return text.startswith(_MARKDOWN_HEADINGS) or text.strip("# ") in path.split(HEADING_PATH)

    def surroundings(self) -> str:
        """What may say what the sentence is about: the document's name and dates, the passage or the table's row."""
        stored, shown = self.passage.stored, self.sentence.text if _is_table(self.passage) else self.passage.text
        return f"{stored.document} {described(stored.stated)} {shown}"


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
        """What to quote: the best sentence's passage first, a passage's sentences in the document's order."""
        current = _current(self._candidates(task), superseded(task.query, task.passages))
        told = [candidate for candidate in current if _tells(candidate, task.query)]
        told = [candidate for candidate in told if _holds(candidate, own_words(task.stressed))] or told
        candidates = sorted(told, key=lambda candidate: -candidate.score)
        if not candidates or candidates[0].score < self._options.min_score:
            return []
        chosen: list[_Quote] = []
        for candidate in _side_by_side(candidates)[: self._options.max_sentences]:
            if candidate.score < self._options.second_ratio * candidates[0].score:
                break
            chosen += (quote for quote in candidate.quotes if not any(_repeats(quote, other) for other in chosen))
        passages = list(dict.fromkeys(quote.passage for quote in chosen))
        return sorted(chosen, key=lambda quote: (passages.index(quote.passage), quote.start))

    def _candidates(self, task: Task) -> list[_Candidate]:
        if not task.passages:
            return []
        texts = [passage.text for passage in task.passages]
        readings = read_headed(self._reader, task.query, texts, headings(task.passages))
        cut = [self._cut(passage) for passage in task.passages]
        asked = _without_years_of(task.passages, task.query)
        every = [
            _Shown(index, passage, sentences, at)
            for index, (passage, sentences) in enumerate(zip(task.passages, cut, strict=True))
            for at in range(len(sentences))
        ]
        said = [shown for shown in every if not shown.is_heading()]
        shares, demands = coverages(asked, [shown.sentence.text for shown in said]), Demands.of(task.query)
        return [
            self._candidate(shown, readings[shown.index], share, demands, task.query)
            for shown, share in zip(said, shares, strict=True)
        ]

    def _candidate(self, shown: _Shown, reading: Reading, coverage: float, demands: Demands, query: str) -> _Candidate:
        sentence = shown.sentence
        touched = sentence.start < reading.end and sentence.end > reading.start
        weight = self._options.span_weight if touched else self._options.passage_weight
        score = coverage + weight * reading.answerable
        score -= self._options.fragment_penalty if word_count(sentence.text) < _FRAGMENT_WORDS else 0
        score *= self._options.heading_factor if _HEADING.match(sentence.text) else 1
        quotes = shown.below(query).quotes()
        fulfilment = demands.fulfilment(" ".join(quote.text for quote in quotes), shown.surroundings())
        at = Stretch(shown.index, sentence.start, sentence.end)
        return _Candidate(at, shown.passage.stored.document_id, quotes, max(score, 0) * fulfilment)

    def _cut(self, passage: Passage) -> Sequence[Claim]:
        return _lines(passage.text) if _is_table(passage) else self._split(passage.text)


def _holds(candidate: _Candidate, stressed: frozenset[str]) -> bool:
    """Whether it has what a follow-up asks for anew: without it, it likely answers the question before."""
    there = {word[:_ALIKE_LETTERS] for quote in candidate.quotes for word in own_words(quote.text)}
    return all(word[:_ALIKE_LETTERS] in there for word in stressed)


def _tells(candidate: _Candidate, query: str) -> bool:
    """Whether it says more than the question's own words."""
    return not _repeats_question(" ".join(quote.text for quote in candidate.quotes), query)


def _repeats_question(text: str, query: str) -> bool:
    """As a heading does of what is asked about."""
    return not _SENTENCE_END.search(text) and QUESTION_STEMMER.stems(text) <= QUESTION_STEMMER.stems(query)


def _current(candidates: Sequence[_Candidate], taken: Sequence[Superseded]) -> list[_Candidate]:
    """Those that hold; what took the place of another answers at least as well as that did."""
    score_at = {candidate.at: candidate.score for candidate in candidates}
    documents = {candidate.at: candidate.document_id for candidate in candidates}
    for one in taken:
        score_at[one.new] = max(score_at[one.new], score_at[one.old])
    followed = {(documents[one.old], documents[one.new]) for one in taken}
    gone = {one.old for one in taken}
    return [
        replace(
            candidate,
            score=score_at[candidate.at],
            followed_by=frozenset(new for old, new in followed if old == candidate.document_id),
        )
        for candidate in candidates
        if candidate.at not in gone
    ]


def _side_by_side(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those that can stand beside the first, of a document that it does not come after."""
    return [candidate for candidate in candidates if candidates[0].document_id not in candidate.followed_by]


def _without_years_of(passages: Sequence[Passage], question: str) -> str:
    """The question without a date that says which document is meant: the sentence that answers need not repeat it."""
    stated = [since for passage in passages if (since := passage.stored.stated.since)]
    meant = (date for date in dates(question) if any(since.startswith(date.iso) for since in stated))
    for date in reversed(list(meant)):
        question = question[: date.start] + question[date.end :]
    return question


def _is_table(passage: Passage) -> bool:
    return is_table(passage.stored.chunk.place)


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
