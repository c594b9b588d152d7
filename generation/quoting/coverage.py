"""How much of a question's wording a sentence shares, whatever language both are in."""

import math
from collections.abc import Mapping, Sequence

from text.words import QUESTION_STEMMER


def coverages(question: str, sentences: Sequence[str]) -> list[float]:
    """For each sentence, the share of the question's wording in it, in [0, 1]; words rare in `sentences` weigh more."""
    found = [QUESTION_STEMMER.stems(sentence) for sentence in sentences]
    weights = {
        stem: _rarity(sum(stem in own for own in found), len(found)) for stem in QUESTION_STEMMER.stems(question)
    }
    return [_share(weights, own) for own in found]


def _rarity(frequency: int, sentences: int) -> float:
    return math.log(1 + sentences / (1 + frequency))


def _share(weights: Mapping[str, float], own: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in own) / total if total else 0.0
