"""A question in its parts: what it is about, by the words that hold it together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from text.question_words import ARTICLES, AUXILIARIES, FUNCTION_WORDS, GERMAN_SIGNS, PREPOSITIONS, VERBS

WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
ENDING = re.compile(r"[\s?.!…]+$")
_THERE = re.compile(
    r"\b(?:over |up |down |in |out )?there(?=\W*$)|\b(?:dort|da drüben|ott)\b",
    re.IGNORECASE,
)
_OF_PLACE = frozenset(("at", "in", "on", "to", "from", "im", "am", "bei", "beim", "auf", "zum", "zur"))
_BELONGING = frozenset(("for", "of", "für", "von"))


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a question from `start` to `end`, less the preposition before them."""

    start: int
    end: int
    preposition: str | None


def with_attached(subject: Part, parts: Sequence[Part]) -> Part:
    """A ticket with "for adults" behind it."""
    following = [part for part in parts if part.start == subject.end + 1 and part.preposition in _BELONGING]
    return Part(subject.start, following[0].end, subject.preposition) if following else subject


def parts_of(question: str) -> list[Part]:
    """Runs of words with their article, between prepositions, verbs and whatever else holds a question together."""
    words = [match.group() for match in spans_of(question)]
    parts: list[Part] = []
    start: int | None = None
    for index, word in enumerate([*words, "is"]):
        low = word.lower()
        inside = low in ARTICLES or (low not in FUNCTION_WORDS and low not in VERBS)
        if inside and start is None:
            start = index
        elif (not inside or low in ARTICLES) and start is not None:
            parts += _run(words, start, index)
            start = index if inside else None
    return parts


def _run(words: Sequence[str], start: int, end: int) -> list[Part]:
    """Where nouns are in capitals, as in German, what follows the last of them is no part of it."""
    nouns = [index for index in range(max(start, 1), end) if words[index][:1].isupper()]
    last = nouns[-1] + 1 if nouns and any(word.lower() in GERMAN_SIGNS for word in words) else end
    before = words[start - 1].lower() if start else ""
    if all(word.lower() in ARTICLES for word in words[start:last]):
        return []
    return [Part(start, last, before if before in PREPOSITIONS else None)]


def subject_of(question: str) -> str:
    """What a question is about, in a few of its words: what stands behind its verb, else what it begins with."""
    words = [match.group() for match in spans_of(ENDING.sub("", question))]
    parts = parts_of(ENDING.sub("", question))
    behind = [part for part in parts if part.start and words[part.start - 1].lower() in AUXILIARIES]
    part = next(iter([*behind, *parts]), None)
    return "" if part is None else " ".join(words[part.start : with_attached(part, parts).end])


def topic_of(question: str) -> str:
    """All that it is about."""
    words = [match.group() for match in spans_of(ENDING.sub("", question))]
    return ", ".join(" ".join(words[part.start : part.end]) for part in parts_of(ENDING.sub("", question)))


def spans_of(text: str) -> list[re.Match[str]]:
    return list(WORD.finditer(text))


def with_place(question: str, earlier: str) -> str | None:
    """ "There" replaced by the place that the earlier question names last, with its preposition."""
    there = _THERE.search(question)
    words = [match.group() for match in spans_of(earlier)]
    places = [part for part in parts_of(earlier) if part.preposition in _OF_PLACE]
    if there is None or not places:
        return None
    before = [word.group().lower() for word in spans_of(question[: there.start()])][-1:]
    start = places[-1].start - (not PREPOSITIONS.intersection(before))  # "from there" has its own
    place = " ".join(words[start : places[-1].end])
    said = f"{question[: there.start()]}{place}{question[there.end() :]}?"
    return said[:1].upper() + said[1:]
