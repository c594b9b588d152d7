"""How much of a question's wording a sentence shares, whatever language both are in."""

import math
import re
from collections.abc import Mapping, Sequence

# Long enough to tell words apart, short enough that most Hungarian and English endings fall away.
_STEM_CHARACTERS = 5
_WORD = re.compile(r"\w+")
_FUNCTION_WORD = re.compile(
    r"an?|and|are|as|at|be|been|by|can|do|does|did|for|from|has|have|how|i|if|in|is|its?|many|may|much|must|my|not|of|"
    r"often|on|or|our|that|the|their|there|they|this|to|was|we|were|what|when|where|which|who|why|will|with|you|your|"
    r"az?|egy|és|hogy|hogyan|van|volt|nem|is|meg|ki|mi|mit|mikor|mennyi|mennyibe|milyen|miért|hány|hol|melyik|kell|lehet"
)


def stems(text: str) -> frozenset[str]:
    """The words of `text` that carry meaning, cut short; numbers whole."""
    words = (word for word in _WORD.findall(text.casefold()) if not _FUNCTION_WORD.fullmatch(word))
    return frozenset(word if word.isdigit() else word[:_STEM_CHARACTERS] for word in words)


def coverages(question: str, sentences: Sequence[str]) -> list[float]:
    """For each sentence, the share of the question's wording in it, in [0, 1]; words rare in `sentences` weigh more."""
    found = [stems(sentence) for sentence in sentences]
    weights = {stem: _rarity(sum(stem in own for own in found), len(found)) for stem in stems(question)}
    return [_share(weights, own) for own in found]


def _rarity(frequency: int, sentences: int) -> float:
    return math.log(1 + sentences / (1 + frequency))


def _share(weights: Mapping[str, float], own: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in own) / total if total else 0.0
