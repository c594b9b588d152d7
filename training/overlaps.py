"""How much an answer shares with the true one: SQuAD's measures."""

import re
from collections import Counter

from text.words import words

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


def normal_words(text: str) -> list[str]:
    """The words that count: small letters, no articles, no punctuation. Equal lists are an exact match."""
    return words(_ARTICLE.sub(" ", text.lower()))


def word_overlap(gold: str, said: str) -> float:
    """F1 of the words of both; 1 where both are empty, 0 where one is."""
    ours, theirs = Counter(normal_words(gold)), Counter(normal_words(said))
    if not ours or not theirs:
        return float(ours == theirs)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total())
