"""What the evidence says of each value of a claim."""

import re
from collections.abc import Callable, Iterable, Sequence

from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.values.arithmetic import Operand, computed
from monitoring.detectors.values.binding import wanted
from monitoring.detectors.values.comparing import equal
from monitoring.detectors.values.context import Known, Place, known_of
from monitoring.detectors.values.rivalry import Asked, Fitting, bound_elsewhere, conflicts, fits_better
from monitoring.detectors.values.surroundings import Words, read_text
from monitoring.detectors.values.swapping import swapped
from monitoring.detectors.values.value import Bound, CheckedValue, Kind, State, Value

_QUESTION = 0.35
_RELATED = 0.3
_SMALL = 12
_MOST_VALUES = 40
_OPERAND_SENTENCES = 2
_HINT = re.compile(
    r"\b(?:total|altogether|together|sum|in all|combined|both|differen\w+|more|less|fewer|longer|shorter|older|younger|"
    r"higher|lower|taller|earlier|later|left|remain\w*|rest|than|times|twice|double\w*|half|halves|thirds?|quarters?|"
    r"share|average|mean|per|each|every|apiece|a year|a month|a week|a day|yearly|annual\w*|monthly|weekly|within|"
    r"how (?:much|many|long|old|far)|cost\w*|pay\w*|owe\w*|charge\w*|over|extra|save\w*|rose|fell|grew|climb\w*|"
    r"drop\w*|increase\w*|decrease\w*|gap|span|zusammen|insgesamt|mehr|weniger|übrig|pro|jährlich|doppelt|hälfte|"
    r"összesen|együtt|több|kevesebb|marad\w*|évente|havonta|kétszer\w*|fele\w*|különbség\w*|mennyi\w*|hány\w*)\b",
    re.IGNORECASE,
)


def check_values(
    claim: str, evidence: Sequence[str], *, question: str = "", check: Callable[[], None] = no_deadline
) -> tuple[CheckedValue, ...]:
    """The first 40 values of `claim`, in order, each with its state beside the texts of `evidence`.

    The question says what a short claim is about and may be reckoned with; a value that stands only there is absent.
    `check` is called on the way and may raise.
    """
    read = read_text(claim)
    found = read.found[:_MOST_VALUES]
    if not found:
        return ()
    known = known_of(tuple(evidence), check=check)
    read_question = read_text(question)
    given = tuple(value for value, _ in read_question.found)
    topic = read.stems | read_question.stems
    operands = _operands(known, topic, given)
    hinted = bool(given) or _HINT.search(f"{claim} {question}") is not None
    crossed = swapped(found, known)
    checked = []
    for index, (value, words) in enumerate(found):
        check()
        beside = tuple(other for other, _ in found if other is not value)
        about = wanted(read, index, read_question.named)
        asked = Asked(value, _with_topic(words, topic), beside, topic, known, operands, hinted, about)
        checked.append(_checked(asked, given, crossed.get(index)))
    return tuple(checked)


def _with_topic(words: Words, topic: frozenset[str]) -> Words:
    return {stem: max(_QUESTION, words.get(stem, 0.0)) for stem in topic} | dict(words)


def _operands(known: Known, topic: frozenset[str], given: Iterable[Value]) -> tuple[Operand, ...]:
    """The values of the question, and of the sentences that share most of the topic's words, or of all two."""
    shared = [sum(known.telling.get(stem, 0.0) for stem in topic & stems) for stems in known.sentences]
    few = len(shared) <= _OPERAND_SENTENCES
    ranked = sorted((index for index in range(len(shared)) if few or shared[index]), key=lambda index: -shared[index])
    best = ranked[:_OPERAND_SENTENCES]
    stated = [
        Operand(place.value, given=True, sentence=place.sentence) for place in known.places if place.sentence in best
    ]
    return tuple([Operand(value, given=False, sentence=-1) for value in given] + stated)


def _checked(asked: Asked, given: Iterable[Value], swap: Fitting | None) -> CheckedValue:
    same = asked.best(asked.same)
    in_question = any(equal(asked.value, other) for other in given)
    state, found, fit = _state(asked, same, swap)
    evidence = tuple(place.evidence() for place in found)
    return CheckedValue(asked.value, state, evidence, fit, same is not None, in_question)


def _state(asked: Asked, same: Fitting | None, swap: Fitting | None) -> tuple[State, Sequence[Place], float]:
    if swap:
        return State.OTHER, [swap[0]], swap[1]
    rival = asked.best(asked.rivals)
    if same:
        if rival and fits_better(asked, rival, same):
            return State.OTHER, [rival[0]], rival[1]
        if bound := bound_elsewhere(asked):
            return State.OTHER, [bound], asked.known.fit(asked.words, bound)
        return State.SAME, [same[0]], same[1]
    if operands := _held_to(asked) or _computed(asked):
        return State.COMPUTED, operands, asked.known.fit(asked.words, operands[0])
    if rival and conflicts(asked, *rival):
        return State.OTHER, [rival[0]], rival[1]
    return State.ABSENT, [], 0.0


def _held_to(asked: Asked) -> list[Place]:
    """The value that keeps to the claim's bound: 28 for "more than 25"."""
    if asked.value.bound not in (Bound.AT_LEAST, Bound.AT_MOST):
        return []
    found = asked.best([place for place in asked.known.places if _within(asked.value, place.value)])
    return [found[0]] if found and found[1] > _RELATED else []


def _within(value: Value, known: Value) -> bool:
    if value.unit != known.unit or value.kind is not known.kind or value.kind in (Kind.DATE, Kind.LABEL):
        return False
    if known.bound in (Bound.AT_LEAST, Bound.AT_MOST):
        return False
    return known.low > value.low if value.bound is Bound.AT_LEAST else known.high < value.high


def _computed(asked: Asked) -> list[Place]:
    value = asked.value
    trivial = value.kind in (Kind.NUMBER, Kind.MULTIPLE) and value.low <= _SMALL and not asked.hinted
    if trivial or value.kind in (Kind.LABEL, Kind.ORDINAL):
        return []
    used = computed(value, asked.operands)
    given = {id(operand.value) for operand in used if operand.given}
    return [place for place in asked.known.places if id(place.value) in given]
