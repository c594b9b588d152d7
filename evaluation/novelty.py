"""How much of an answer is new to its passages, in 17 numbers that know words only."""

import math
import re
from collections.abc import Sequence

from text.words import words

_NUMBER = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")
_HEDGE = re.compile(
    r"\b(?:may|might|could|generally|typically|usually|however|overall|important|recommended)\b", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:unable to answer|not (?:provide|mention|specify|contain)|no information|do(?:es)? not)\b", re.IGNORECASE
)


def novelty(answer: str, passages: Sequence[str]) -> dict[str, float]:
    """The features by name, always in the same order."""
    source = " ".join(passages)
    theirs, ours = words(source), words(answer)
    known = set(theirs)
    new = [word for word in ours if word not in known]
    return {
        "new words, ratio": _ratio(len(new), len(ours)),
        "new words, count": len(new),
        "new word types, ratio": _ratio(len(set(new)), len(set(ours))),
        **{f"new {size}-grams, ratio": _new_grams(ours, theirs, size) for size in (2, 3, 4)},
        "longest copied run, ratio": _ratio(_longest_copy(ours, theirs), len(ours)),
        **_unseen("numbers", [number.strip(".,") for number in _NUMBER.findall(answer)], source),
        **_unseen("names", _NAME.findall(answer), source),
        "words, log": math.log1p(len(ours)),
        "passages' words, log": math.log1p(len(theirs)),
        "words to passages' words": _ratio(len(ours), len(theirs)),
        "lines, log": math.log1p(answer.count("\n")),
        "hedges, ratio": _ratio(len(_HEDGE.findall(answer)), len(ours)),
        "refuses": float(bool(_REFUSAL.search(answer))),
    }


def _unseen(what: str, found: Sequence[str], source: str) -> dict[str, float]:
    unseen = [item for item in found if item not in source]
    return {f"new {what}, ratio": _ratio(len(unseen), len(found)), f"new {what}, count": len(unseen)}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _new_grams(ours: list[str], theirs: list[str], size: int) -> float:
    known = set(zip(*(theirs[start:] for start in range(size)), strict=False))
    grams = list(zip(*(ours[start:] for start in range(size)), strict=False))
    return _ratio(sum(gram not in known for gram in grams), len(grams))


def _longest_copy(ours: list[str], theirs: list[str]) -> int:
    """The length of the longest run of words that stands in the passages too."""
    text = f" {' '.join(theirs)} "
    longest, start = 0, 0
    for end in range(1, len(ours) + 1):
        while start < end and f" {' '.join(ours[start:end])} " not in text:
            start += 1
        longest = max(longest, end - start)
    return longest
