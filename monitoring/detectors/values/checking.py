"""What the evidence says of each value of a claim."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitoring.detectors.values.arithmetic import Operand, computed
from monitoring.detectors.values.comparing import comparable, equal
from monitoring.detectors.values.context import COUNTED, NEGATED, Known, Place, Words, around, known_of, stems_of
from monitoring.detectors.values.derivation import derivable
from monitoring.detectors.values.reading import read_values
from monitoring.detectors.values.swapping import swapped
from monitoring.detectors.values.value import Bound, CheckedValue, Kind, State, Value

_CONFLICT = 0.6
_CONFLICT_OF_NUMBERS = 0.7
_CONFLICT_DESPITE_SAME = 0.75
_VERBATIM = 0.85
_CLEARLY_BETTER = 1.6
_QUESTION = 0.35
_FEW_WORDS = 3
_RELATED = 0.3
_SMALL = 12
_OPERAND_SENTENCES = 2
_HINT = re.compile(
    r"\b(?:total|altogether|together|sum|in all|combined|both|differen\w+|more|less|fewer|longer|shorter|older|younger|"
    r"higher|lower|taller|earlier|later|left|remain\w*|rest|than|times|twice|double\w*|half|halves|thirds?|quarters?|"
    r"share|average|mean|per|each|every|apiece|a year|a month|a week|a day|yearly|annual\w*|monthly|weekly|within|"
    r"how (?:much|many|long|old|far)|cost\w*|pay\w*|owe\w*|charge\w*|over|extra|save\w*|rose|fell|grew|climb\w*|drop\w*|"
    r"increase\w*|decrease\w*|gap|span|zusammen|insgesamt|mehr|weniger|übrig|pro|jährlich|doppelt|hälfte|"
    r"összesen|együtt|több|kevesebb|marad\w*|évente|havonta|kétszer\w*|fele\w*|különbség\w*|mennyi\w*|hány\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A claim's value beside all that it is held against."""

    value: Value
    words: Words
    known: Known
    operands: tuple[Operand, ...]
    hinted: bool
    beside: tuple[Value, ...]

    def fit(self, place: Place) -> float:
        return self.known.fit(self.words, place)


def check_values(claim: str, evidence: Sequence[str], *, question: str = "") -> tuple[CheckedValue, ...]:
    """The values of `claim`, each with its state beside the texts of `evidence`; the question is no evidence."""
    found = around(claim)
    if not found:
        return ()
    known = known_of(tuple(evidence))
    asked = read_values(question) if question else ()
    topic = _topic(claim, question)
    operands = _operands(known, topic, asked)
    hinted = _HINT.search(f"{claim} {question}") is not None
    crossed = swapped(found, known)
    return tuple(
        _checked(
            _Asked(value, _with_question(words, topic), known, operands, hinted, _others(value, found)),
            asked,
            crossed.get(index),
        )
        for index, (value, words) in enumerate(found)
    )


def _others(value: Value, found: Iterable[tuple[Value, Words]]) -> tuple[Value, ...]:
    return tuple(other for other, _ in found if other is not value)


def _topic(claim: str, question: str) -> frozenset[str]:
    return stems_of(claim) | (stems_of(question) if question else frozenset())


def _with_question(words: Words, topic: frozenset[str]) -> Words:
    return {stem: max(_QUESTION, words.get(stem, 0.0)) for stem in topic} | dict(words)


def _operands(known: Known, topic: frozenset[str], asked: Iterable[Value]) -> tuple[Operand, ...]:
    """The values of the sentences that share most of the topic's words, and those of the question."""
    shared = {
        index: sum(known.telling.get(stem, 0.0) for stem in topic & stems)
        for index, stems in enumerate(known.sentences)
    }
    best = sorted((index for index in shared if shared[index]), key=lambda index: -shared[index])[:_OPERAND_SENTENCES]
    given = [Operand(place.value, True, place.sentence) for place in known.places if place.sentence in best]
    return tuple([Operand(value, False, -1) for value in asked] + given)


def _checked(asked: _Asked, question: Iterable[Value], swap: tuple[Place, float] | None) -> CheckedValue:
    value, places = asked.value, asked.known.places
    same = _best(asked, [place for place in places if _same(asked, place)])
    rival = _best(asked, [place for place in places if _rivals(asked, place)])
    in_question = any(equal(value, other) for other in question)

    def said(state: State, found: Sequence[Place], fit: float) -> CheckedValue:
        evidence = tuple(place.evidence() for place in found)
        return CheckedValue(value, state, evidence, fit, same is not None, in_question)

    if swap:
        return said(State.OTHER, [swap[0]], swap[1])
    if same and not (rival and _fits_better(asked, rival, same)):
        return said(State.SAME, [same[0]], same[1])
    if not same and (operands := _computed(asked, rival)):
        return said(State.COMPUTED, operands, asked.fit(operands[0]))
    if rival and (same or _conflicts(asked, *rival)):
        return said(State.OTHER, [rival[0]], rival[1])
    return said(State.ABSENT, [], 0.0)


def _best(asked: _Asked, places: Sequence[Place]) -> tuple[Place, float] | None:
    return max(((place, asked.fit(place)) for place in places), key=lambda found: found[1], default=None)


def _same(asked: _Asked, place: Place) -> bool:
    """Equal, or limited from the other side and denied: "at most 100" beside "not more than 100"."""
    value, known = asked.value, place.value
    if {value.bound, known.bound} == {Bound.AT_LEAST, Bound.AT_MOST} and _one_denied(asked.words, place.words):
        known = replace(known, bound=value.bound)
    return equal(value, known)


def _one_denied(mine: Words, theirs: Words) -> bool:
    return (NEGATED in mine) != (NEGATED in theirs)


def _conflicts(asked: _Asked, place: Place, fit: float) -> bool:
    """Whether the rival at `place` stands so much in the claim's words that both cannot be true."""
    if fit < (_CONFLICT_OF_NUMBERS if asked.value.kind is Kind.NUMBER else _CONFLICT):
        return False
    operands = [operand.value for operand in asked.operands]
    if computed(asked.value, asked.operands):
        return False
    return (fit >= _VERBATIM and not asked.hinted) or not derivable(asked.value, [*operands, *asked.beside])


def _fits_better(asked: _Asked, rival: tuple[Place, float], same: tuple[Place, float]) -> bool:
    """Whether the claim's words stand around another value, and hardly around its own."""
    if asked.value.kind is Kind.DATE or any(equal(rival[0].value, other) for other in asked.beside):
        return False
    return rival[1] >= _CONFLICT_DESPITE_SAME and rival[1] > _CLEARLY_BETTER * same[1]


def _rivals(asked: _Asked, place: Place) -> bool:
    value, known = asked.value, place.value
    if equal(value, known):
        return False
    if value.kind is Kind.NUMBER and not _count_the_same(asked.words, place.words):
        return False
    return comparable(value, known) or _other_unit(value, known)


def _count_the_same(mine: Words, theirs: Words) -> bool:
    """Whether two numbers are followed by the same word, or none of them by any."""
    counted, known = (frozenset(word for word in words if word.startswith(COUNTED)) for words in (mine, theirs))
    return counted == known


def _other_unit(value: Value, known: Value) -> bool:
    """The same number of something else: 5 kg beside 5 litres."""
    measured = (Kind.MEASURE, Kind.DURATION, Kind.MONEY, Kind.SHARE)
    return value.kind in measured and known.kind in measured and value.number == known.number


def _computed(asked: _Asked, rival: tuple[Place, float] | None) -> list[Place]:
    value = asked.value
    if (
        rival
        and value.bound in (Bound.AT_LEAST, Bound.AT_MOST)
        and _within(value, rival[0].value)
        and rival[1] > _RELATED
    ):
        return [rival[0]]
    trivial = value.kind in (Kind.NUMBER, Kind.MULTIPLE) and value.low <= _SMALL and not asked.hinted
    if trivial or value.kind in (Kind.LABEL, Kind.ORDINAL):
        return []
    used = computed(value, asked.operands)
    given = {id(operand.value) for operand in used if operand.given}
    return [place for place in asked.known.places if id(place.value) in given]


def _within(value: Value, known: Value) -> bool:
    """Whether "more than 25" holds of 28."""
    if value.unit != known.unit or value.kind is not known.kind or value.kind in (Kind.DATE, Kind.LABEL):
        return False
    return known.low > value.low if value.bound is Bound.AT_LEAST else known.high < value.high
