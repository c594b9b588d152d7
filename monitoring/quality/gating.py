"""Whether a candidate may take a baseline's place: paired differences against margins that are named beforehand.

A measure is `worse` where the test says so (Holm over all measures) and the interval does not exclude a worsening
beyond the margin. It is `no_worse` where the interval stays within the margin: non-inferior. Between them it is `like`
where the questions would have shown a worsening as large as the margin four times in five by that test, and the
interval holds no difference at all; else `too_few`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

import numpy as np

from monitoring.quality.paired import Difference, difference_of_means, difference_of_shares

LEVEL = 0.025
"""How often, at most, a candidate that is no worse is called worse in any measure."""
LEAST_QUESTIONS = 20
_LEAST_SECONDS = 0.001


class Measure(StrEnum):
    """What is compared; of each less is better."""

    WRONG = "wrong_delivered"
    HELD_BACK = "held_back"
    ABSTAINED = "abstained"
    MISCITED = "citations_not_supported"
    SLOWER = "latency"


class Result(StrEnum):
    """What the questions say of a measure; see the module."""

    WORSE = "worse"
    NO_WORSE = "no_worse"
    LIKE = "like"
    TOO_FEW = "too_few"


class Verdict(StrEnum):
    """What becomes of the candidate."""

    PASSED = "passed"
    REGRESSED = "regressed"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class Margins:
    """The largest worsening that is put up with: of shares in points, of latency as a factor of the geometric mean."""

    share: float = 0.05
    latency: float = 1.25

    def of(self, measure: Measure) -> float:
        """On the scale of its difference."""
        return log(self.latency) if measure is Measure.SLOWER else self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of a question. `abstained`: although there is an answer. `miscited` is the share of its citations
    that do not support what they stand beside, null without citations.
    """

    wrong: bool
    held_back: bool
    abstained: bool
    miscited: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure with its difference, null where too few questions have it; latency as a logarithm of the factor."""

    measure: Measure
    difference: Difference | None
    margin: float
    result: Result

    @property
    def shown(self) -> Difference | None:
        """The difference as people read it: of latency the geometric means in seconds and the factor between them."""
        found = self.difference
        if found is None or self.measure is not Measure.SLOWER:
            return found
        return Difference(
            candidate=exp(found.candidate),
            baseline=exp(found.baseline),
            point=exp(found.point),
            low=exp(found.low),
            high=exp(found.high),
            worse=found.worse,
            questions=found.questions,
            test=found.test,
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """All measures, and what they come to."""

    findings: Sequence[Finding]
    verdict: Verdict


def gate(
    candidate: Sequence[Trial], baseline: Sequence[Trial], *, margins: Margins | None = None, level: float = LEVEL
) -> Gate:
    """Of the same questions in the same order."""
    if len(candidate) != len(baseline):
        raise ValueError("candidate and baseline have different questions")
    allowed = margins or Margins()
    differences = {measure: difference(candidate, baseline) for measure, difference in _MEASURED.items()}
    worse = _holm({measure: found.worse for measure, found in differences.items() if found is not None}, level)
    findings = [
        Finding(
            measure,
            found,
            allowed.of(measure),
            _result(found, allowed.of(measure), worse=measure in worse, level=level / len(differences)),
        )
        for measure, found in differences.items()
    ]
    return Gate(findings, _verdict([finding.result for finding in findings]))


def _verdict(results: Sequence[Result]) -> Verdict:
    if Result.WORSE in results:
        return Verdict.REGRESSED
    return Verdict.UNMEASURED if Result.TOO_FEW in results else Verdict.PASSED


def _result(found: Difference | None, margin: float, *, worse: bool, level: float) -> Result:
    """`level` is that of Holm's first step, the strictest: by no other is it sure that the test would have found it."""
    if found is None:
        return Result.TOO_FEW
    if found.high <= margin:
        return Result.NO_WORSE
    if worse:
        return Result.WORSE
    is_like = found.low <= 0 and found.smallest_seen(level) <= margin
    return Result.LIKE if is_like else Result.TOO_FEW


def _holm(chances: Mapping[Measure, float], level: float) -> set[Measure]:
    """Those that are worse when all of them are tested at once (Holm 1979)."""
    found: set[Measure] = set()
    for rank, measure in enumerate(sorted(chances, key=lambda one: chances[one])):
        if chances[measure] > level / (len(chances) - rank):
            break
        found.add(measure)
    return found


def _of_shares(name: str) -> "_Compare":
    def compare(candidate: Sequence[Trial], baseline: Sequence[Trial]) -> Difference | None:
        if len(candidate) < LEAST_QUESTIONS:
            return None
        ours, theirs = (np.array([getattr(one, name) for one in arm], dtype=np.bool_) for arm in (candidate, baseline))
        return difference_of_shares(ours, theirs)

    return compare


def _miscited(candidate: Sequence[Trial], baseline: Sequence[Trial]) -> Difference | None:
    """Over the questions that both cite for."""
    both = [
        (ours.miscited, theirs.miscited)
        for ours, theirs in zip(candidate, baseline, strict=True)
        if ours.miscited is not None and theirs.miscited is not None
    ]
    if len(both) < LEAST_QUESTIONS:
        return None
    return difference_of_means([ours for ours, _ in both], [theirs for _, theirs in both], shares=True)


def _slower(candidate: Sequence[Trial], baseline: Sequence[Trial]) -> Difference | None:
    if len(candidate) < LEAST_QUESTIONS:
        return None
    ours, theirs = ([log(max(one.seconds, _LEAST_SECONDS)) for one in arm] for arm in (candidate, baseline))
    return difference_of_means(ours, theirs)


_Compare = Callable[[Sequence[Trial], Sequence[Trial]], Difference | None]
_MEASURED: Mapping[Measure, _Compare] = {
    Measure.WRONG: _of_shares("wrong"),
    Measure.HELD_BACK: _of_shares("held_back"),
    Measure.ABSTAINED: _of_shares("abstained"),
    Measure.MISCITED: _miscited,
    Measure.SLOWER: _slower,
}
