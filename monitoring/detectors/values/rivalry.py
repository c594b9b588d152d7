"""Which values of the evidence a claim's value may conflict with, and when it does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitoring.detectors.values.arithmetic import Operand, computed
from monitoring.detectors.values.binding import belongs_elsewhere, is_dated, said_of_both
from monitoring.detectors.values.comparing import comparable, equal
from monitoring.detectors.values.context import Known, Place
from monitoring.detectors.values.derivation import derivable
from monitoring.detectors.values.surroundings import COUNTED, NEGATED, RECKONED, Words, anchor
from monitoring.detectors.values.value import Bound, Kind, Value

_CONFLICT = 0.6
_CONFLICT_OF_NUMBERS = 0.7
_CONFLICT_DESPITE_SAME = 0.75
_VERBATIM = 0.85
_ALL_WORDS = 0.9
_BETTER_BY_A_WORD = 1.2
_CLEARLY_BETTER = 1.6
_PRONOUNS = ("one", "eins", "egy")
_BESIDE = 0.5
_MEASURED = (Kind.MEASURE, Kind.DURATION, Kind.MONEY, Kind.SHARE)
Fitting = tuple[Place, float]


@dataclass(frozen=True)
class Asked:
    """A claim's value beside all that it is held against.

    `words` stand around it in the claim, `beside` are the claim's other values, `topic` the words of claim and
    question. `hinted`: their wording speaks of something computed. `about`: what claim and question name with it.
    """

    value: Value
    words: Words
    beside: tuple[Value, ...]
    topic: frozenset[str]
    known: Known
    operands: tuple[Operand, ...]
    hinted: bool
    about: frozenset[str]

    @cached_property
    def same(self) -> list[Place]:
        """Where the same value stands."""
        return [place for place in self.known.places if is_same(self, place)]

    @cached_property
    def rivals(self) -> list[Place]:
        """Where another one stands that could stand in its place."""
        return [place for place in self.known.places if is_rival(self, place)]

    def best(self, places: Sequence[Place]) -> Fitting | None:
        """The place around which most of the claim's words stand, and how many of them do."""
        fitting = ((place, self.known.fit(self.words, place)) for place in places)
        return max(fitting, key=lambda found: found[1], default=None)


def is_same(asked: Asked, place: Place) -> bool:
    """Equal, or limited from the other side and denied: "at most 100" beside "not more than 100"."""
    value, known = asked.value, place.value
    denied = (NEGATED in asked.words) != (NEGATED in place.words)
    if denied and {value.bound, known.bound} == {Bound.AT_LEAST, Bound.AT_MOST}:
        known = replace(known, bound=value.bound)
    return equal(value, known)


def is_rival(asked: Asked, place: Place) -> bool:
    """Whether the other value at `place` could stand where the claim's does."""
    value, known = asked.value, place.value
    if is_same(asked, place) or known.text.casefold() in _PRONOUNS:
        return False
    if value.kind is Kind.NUMBER and not _count_the_same(asked, place):
        return False
    return comparable(value, known) or _other_unit(value, known)


def conflicts(asked: Asked, place: Place, fit: float) -> bool:
    """Whether the rival at `place` stands so much in the claim's words that both cannot be true."""
    if fit < (_CONFLICT_OF_NUMBERS if asked.value.kind is Kind.NUMBER else _CONFLICT):
        return False
    if computed(asked.value, asked.operands):
        return False
    operands = [operand.value for operand in asked.operands]
    plainly = fit >= _VERBATIM and not asked.hinted and RECKONED not in place.words
    return plainly or not derivable(asked.value, [*operands, *asked.beside])


def fits_better(asked: Asked, rival: Fitting, same: Fitting) -> bool:
    """Whether the claim's words stand around the rival, and hardly around its own value where that occurs."""
    if asked.value.kind is Kind.DATE or any(equal(rival[0].value, other) for other in asked.beside):
        return False
    if rival[1] >= _CONFLICT and rival[1] > same[1] and _only_beside_rival(asked, rival[0], same[0]):
        return True
    if rival[1] >= _ALL_WORDS and rival[1] > _BETTER_BY_A_WORD * same[1]:
        return True
    return rival[1] >= _CONFLICT_DESPITE_SAME and rival[1] > _CLEARLY_BETTER * same[1]


def _only_beside_rival(asked: Asked, rival: Place, same: Place) -> bool:
    """Whether a date or a name of the claim stands beside the rival only: the figure of another year."""
    names = {anchor(value) for value in asked.beside if value.kind in (Kind.DATE, Kind.LABEL)}
    return any(rival.words.get(name, 0.0) >= _BESIDE and name not in same.words for name in names)


def bound_elsewhere(asked: Asked) -> Place | None:
    """The value that stands with what the claim is about, where its own stands with something else each time."""
    mine = [place.own for place in asked.same]
    for rival in asked.rivals:
        if said_of_both(rival.value, asked.beside) or not _speaks_of(rival, asked):
            continue
        if (NEGATED in asked.words) != (NEGATED in rival.words):
            continue
        near = rival.in_table or any(place.sentence == rival.sentence for place in asked.same)
        if (near or rival.own <= asked.about) and belongs_elsewhere(asked.about, mine, rival.own):
            return rival
    return None


def _speaks_of(rival: Place, asked: Asked) -> bool:
    """Whether all that the claim is about stands around the rival; beside its year what no passage has may lack."""
    missing = asked.about - rival.own - rival.words.keys()
    unheard = not is_dated(missing) and not missing & asked.known.telling.keys()
    return not missing or (unheard and is_dated(asked.about & rival.own))


def _count_the_same(asked: Asked, place: Place) -> bool:
    """Whether two numbers are followed by the same word; one that stands alone counts what is asked for."""
    mine, theirs = _counted(asked.words), _counted(place.words)
    return mine == theirs or (not mine and {word.removeprefix(COUNTED) for word in theirs} <= asked.topic)


def _counted(words: Words) -> frozenset[str]:
    return frozenset(word for word in words if word.startswith(COUNTED))


def _other_unit(value: Value, known: Value) -> bool:
    """The same number of something else: 5 kg beside 5 litres."""
    return value.kind in _MEASURED and known.kind in _MEASURED and value.number == known.number
