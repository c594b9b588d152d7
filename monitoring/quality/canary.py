"""Whether a candidate that gets a share of the traffic is surely worse, however often one looks.

Of each arm the interval that holds at all times (see `drift`); the candidate is worse where all of its interval lies
above all of the baseline's. Three rates of two arms are looked at, so each interval may be wrong in a sixth of the five
cases of a hundred. That presupposes counts of one answer of each conversation at most: conversations are drawn, and the
answers of one are alike.
"""

from dataclasses import dataclass

from domain.canaries import ArmCounts, Worse
from monitoring.quality.drift import anytime_share
from monitoring.quality.rates import Rate

LEVEL = 0.05
_INTERVALS = 2 * 3


@dataclass(frozen=True, slots=True)
class ArmRates:
    """Shares of an arm's answers with intervals that hold at all times; `wrong` is of the audited.

    `unanswered` is of all that the arm was asked.
    """

    answers: int
    asked: int
    stopped: Rate
    wrong: Rate
    unanswered: Rate


def arm_rates(counts: ArmCounts) -> ArmRates:
    """Unknown where nothing was counted."""
    level = LEVEL / _INTERVALS
    return ArmRates(
        counts.answers,
        counts.asked,
        stopped=anytime_share(counts.stopped, counts.answers, level=level),
        wrong=anytime_share(counts.wrong, counts.audited, level=level),
        unanswered=anytime_share(counts.unanswered, counts.asked, level=level),
    )


def worse_of(candidate: ArmCounts, baseline: ArmCounts) -> Worse | None:
    """In what the candidate is surely worse; null where nothing says so."""
    ours, theirs = arm_rates(candidate), arm_rates(baseline)
    if _is_above(ours.wrong, theirs.wrong):
        return Worse.WRONG
    if _is_above(ours.stopped, theirs.stopped):
        return Worse.STOPPED
    return Worse.UNANSWERED if _is_above(ours.unanswered, theirs.unanswered) else None


def _is_above(ours: Rate, theirs: Rate) -> bool:
    return ours.low is not None and theirs.high is not None and ours.low > theirs.high
