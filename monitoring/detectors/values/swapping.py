"""Two values of a claim that stand in the evidence, each in the other's place."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from monitoring.detectors.values.comparing import comparable, equal
from monitoring.detectors.values.context import Known, Place
from monitoring.detectors.values.surroundings import Words, anchor
from monitoring.detectors.values.value import Value

_CLEARLY = 0.08
_MOST_VALUES = 8
_MOST_PLACES = 6
Found = tuple[Value, Words]


def swapped(found: Sequence[Found], known: Known) -> Mapping[int, tuple[Place, float]]:
    """By the index in `found` of each swapped value, the place of the value that belongs there, and how well it fits.

    Two are swapped where a sentence holds both, and the words around each of them in the claim stand around the other.
    """
    places: dict[int, tuple[Place, float]] = {}
    for (i, (a, around_a)), (j, (b, around_b)) in combinations(enumerate(found[:_MOST_VALUES]), 2):
        if not comparable(a, b) or equal(a, b):
            continue
        without = {anchor(a), anchor(b)}
        pairs = _pairs(a, b, known)
        crossed = _best_crossing(_other_words(around_a, without), _other_words(around_b, without), pairs, known)
        if crossed:
            places |= {i: crossed[1], j: crossed[0]}
    return places


def _other_words(words: Words, without: set[str]) -> Words:
    return {stem: near for stem, near in words.items() if stem not in without}


def _pairs(a: Value, b: Value, known: Known) -> Iterator[tuple[Place, Place]]:
    firsts, seconds = (list(islice(_equal_places(value, known), _MOST_PLACES)) for value in (a, b))
    for first in firsts:
        yield from ((first, second) for second in seconds if second.sentence == first.sentence)


def _equal_places(value: Value, known: Known) -> Iterator[Place]:
    return (place for place in known.places if equal(value, place.value))


def _best_crossing(
    around_a: Words, around_b: Words, pairs: Iterator[tuple[Place, Place]], known: Known
) -> tuple[tuple[Place, float], tuple[Place, float]] | None:
    """The places of `a` and of `b`, where in every sentence that holds both they fit better crosswise."""
    best = None
    for first, second in pairs:
        crosswise = (first, known.fit(around_b, first)), (second, known.fit(around_a, second))
        straight = known.fit(around_a, first) + known.fit(around_b, second)
        if crosswise[0][1] + crosswise[1][1] <= straight + _CLEARLY or not straight:
            return None
        best = crosswise
    return best
