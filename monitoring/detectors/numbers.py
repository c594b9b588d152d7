"""Invented figures: numbers of a claim that stand nowhere in what it should rest on."""

import re

from text.numerals import NUMBER_PATTERN, NUMBER_VALUES, SPELLED_OUT, parts, readings

_STANDS_ALONE = re.compile(rf"(?<![\w.,])(?<!\D-)(?:{NUMBER_PATTERN})")
_COUNTING = re.compile(
    r"\b(?:steps?|passages?|parts?|options?|lépés|rész)\s+\d+(?:\s+(?:and|or|és|vagy)\s+\d+)?\b", re.IGNORECASE
)
_OTHER_MEANINGS = frozenset({"hat", "hét"})  # English for headgear, Hungarian for a week
# "One" and "two" mostly count what was just named ("one of the two"), so they are no figures.
_CARDINALS = tuple(
    word for words in SPELLED_OUT[3:] for word in (words.split()[0], words.split()[2]) if word not in _OTHER_MEANINGS
)
_LARGER = r"hundred|thousand|million|billion|quarters?|fourths?|fifths?|and a half|one|two|" + "|".join(_CARDINALS)
_CARDINAL = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_CARDINALS)})(?![\w]|[- ](?:{_LARGER})\b| (?:\w+ )?passages\b)", re.IGNORECASE
)


def invented_numbers(claim: str, known: frozenset[str]) -> tuple[str, ...]:
    """The numbers of `claim` that are not among the `known_numbers`, in digits or as one word from three to twenty."""
    spelled = tuple(word for word in _CARDINAL.findall(claim) if NUMBER_VALUES[word.lower()] not in known)
    digits = _STANDS_ALONE.findall(_COUNTING.sub("", claim))
    return (*(number for number in digits if _is_new(number, known)), *spelled)


def _is_new(number: str, known: frozenset[str]) -> bool:
    pieces = parts(number)
    compound = len(pieces) > 2 or ":" in number or "/" in number
    return not (known & set(readings(number)) or (compound and known.issuperset(pieces)))
