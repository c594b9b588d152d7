"""The one value of a sentence that answers: where the reader sees it and, of several, beside the question's words."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from domain.answers import MOST_SHORT_WORDS
from generation.quoting.asked_values import AskedValues, next_word
from text.quantities import Quantity, QuantityKind, quantities
from text.question_words import VERBS
from text.words import QUESTION_STEMMER, word_count

_BREAK = re.compile(r"[;:(]|, | and | or | but ")
_QUALIFIED = re.compile(
    r"\b(?:(?:not |no )?(?:up to|at least|at most|about|around|nearly|almost|under|over|(?:more|less|fewer|later|"
    r"earlier) than|within|between|every|before|after|until|by)|first|second|third|last) $",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r" or (?:more|less|fewer|longer|older|younger|over|under|above|below)\b", re.IGNORECASE)
_EACH = re.compile(r" (?:each|(?:an?|per) [^\W\d_]+)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r" (?:on the \w+ )?(?:before(?:hand)?|after(?:wards)?|ahead|in advance|late|ago)\b", re.IGNORECASE
)
_LEANS = (" before", " after")  # on what follows
_STOP = re.compile(r"[;:()]|[.,](?!\d)")


class Span(NamedTuple):
    """Offsets into a quote."""

    start: int
    end: int


def _new_values(sentence: str, asked: AskedValues) -> list[Quantity]:
    """Its values that the question does not state itself; "free" is one only where a price is asked for."""
    priced = QuantityKind.MONEY in asked.kinds
    values = [one for one in quantities(sentence) if not asked.says(sentence[one.start : one.end])]
    return [one for one in values if priced or not sentence[one.start : one.end].casefold().startswith("free")]


def touched(sentence: str, seen: Span, asked: AskedValues) -> list[Quantity]:
    """Those of them that `seen` has a character of."""
    return _met(_new_values(sentence, asked), seen)


def _met(values: Sequence[Quantity], seen: Span) -> list[Quantity]:
    return [one for one in values if one.start < seen.end and one.end > seen.start]


def value_at(sentence: str, seen: Span, asked: AskedValues) -> Span | None:
    """The value that the reader has `seen`, whole; null where it is none that is asked for, or another may be meant."""
    values = _new_values(sentence, asked)
    met = _met(values, seen)
    if not met or _are_several(met) or not _is_asked_for(met, sentence, asked):
        return None
    rivals = [one for one in values if one not in met and _rivals(one, met, sentence, asked)]
    if rivals and not (len(met) == 1 and _is_meant(met[0], rivals, sentence, asked)):
        return None
    return _whole(met, seen, sentence, asked)


def _are_several(met: Sequence[Quantity]) -> bool:
    """Rather than one told in parts, as a day and a time are; a bare number has the unit of the one before."""
    kinds = {one.kind for one in met}
    return len(kinds) < len(met) or (len(met) > 1 and QuantityKind.BARE in kinds)


def _is_asked_for(met: Sequence[Quantity], sentence: str, asked: AskedValues) -> bool:
    if asked.counted:
        return any(one.kind is QuantityKind.BARE or asked.counts(one, sentence) for one in met)
    return not asked.kinds or any(one.kind in asked.kinds for one in met)


def _rivals(one: Quantity, met: Sequence[Quantity], sentence: str, asked: AskedValues) -> bool:
    """Whether it may be the answer as well: one of the same kind, or a bare number that leaves its unit out."""
    if one.kind is QuantityKind.BARE and not next_word(sentence, one.end):
        return True
    if any(asked.counts(each, sentence) for each in met):
        return asked.counts(one, sentence)
    return one.kind in {each.kind for each in met}


def _is_meant(met: Quantity, rivals: Sequence[Quantity], sentence: str, asked: AskedValues) -> bool:
    """Whether words of the question stand in its part of the sentence alone, and in no other part.

    The first part says what all are about ("The tour costs 420 euros for adults and 265 for children"), so that its
    words decide nothing; and nothing does without breaks between the values.
    """
    ordered = sorted([met, *rivals], key=lambda one: one.start)
    starts = [0]
    for before, after in pairwise(ordered):
        breaks = list(_BREAK.finditer(sentence, before.end, after.start))
        if not breaks:
            return False
        starts.append(breaks[-1].start())
    ends = [*starts[1:], len(sentence)]
    parts = [QUESTION_STEMMER.stems(sentence[start:end]) & asked.stems for start, end in zip(starts, ends, strict=True)]
    named = [ordered[at] for at in range(1, len(parts)) if parts[at] - _all_but(at, parts)]
    return named == [met]


def _all_but(at: int, parts: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*(part for other, part in enumerate(parts) if other != at))


def _whole(met: Sequence[Quantity], seen: Span, sentence: str, asked: AskedValues) -> Span:
    """With what qualifies it before ("up to"), its noun, what it is for ("a day"), and what was seen behind it."""
    start, last = met[0].start, met[-1]
    while found := _QUALIFIED.search(sentence, 0, start):
        start = found.start()
    end = _end_of_noun(last, sentence, asked) if last.kind is QuantityKind.BARE else last.end
    for more in (_OR_MORE, _EACH, _RELATIVE):
        if found := more.match(sentence, end):
            end = found.end()
    stop = _STOP.search(sentence, end)
    reached = len(sentence) if stop is None else stop.start()
    if sentence[start:end].endswith(_LEANS) and word_count(sentence[start:reached]) <= MOST_SHORT_WORDS:
        return Span(start, reached)
    return Span(start, max(end, min(seen.end, reached)))


def _end_of_noun(one: Quantity, sentence: str, asked: AskedValues) -> int:
    """Behind what is counted where the question names it; "40 random" of "40 random tests" would break it off."""
    noun = next_word(sentence, one.end)
    end = one.end + len(" ") + len(noun)
    leads_on = next_word(sentence, end).lower() not in {"", *VERBS}
    return end if QUESTION_STEMMER.stems(noun) & asked.stems and not leads_on else one.end
