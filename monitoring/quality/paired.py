"""Two models on the same questions: how much worse one of them is, with an interval, and how sure that is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from monitoring.quality.measures import Bools, Floats
from monitoring.quality.rates import wilson_bounds

Z_95_PERCENT = 1.959963984540054
_NORMAL = NormalDist()
_POWER = 0.8
_TAIL = 0.025
_RESAMPLES = 4_000
_SEED = 20_261_128


class PairedTest(StrEnum):
    """What a difference was tested by."""

    MCNEMAR = "mcnemar_exact"
    BOOTSTRAP = "paired_bootstrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much more of something bad the candidate does than the baseline, with its 95 % interval.

    `worse` is the chance of seeing as much or more if it were no worse; `questions` are the pairs it rests on.
    """

    candidate: float
    baseline: float
    point: float
    low: float
    high: float
    worse: float
    questions: int
    test: PairedTest

    def smallest_seen(self, level: float) -> float:
        """The smallest worsening that a one-sided test at `level` finds four times in five, by the interval's width."""
        error = (self.high - self.low) / (2 * Z_95_PERCENT)
        return error * (_NORMAL.inv_cdf(1 - level) + _NORMAL.inv_cdf(_POWER))


def difference_of_shares(candidate: Bools, baseline: Bools) -> Difference:
    """Of what happened or not, question by question: McNemar's exact test (1947), one-sided, and Newcombe's interval.

    The interval (Newcombe 1998, method 10) is there where the two never differ, too. Raises `ValueError` without pairs.
    """
    count = len(candidate)
    if not count:
        raise ValueError("there is no question to compare")
    more, less = int((candidate & ~baseline).sum()), int((baseline & ~candidate).sum())
    ours, theirs = float(candidate.mean()), float(baseline.mean())
    low, high = _newcombe(candidate, baseline)
    return Difference(
        candidate=ours,
        baseline=theirs,
        point=ours - theirs,
        low=low,
        high=high,
        worse=at_least(more, more + less),
        questions=count,
        test=PairedTest.MCNEMAR,
    )


def difference_of_means(
    candidate: Sequence[float] | Floats, baseline: Sequence[float] | Floats, *, shares: bool = False, seed: int = _SEED
) -> Difference:
    """Of amounts, question by question, by the paired bootstrap: whole questions are drawn anew.

    The bootstrap finds nothing where all pairs are alike. `shares` lie between 0 and 1, so that it is known what may
    have gone unseen: their interval is at least that of pairs which differ by 1 or not at all. Raises `ValueError`
    without pairs.
    """
    ours, theirs = np.asarray(candidate, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    if not len(ours):
        raise ValueError("there is no question to compare")
    apart = ours - theirs
    drawn = np.random.default_rng(seed).integers(len(apart), size=(_RESAMPLES, len(apart)))
    means = apart[drawn].mean(axis=1)
    low, high = (float(edge) for edge in np.percentile(means, (2.5, 97.5)))
    if shares:
        unseen_low, unseen_high = _rarely(ours, theirs)
        low, high = min(low, unseen_low), max(high, unseen_high)
    return Difference(
        candidate=float(ours.mean()),
        baseline=float(theirs.mean()),
        point=float(apart.mean()),
        low=low,
        high=high,
        worse=float(((means <= 0).sum() + 1) / (_RESAMPLES + 1)),
        questions=len(apart),
        test=PairedTest.BOOTSTRAP,
    )


def at_least(heads: int, throws: int) -> float:
    """The chance of so many heads or more in so many throws of a fair coin."""
    ways: int = sum(math.comb(throws, count) for count in range(heads, throws + 1))
    return ways / (1 << throws)


def _rarely(ours: Floats, theirs: Floats) -> tuple[float, float]:
    """About the mean difference, what may yet happen to questions of a kind that was not drawn.

    By the rule of three (Hanley 1983): what did not happen in n questions happens in 3.7 of n at most, at 97.5 %.
    """
    point, unseen = float((ours - theirs).mean()), 1 - _TAIL ** (1 / len(ours))
    return max(-1.0, point - unseen), min(1.0, point + unseen)


def _newcombe(candidate: Bools, baseline: Bools) -> tuple[float, float]:
    count = len(candidate)
    ours, theirs = float(candidate.mean()), float(baseline.mean())
    ours_low, ours_high = wilson_bounds(ours, count)
    theirs_low, theirs_high = wilson_bounds(theirs, count)
    together = _correlation(candidate, baseline)

    def half(first: float, second: float) -> float:
        return math.sqrt(max(0.0, first**2 - 2 * together * first * second + second**2))

    point = ours - theirs
    low = point - half(ours - ours_low, theirs_high - theirs)
    high = point + half(ours_high - ours, theirs - theirs_low)
    return max(-1.0, low), min(1.0, high)


def _correlation(candidate: Bools, baseline: Bools) -> float:
    """Phi of the four counts, corrected towards nothing where it is positive, as Newcombe does."""
    both, neither = int((candidate & baseline).sum()), int((~candidate & ~baseline).sum())
    more, less = int((candidate & ~baseline).sum()), int((baseline & ~candidate).sum())
    spread = (both + more) * (less + neither) * (both + less) * (more + neither)
    if not spread:
        return 0.0
    product, count = both * neither - more * less, len(candidate)
    corrected = max(product - count / 2, 0) if product > 0 else product
    return corrected / math.sqrt(spread)
