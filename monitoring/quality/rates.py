"""Rates that operators read, each with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.answers import Outcome
from domain.stores import AnswerCounts

_Z_95_PERCENT = 1.959963984540054


class Method(StrEnum):
    """How a rate was estimated."""

    NONE = "none"
    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper_pearson"
    PPI = "ppi++"
    SEQUENCE = "confidence_sequence"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in [0, 1] and its 95 % interval, all null where there is nothing to estimate it from.

    `labels` is how many judged cases it rests on.
    """

    point: float | None
    low: float | None
    high: float | None
    method: Method
    labels: int


UNKNOWN_RATE = Rate(None, None, None, Method.NONE, 0)


def wilson(successes: int, trials: int) -> Rate:
    """Wilson's score interval (1927); unknown without trials."""
    if trials == 0:
        return UNKNOWN_RATE
    share = successes / trials
    return Rate(share, *wilson_bounds(share, trials), Method.WILSON, trials)


def wilson_bounds(share: float, trials: float) -> tuple[float, float]:
    """Wilson's interval of a share that is as sure as one of so many trials, which need not be a whole number."""
    z_squared = _Z_95_PERCENT**2
    centre = (share + z_squared / (2 * trials)) / (1 + z_squared / trials)
    spread = _Z_95_PERCENT * math.sqrt(share * (1 - share) / trials + z_squared / (4 * trials**2))
    half = spread / (1 + z_squared / trials)
    return min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))


def flagged_rate(counts: Sequence[AnswerCounts]) -> Rate:
    """The share of answers that could not be stood behind, of those that claimed anything: abstentions are left out.

    It counts what the detector stopped, right or wrong; it is not the hallucination rate.
    """
    stopped = sum(_count(span, Outcome.FLAGGED) + _count(span, Outcome.ESCALATED) for span in counts)
    claiming = sum(sum(span.outcomes.values()) - _count(span, Outcome.ABSTAINED) for span in counts)
    return wilson(stopped, claiming)


def _count(span: AnswerCounts, outcome: Outcome) -> int:
    return span.outcomes.get(outcome.value, 0)
