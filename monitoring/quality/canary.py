"""Whether a candidate that gets a share of the traffic is surely worse, however often one looks.

Of each arm the interval that holds at all times (see `drift`); the candidate is worse where all of its interval lies
above all of the baseline's. Two rates of two arms are looked at, so each interval may be wrong in a quarter of the five
cases of a hundred.
"""

from dataclasses import dataclass

from domain.canaries import ArmCounts, Worse
from monitoring.quality.drift import anytime_share
from monitoring.quality.rates import Rate

LEVEL = 0.05
_INTERVALS = 4


@dataclass(frozen=True, slots=True)
class ArmRates:
    """Shares of an arm's answers with intervals that hold at all times; `wrong` is of the audited."""

    answers: int
    stopped: Rate
    wrong: Rate


def arm_rates(counts: ArmCounts) -> ArmRates:
    """Unknown where nothing was counted."""
    level = LEVEL / _INTERVALS
    stopped = anytime_share(counts.stopped, counts.answers, level=level)
    return ArmRates(counts.answers, stopped, anytime_share(counts.wrong, counts.audited, level=level))


def worse_of(candidate: ArmCounts, baseline: ArmCounts) -> Worse | None:
    """In what the candidate is surely worse; null where nothing says so."""
    ours, theirs = arm_rates(candidate), arm_rates(baseline)
    if _is_above(ours.wrong, theirs.wrong):
        return Worse.WRONG
    return Worse.STOPPED if _is_above(ours.stopped, theirs.stopped) else None


def _is_above(ours: Rate, theirs: Rate) -> bool:
    return ours.low is not None and theirs.high is not None and ours.low > theirs.high
