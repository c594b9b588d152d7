"""Spans of numbers that cells and columns stand for: "2 to 5 years", "10 and more", "under 2", "up to 4 hours"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT = r"(?:\s*(?:%|€|£|[^\W\d_]+))?"
_FROM_TO = re.compile(rf"{_NUMBER}{_UNIT}\s*(?:to|bis|and|und|-|–|—)\s*{_NUMBER}", re.IGNORECASE)
_AND_MORE = re.compile(
    rf"{_NUMBER}{_UNIT}\s*(?:and (?:more|over|above|older|up)|or (?:more|over|older)|\+|und mehr|und älter|oder mehr|"
    rf"és több|vagy több|felett)",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(rf"\b(?:from|at least|ab|mindestens|legalább)\s+{_NUMBER}", re.IGNORECASE)
_OVER = re.compile(
    rf"\b(?:over|above|more than|longer than|older than|über|mehr als|több mint)\s+{_NUMBER}", re.IGNORECASE
)
_AT_MOST = re.compile(rf"\b(?:up to|at most|until|bis(?: zu)?|höchstens|legfeljebb)\s+{_NUMBER}", re.IGNORECASE)
_UNDER = re.compile(
    rf"\b(?:under|below|less than|fewer than|younger than|shorter than|unter|weniger als|kevesebb mint)\s+{_NUMBER}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; the ends belong to it where they are closed."""

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True

    def holds(self, number: float) -> bool:
        """Whether a number lies in it."""
        above = number > self.low or (self.has_low and number == self.low)
        return above and (number < self.high or (self.has_high and number == self.high))


def range_of(text: str) -> Range | None:
    """The one span that a text names; null for none, and for several."""
    found = list(_ranges(text))
    return found[0] if len(found) == 1 else None


def _ranges(text: str) -> Iterator[Range]:
    for match in _FROM_TO.finditer(text):
        low, high = map(_value, match.groups())
        if low < high:
            yield Range(low, high)
    rest = _FROM_TO.sub(" ", text)
    for match in _AND_MORE.finditer(rest):
        yield Range(_value(match[1]), inf)
    rest = _AND_MORE.sub(" ", rest)
    yield from (Range(_value(match[1]), inf) for match in _AT_LEAST.finditer(rest))
    yield from (Range(_value(match[1]), inf, has_low=False) for match in _OVER.finditer(rest))
    yield from (Range(-inf, _value(match[1])) for match in _AT_MOST.finditer(rest))
    yield from (Range(-inf, _value(match[1]), has_high=False) for match in _UNDER.finditer(rest))


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))
