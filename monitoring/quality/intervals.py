"""Exact intervals of a share, for samples of unequal weight too."""

import math
from dataclasses import replace

import numpy as np

from monitoring.quality.measures import Bools, Floats
from monitoring.quality.rates import UNKNOWN_RATE, Method, Rate

_TAIL = 0.025
_HALVINGS = 50
_MOST_TERMS = 300
_SMALLEST = 1e-300
_CLOSE = 1e-14


def clopper_pearson(successes: float, trials: float, *, labels: int) -> Rate:
    """The exact interval of Clopper and Pearson (1934); unknown without trials.

    Neither number need be whole: a weighted sample counts as its effective size (Korn and Graubard 1998). `labels` is
    how many cases it rests on.
    """
    if trials <= 0:
        return UNKNOWN_RATE
    share, failures = successes / trials, trials - successes
    low = 0.0 if successes <= 0 else beta_quantile(_TAIL, successes, failures + 1)
    high = 1.0 if failures <= 0 else beta_quantile(1 - _TAIL, successes + 1, failures)
    return Rate(share, min(low, share), max(high, share), Method.CLOPPER_PEARSON, labels)


def weighted_share(hits: Bools, weights: Floats) -> Rate:
    """The share of hits among what the cases stand for, each for `weights` like it."""
    if not len(hits):
        return UNKNOWN_RATE
    share = float(weights[hits].sum() / weights.sum())
    effective = float(weights.sum() ** 2 / np.square(weights).sum())  # Kish 1965
    found = clopper_pearson(share * effective, effective, labels=len(hits))
    return replace(found, point=share)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Where the distribution Beta(a, b) reaches `probability`, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):  # there the fraction of the other tail converges fast
        return 1 - incomplete_beta(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method (1976)."""
    above, below = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = below
    for m in range(1, _MOST_TERMS):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            below = 1 / _away(1 + factor * below)
            above = _away(1 + factor / above)
            value *= above * below
        if abs(above * below - 1) < _CLOSE:
            break
    return value


def _away(value: float) -> float:
    """Not zero, since it divides."""
    return value if abs(value) > _SMALLEST else _SMALLEST
