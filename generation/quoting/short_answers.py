"""The words within a quote that answer by themselves, "45 euros", where that is sure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.answers import MOST_SHORT_WORDS
from generation.quoting.answer_types import AnswerType
from generation.quoting.asked_values import AskedValues
from generation.quoting.considering import Considered
from generation.quoting.quotables import Quote
from generation.quoting.row_cells import cell_at
from generation.quoting.single_values import Span, touched, value_at
from generation.quoting.yes_no import asks_yes_or_no
from text.quantities import QuantityKind
from text.words import QUESTION_STEMMER, word_count

# Chosen on the written questions (docs/decisions.md).
SURE_OF_QUOTE = 0.4
SURE_OF_SPAN = 0.7
# Several things are asked for, or which of several, where a quote of one does not say.
_ASKS_FOR_MORE = re.compile(
    r"\bor\b|\band\b[^?]{0,200}\b(?:what|when|where|who|which|why|how)\b|\b(?:altogether|total|in all)\b", re.IGNORECASE
)
_ASKS_FOR_NAME = re.compile(r"\b(?:who|whose|whom|names?|called|titles?|password|where|which)\b", re.IGNORECASE)
_ASKS_FOR_NAMES = re.compile(
    r"\b(?:which|what) (?:\w+ )?\w+[^\Ws]s (?:are|were|have|do|did|must|may|can|should|will)\b", re.IGNORECASE
)
_NAMES = frozenset({AnswerType.PERSON, AnswerType.NAME})
_EDGE = re.compile(r"[\w€£$¥°%+](?:.*[\w€£$¥°%])?", re.DOTALL)
_NO_ANSWER = re.compile(r"[|\[\]]|[.!?;:] ")


@dataclass(frozen=True, slots=True)
class Located:
    """`quote.text[start:end]`."""

    quote: Quote
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.quote.text[self.start : self.end]


def short_answer(chosen: Sequence[Considered], query: str) -> Located | None:
    """Where in what is quoted it stands; null where none is sure, as of two, and where it would hardly be shorter."""
    best, reading = chosen[0], chosen[0].reading
    if len(chosen) > 1 or best.probability < SURE_OF_QUOTE or reading is None or reading.answerable < SURE_OF_SPAN:
        return None
    asked = AskedValues.of(query)
    if asks_yes_or_no(asked.question) or _ASKS_FOR_MORE.search(query) or any(one.is_item for one in best.quotes):
        return None
    seen = _within_a_quote(best, Span(reading.start, reading.end))
    if seen is None:
        return None
    sentence = seen.quote.text
    if best.signals.row:
        span = cell_at(sentence, Span(seen.start, seen.end), asked, answerable=reading.answerable)
    else:
        span = _words_at(sentence, Span(seen.start, seen.end), asked)
    found = None if span is None else Located(seen.quote, *span)
    return found if found is not None and _is_useful(found, asked) else None


def _within_a_quote(one: Considered, seen: Span) -> Located | None:
    """Of `one.text`, which joins its quotes by blanks; in whole words."""
    before = 0
    for quote in one.quotes:
        start, end = seen.start - before, seen.end - before
        if 0 <= start < end <= len(quote.text):
            return Located(quote, *_whole_words(quote.text, start, end))
        before += len(quote.text) + 1
    return None


def _whole_words(text: str, start: int, end: int) -> Span:
    while start > 0 and text[start - 1 : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1 : end + 1].isalnum():
        end += 1
    found = _EDGE.search(text, start, end)
    return Span(start, end) if found is None else Span(*found.span())


def _words_at(sentence: str, seen: Span, asked: AskedValues) -> Span | None:
    met = touched(sentence, seen, asked)
    if _asks_for_name(asked) and all(one.kind is QuantityKind.BARE for one in met):
        return seen if _is_new(sentence[seen.start : seen.end], asked) else None
    span = value_at(sentence, seen, asked)
    return span if span is not None and asked.is_met_by(sentence[span.start : span.end]) else None


def _asks_for_name(asked: AskedValues) -> bool:
    if asked.kinds or asked.demands.kind not in {None, *_NAMES} or _ASKS_FOR_NAMES.search(asked.query):
        return False
    return asked.demands.kind is not None or _ASKS_FOR_NAME.search(asked.query) is not None


def _is_new(name: str, asked: AskedValues) -> bool:
    return asked.is_met_by(name) and any(map(str.isalpha, name)) and not QUESTION_STEMMER.stems(name) & asked.stems


def _is_useful(found: Located, asked: AskedValues) -> bool:
    said = word_count(found.text)
    if said > MOST_SHORT_WORDS or 2 * said > word_count(found.quote.text):
        return False
    return not (asked.says(found.text) or _NO_ANSWER.search(found.text))
