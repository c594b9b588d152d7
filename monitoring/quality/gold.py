"""Whether an answer in a model's own words is right, by the answers that people marked in the passage.

By words alone, so it errs: an answer that holds the gold words and says something else beside them counts as right, and
one in quite other words as wrong. It does so for every check alike.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from text.marks import strip_marks
from text.numerals import NUMBER_VALUES
from text.words import QUESTION_STEMMER, words

_LONG_GOLD_WORDS = 5
_LONG_GOLD_RATIO = 0.7
_COPIED_RATIO = 0.9
_MOST_ABSTAINING_WORDS = 40
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")
_ARTICLES = frozenset({"a", "an", "the"})
_ABSTAINS = re.compile(
    r"\bnot_in_documents\b|\bthere is no (?:information|mention|answer)\b|\bno information\b|"
    r"\b(?:do(?:es)? not|doesn[’']t|don[’']t|did not|is not|isn[’']t|are not|cannot|can[’']t|unable to)\b[^.;]{0,50}"
    r"\b(?:mention|specif|provide|contain|state|say|answer|indicate|include|give|find|found|determine|known)",
    re.IGNORECASE,
)


class Label(StrEnum):
    """What an answer is. `OFF`: not the answer, though all of it stands in one passage; it is wrong, too."""

    RIGHT = "right"
    WRONG = "wrong"
    OFF = "off"
    ABSTAINED = "abstained"


def label(answer: str, *, question: str, passages: Sequence[str], golds: Sequence[str]) -> Label:
    """`golds` are empty for what the passages do not answer: there only an abstention is right."""
    if abstains(answer) and not any(holds(answer, gold) for gold in golds):
        return Label.ABSTAINED
    if any(holds(answer, gold) for gold in golds):
        return Label.RIGHT
    return Label.OFF if copied(answer, question=question, passages=passages) else Label.WRONG


def holds(answer: str, gold: str) -> bool:
    """Whether the answer says the gold one: in full, or most of a long one, or is itself most of it."""
    theirs, ours = _words(gold), _words(answer)
    if not theirs or not ours:
        return False
    if _within(theirs, ours) or (_within(ours, theirs) and 2 * len(ours) >= len(theirs)):
        return True
    wanted = QUESTION_STEMMER.stems(" ".join(theirs))
    if not wanted:
        return False
    said = len(wanted & QUESTION_STEMMER.stems(" ".join(ours))) / len(wanted)
    return said >= (_LONG_GOLD_RATIO if len(theirs) > _LONG_GOLD_WORDS else 1.0)


def copied(answer: str, *, question: str, passages: Sequence[str]) -> bool:
    """Whether nearly all that it says stands in one passage or in the question."""
    said = QUESTION_STEMMER.stems(" ".join(_words(answer))) - QUESTION_STEMMER.stems(" ".join(_words(question)))
    known = (QUESTION_STEMMER.stems(" ".join(_words(passage))) for passage in passages)
    return bool(said) and any(len(said & stems) >= _COPIED_RATIO * len(said) for stems in known)


def abstains(answer: str) -> bool:
    """Whether it says, in its own words and little else, that the answer is not there."""
    return len(words(answer)) <= _MOST_ABSTAINING_WORDS and _ABSTAINS.search(answer) is not None


def _words(text: str) -> list[str]:
    """Without marks, accents and articles; numbers in digits."""
    plain = unicodedata.normalize("NFKD", _GROUPED.sub("", strip_marks(text).text))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return [NUMBER_VALUES.get(word, word) for word in words(bare) if word not in _ARTICLES]


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "
