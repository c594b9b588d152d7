"""A question of two steps: what the first one finds is put into the second, and both are shown or neither."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from domain.documents import Passage
from domain.generation import AskedPart
from domain.places import is_table
from server.usecases.choosing import Search, Searched, in_turn
from text.question_words import own_words
from text.sentences import SentenceCut, sentence_spans
from text.two_steps import Steps
from text.words import head

_LOOKED_AT = 4
_TOLD_RATIO = 0.6
_NAME = re.compile(r"(?<=[^.!?:]\s)[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)*")
# What tells it need not say so: "this year's party is going to be".
_UNSAID = re.compile(
    r"\b(?:this|next|the coming) (?:year|month|week|season)(?:['’]?s)?\b|\b(?:going to|held|taking place)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|"
    r"november|december",
    re.IGNORECASE,
)


def taken(steps: Steps, meant: Searched, search: Search, *, k: int) -> Searched:
    """`meant` as two parts, where one thing alone is found by the first step of which something holds the second.

    Else the second is asked with the clause in the thing's place, whose answer is shown beside nothing else.
    """
    first = search(steps.first)
    ways = [(value, search(steps.second(value))) for value in dict.fromkeys(_values(steps, first.passages))]
    borne = [(value, second) for value, second in ways if _is_borne(value, steps, second.passages)]
    if len(borne) != 1:
        return meant
    [(_, second)] = borne
    passages = tuple(islice(in_turn([first.passages, second.passages]), k))
    parts = tuple(AskedPart(one.query, is_joint=True) for one in (first, second))
    return replace(meant, passages=passages, parts=parts)


def _values(steps: Steps, passages: Sequence[Passage]) -> Iterator[str]:
    """The names in what tells most of the clause."""
    asked, known = _heads(_UNSAID.sub(" ", steps.clause)), _heads(f"{steps.first} {steps.ask}")
    told = [(len(asked & _heads(text)), text) for passage in passages[:_LOOKED_AT] for text in _sentences(passage)]
    most = max((found for found, _ in told), default=0)
    if most < _TOLD_RATIO * len(asked):
        return
    for text in dict.fromkeys(text for found, text in told if found == most):
        names = (found.group() for found in _NAME.finditer(text))
        yield from (name for name in names if not _CALENDAR.match(name) and not _heads(name) & known)


def _is_borne(value: str, steps: Steps, passages: Sequence[Passage]) -> bool:
    """Whether one sentence, below its headings, or row names the thing and has what is asked of it."""
    asked = _heads(steps.ask)
    texts = (text for passage in passages[:_LOOKED_AT] for text in _sentences(passage))
    return any(value.casefold() in text.casefold() and asked <= _heads(text) for text in texts)


def _sentences(passage: Passage) -> Iterator[str]:
    text = passage.text
    if is_table(passage.stored.chunk.place):
        yield from (line for line in text.splitlines() if line.strip())
    else:
        spans = sentence_spans(text, SentenceCut.CLAIMS)
        yield from (" ".join(text[start:end].split()) for start, end in spans)


def _heads(text: str) -> frozenset[str]:
    return frozenset(head(word) for word in own_words(text) if len(word) > 1)
