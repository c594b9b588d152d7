"""Whether answers get worse, by the risks of all of them and the labels of a few, however often one looks."""

from collections.abc import Callable, Sequence
from math import inf, lgamma, log

import numpy as np

from monitoring.quality.measures import Floats
from monitoring.quality.rates import UNKNOWN_RATE, Method, Rate

WINDOW_ANSWERS = 1_000
LEAST_REFERENCE = 1_000
MOST_KNOWN = 11_000
"""More of the past is not looked at."""
_FACTOR = 2.0
_LIMIT = 9.0
_YEARLY_ANSWERS = 10_000
_LEVEL = 0.05
_PRIOR = 0.5
_HALVINGS = 50


def risk_drift(risks: Sequence[float] | Floats, *, answers_a_year: float) -> float | None:
    """How near the risks are to an alarm, which is at 1; null while too few answers are known to compare with.

    `risks` are of the last answers, oldest first. A CUSUM (Page 1954) over the last `WINDOW_ANSWERS` of the log odds
    that the rate is twice what it was in those before: of a calibrated risk f and a mean m before, an answer says
    log(1 + (f - m) / (1 - m)) of it. The alarm is set so that a year without drift has a false one in fewer than 5 of
    100 cases, by simulation (benchmarks/audit.py); more answers a year move it up by the logarithm.
    """
    known = np.asarray(risks, dtype=np.float64)[-MOST_KNOWN:]
    if len(known) < LEAST_REFERENCE + WINDOW_ANSWERS:
        return None
    before = known[None, :-WINDOW_ANSWERS].mean(axis=1)
    return float(cusum(known[None, -WINDOW_ANSWERS:], before)[0]) / alarm_at(answers_a_year)


def alarm_at(answers_a_year: float) -> float:
    """From where on the sum is an alarm."""
    return _LIMIT + log(max(1.0, answers_a_year / _YEARLY_ANSWERS))


def cusum(risks: Floats, before: Floats) -> Floats:
    """Of each row of `risks` where the sum stands at its end, given the mean risk before."""
    mean = np.clip(before, 1e-4, 1 - 1e-4)[:, None]
    doubled = np.minimum(_FACTOR * mean, (1 + mean) / 2)
    said = np.log1p((doubled - mean) / (mean * (1 - mean)) * (risks - mean))
    sums = np.cumsum(said, axis=1)
    found: Floats = sums[:, -1] - np.minimum(sums.min(axis=1), 0)
    return found


def anytime_bounds(wrong: Sequence[bool]) -> Rate:
    """An interval of the rate among labels that holds at all times at once with 95 %, however often one looks.

    The rates m at which a bettor against m, who mixes all bets by a beta distribution (Robbins 1970; Howard et al.
    2021), has not multiplied the stake by 20. It knows nothing of how likely each was drawn: where the rate differs
    between collections it is that of their mix among the labels.
    """
    return anytime_share(sum(wrong), len(wrong))


def anytime_share(successes: int, trials: int, *, level: float = _LEVEL) -> Rate:
    """The same of counts; `level` is how often it may ever miss the rate."""
    if not trials:
        return UNKNOWN_RATE
    share = successes / trials
    mixed = _log_beta(_PRIOR + successes, _PRIOR + trials - successes) - _log_beta(_PRIOR, _PRIOR)

    def is_refuted(rate: float) -> bool:
        likelihood = _times_log(successes, rate) + _times_log(trials - successes, 1 - rate)
        return mixed - likelihood >= -log(level)

    low = 0.0 if not successes else _edge(is_refuted, 0.0, share)
    high = 1.0 if successes == trials else _edge(is_refuted, 1.0, share)
    return Rate(share, low, high, Method.SEQUENCE, trials)


def _edge(is_refuted: Callable[[float], bool], outside: float, inside: float) -> float:
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        if is_refuted(middle):
            outside = middle
        else:
            inside = middle
    return outside


def _times_log(count: int, value: float) -> float:
    if not count:
        return 0.0
    return count * log(value) if value > 0 else -inf


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
