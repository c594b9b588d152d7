"""What an answer is worth, by machine: right, grounded, to the point, fluent, in the question's language.

Fluency is what can be counted without another model: whether the answer is free of the faults by which small and broken
models give themselves away. It ends where a sentence ends, says no four words three times, and holds no characters that
no text holds. It says nothing of elegance: that is what people's votes are for.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from monitoring.quality.gating import Trial
from monitoring.quality.gold import abstains, holds
from server.cli.trials.asking import Given
from server.cli.trials.questions import Question
from text.languages import likely_language
from text.marks import strip_marks
from text.words import words

_LOOP_WORDS, _LOOP_TIMES = 4, 3
_ENDED = re.compile(r"[.!?…:)\]\"'”’»|*`]\s*$")
_SHORT_WORDS = 6
_MARK = re.compile(r"\[(\d{1,3})\]")
_REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Score:
    """Null is what does not apply: whether it is right where nobody knows the answer, and all but that where nothing
    of the model's own was delivered. `abstained` is set where the documents hold no answer.
    """

    right: bool | None
    abstained: bool | None
    grounded: bool | None
    relevant: bool | None
    fluent: bool | None
    language_kept: bool | None


def score(question: Question, given: Given) -> Score:
    """Of one answer to one question."""
    delivered = given.is_delivered
    unanswerable = question.is_answerable is False
    return Score(
        right=is_right(question, given) if question.is_judged and not unanswerable else None,
        abstained=has_abstained(given) if unanswerable else None,
        grounded=_is_grounded(given) if delivered else None,
        relevant=_is_relevant(given) if delivered else None,
        fluent=is_fluent(given.text) if delivered else None,
        language_kept=_keeps_language(question.text, given.text) if delivered else None,
    )


def is_right(question: Question, given: Given) -> bool:
    """Whether an answer was delivered that holds a gold one, or all that it should hold, by its words."""
    if not given.is_delivered:
        return False
    by_words = bool(question.words) and all(holds(given.text, word) for word in question.words)
    return by_words or any(holds(given.text, gold) for gold in question.golds)


def has_abstained(given: Given) -> bool:
    """Whether the model says that the documents hold no answer."""
    if given.is_stood_in:
        return given.is_declined
    return given.outcome == "abstained" or (given.is_delivered and abstains(given.text))


def trial_of(question: Question, given: Given) -> Trial:
    """As the gate counts it: wrong is what was delivered and is not right, an answer to what has none included.

    Without an answer of its own a model has abstained: what is quoted in its place counts neither for nor against it.
    """
    honest = has_abstained(given)
    wrong = given.is_delivered and not honest and not is_right(question, given)
    return Trial(
        wrong=wrong,
        held_back=given.outcome == "escalated" and not given.is_stood_in,
        abstained=(honest or given.is_stood_in) and question.is_answerable is not False,
        miscited=None if given.is_stood_in else miscited(given),
        seconds=given.seconds,
    )


def miscited(given: Given) -> float | None:
    """The share of citations that stand beside what their passage does not support; null without citations."""
    cited = [(claim, int(mark)) for claim in given.claims for mark in _MARK.findall(claim["text"])]
    if not cited:
        return None
    good = [
        claim["support"] == "supported" and any(one["passage"] == mark - 1 for one in claim["evidence"])
        for claim, mark in cited
    ]
    return good.count(False) / len(good)


def is_fluent(text: str) -> bool:
    """See the module."""
    plain = strip_marks(text).text.strip()
    if not plain or _REPLACED in plain or any(_is_control(character) for character in plain):
        return False
    said = words(plain)
    if len(said) > _SHORT_WORDS and not _ENDED.search(plain):
        return False
    runs = Counter(tuple(said[at : at + _LOOP_WORDS]) for at in range(len(said) - _LOOP_WORDS + 1))
    return max(runs.values(), default=0) < _LOOP_TIMES


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Co", "Cn"} and character not in "\n\t\r"


def _is_grounded(given: Given) -> bool | None:
    """Whether the judge supports every claim; null where nothing is claimed."""
    return all(claim["support"] == "supported" for claim in given.claims) if given.claims else None


def _is_relevant(given: Given) -> bool | None:
    """Whether the judge finds a claim that answers; null where it said of none."""
    said = [claim["answers_question"] for claim in given.claims if claim["answers_question"] is not None]
    return any(said) if said else None


def _keeps_language(question: str, answer: str) -> bool | None:
    asked, answered = likely_language(question), likely_language(answer)
    return None if asked is None or answered is None else asked == answered
