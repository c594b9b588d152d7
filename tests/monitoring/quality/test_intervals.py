"""Exact intervals, against published values and against the sums that they stand for."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.quality.intervals import beta_quantile, clopper_pearson, incomplete_beta, weighted_share
from monitoring.quality.rates import UNKNOWN_RATE


@given(st.floats(0.01, 0.99), st.integers(1, 60), st.integers(1, 60))
def test_the_incomplete_beta_is_a_tail_of_the_binomial(x: float, a: int, b: int) -> None:
    trials = a + b - 1
    tail = sum(comb(trials, k) * x**k * (1 - x) ** (trials - k) for k in range(a, trials + 1))
    assert incomplete_beta(x, a, b) == pytest.approx(tail, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.3, 80), st.floats(0.3, 80))
def test_the_quantile_undoes_it(probability: float, a: float, b: float) -> None:
    assert incomplete_beta(beta_quantile(probability, a, b), a, b) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(8, 80, 0.0442, 0.1876), (0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (1, 2, 0.0126, 0.9874)],
)
def test_the_exact_interval_is_that_of_the_tables(hits: int, trials: int, low: float, high: float) -> None:
    found = clopper_pearson(hits, trials, labels=trials)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_without_trials_nothing_is_known() -> None:
    assert clopper_pearson(0, 0, labels=0) == UNKNOWN_RATE
    assert weighted_share(np.array([], dtype=np.bool_), np.array([])) == UNKNOWN_RATE


def test_unequal_weights_widen_the_interval() -> None:
    hits = np.array([True, False] * 10)
    even, uneven = weighted_share(hits, np.ones(20)), weighted_share(hits, np.array([1.0, 1.0] * 9 + [9.0, 9.0]))
    assert even.point == uneven.point == 0.5
    assert (uneven.high or 0) - (uneven.low or 0) > (even.high or 0) - (even.low or 0)
