"""Drift is found soon, and not where there is none, however often somebody looks."""

import numpy as np
import pytest

from benchmarks.audit import answers, delays, false_alarms, label_alarms
from monitoring.quality.drift import LEAST_REFERENCE, WINDOW_ANSWERS, anytime_bounds, risk_drift
from monitoring.quality.measures import Floats
from monitoring.quality.rates import UNKNOWN_RATE, Method

ENOUGH = LEAST_REFERENCE + WINDOW_ANSWERS


def risks(number: int, *, rate: float, seed: int = 3) -> Floats:
    return answers(np.random.default_rng(seed), (number,), rate, calibrated_for=0.15)[1]


def test_too_few_answers_say_nothing_of_drift() -> None:
    assert risk_drift(risks(ENOUGH - 1, rate=0.15), answers_a_year=1_000) is None


def test_risks_as_before_are_far_from_an_alarm_and_twice_as_many_wrong_answers_are_one() -> None:
    calm = risks(ENOUGH, rate=0.15)
    near = risk_drift(calm, answers_a_year=10_000)
    drifted = risk_drift(np.concatenate([calm, risks(600, rate=0.3)]), answers_a_year=10_000)
    assert near is not None
    assert drifted is not None
    assert near < 0.7
    assert drifted >= 1


def test_answers_that_get_better_are_no_alarm() -> None:
    better = np.concatenate([risks(ENOUGH, rate=0.3), risks(600, rate=0.1)])
    assert (risk_drift(better, answers_a_year=10_000) or 0) < 0.7


def test_where_more_is_answered_a_year_the_alarm_is_set_higher() -> None:
    drifted = np.concatenate([risks(ENOUGH, rate=0.15), risks(300, rate=0.3)])
    few, many = (risk_drift(drifted, answers_a_year=number) for number in (1_000, 1_000_000))
    assert (few or 0) > (many or 0)


@pytest.mark.parametrize("risk", [0.0, 1.0])
def test_risks_that_are_all_alike_are_no_drift(risk: float) -> None:
    assert risk_drift([risk] * ENOUGH, answers_a_year=1_000) == pytest.approx(0, abs=1e-2)


def test_years_without_drift_have_a_false_alarm_in_five_of_a_hundred_cases_at_most() -> None:
    assert false_alarms(0.15, runs=200) <= 0.05


def test_a_doubled_rate_is_found_within_three_hundred_answers_at_the_median() -> None:
    assert np.median(delays(0.15, runs=100)) <= 300


def test_an_interval_for_all_times_without_labels_is_none() -> None:
    assert anytime_bounds([]) == UNKNOWN_RATE


@pytest.mark.parametrize("wrong", [0, 1, 8, 79, 80])
def test_the_interval_for_all_times_holds_the_share_itself(wrong: int) -> None:
    found = anytime_bounds([True] * wrong + [False] * (80 - wrong))
    assert (found.point, found.labels, found.method) == (wrong / 80, 80, Method.SEQUENCE)
    assert 0 <= (found.low or 0) <= wrong / 80 <= (found.high or 0) <= 1


def test_looking_after_every_label_of_a_year_cries_wolf_by_a_classical_interval_and_not_by_this_one() -> None:
    anytime, classical = label_alarms(0.15, runs=1_000)
    assert anytime <= 0.05
    assert classical > 0.2
