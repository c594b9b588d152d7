"""A model's word is weighed as labelled claims say, and counts for nothing where it says nothing of them."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.odds import sigmoid
from monitoring.verdict.calibration import Calibration, NothingTold, TooFewRows
from monitoring.verdict.weighing import NOT_FITTED, Pair, Weighing, agreement, fit_weighing

UNIT = st.floats(0, 1)


def pairs(count: int = 300, *, judge: float, model: float) -> list[Pair]:
    """Half of them wrong; `judge` and `model` say how far apart each tells them, in log odds."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        wrong = number % 2 == 0
        risk, doubt = (sigmoid((apart if wrong else -apart) + chance.gauss(0, 1)) for apart in (judge, model))
        made.append(Pair(risk, doubt, wrong, f"group {number // 4}"))
    return made


def test_both_together_tell_more_than_each_alone() -> None:
    weighing, figures = fit_weighing(pairs(judge=0.8, model=0.8), threshold=0.5)
    assert min(weighing.weights) > 0
    assert figures.both.auroc is not None
    assert figures.both.auroc > max(figures.judge.auroc or 0, figures.model.auroc or 0)
    assert figures.helps
    assert (figures.right, figures.wrong) == (150, 150)
    assert 0.5 < figures.agreement < 1


def test_the_share_of_wrong_claims_here_moves_what_both_say() -> None:
    rows = pairs(judge=0.8, model=0.8)
    plain, _ = fit_weighing(rows, threshold=0.5)
    rare, _ = fit_weighing(rows, threshold=0.5, wrong_ratio=0.1)
    assert rare.weights == plain.weights
    assert rare.bias - plain.bias == pytest.approx(math.log(0.1 / 0.9), abs=1e-4)
    assert rare.together(0.5, 0.5) < plain.together(0.5, 0.5)


def test_a_model_that_guesses_is_refused() -> None:
    with pytest.raises(NothingTold):
        fit_weighing(pairs(judge=0.8, model=-0.8), threshold=0.5)


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(TooFewRows):
        fit_weighing(pairs(20, judge=0.8, model=0.8), threshold=0.5)


def test_what_was_fitted_loads_back() -> None:
    weighing, _ = fit_weighing(pairs(judge=0.8, model=0.8), threshold=0.5)
    assert Weighing.of_plain(weighing.plain()) == weighing


@pytest.mark.parametrize("change", [{"weights": [-1, 1]}, {"weights": [1]}, {"bias": math.inf}, {"calibration": {}}])
def test_what_is_garbled_is_refused(change: dict[str, object]) -> None:
    plain = Weighing(Calibration(), (1.0, 1.0), 0.0).plain()
    with pytest.raises((KeyError, ValueError)):
        Weighing.of_plain({**plain, **change})


@given(UNIT, UNIT, UNIT, UNIT)
def test_no_risk_falls_when_the_judges_or_the_models_doubt_rises(
    low: float, high: float, other: float, w: float
) -> None:
    low, high = sorted((low, high))
    for weighing in (NOT_FITTED, Weighing(Calibration(), (w, 1 - w), -0.3)):
        assert weighing.together(low, other) <= weighing.together(high, other)
        assert weighing.together(other, low) <= weighing.together(other, high)


def test_agreement_is_of_the_judges_verdict_and_the_models_word() -> None:
    said = [(0.1, 0.2), (0.1, 0.9), (0.4, 0.9), (0.4, 0.1)]
    rows = [Pair(risk, doubt, wrong=risk > 0.2, group="one") for risk, doubt in said]
    assert agreement(rows, threshold=0.2) == 0.5
