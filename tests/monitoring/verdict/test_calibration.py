"""Risks are made to mean what they say, by rows that say enough, and never change their order."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.verdict.calibration import (
    LEAST_OF_EACH,
    Calibration,
    Figures,
    NothingTold,
    Scored,
    TooFewRows,
    calibrate,
)
from monitoring.verdict.fitting import fit_isotonic
from monitoring.verdict.risk import Curve

RISKS = st.floats(0, 1)


def rows(count: int = 400, *, scale: float = 3.0, shift: float = 2.0, seed: int = 1) -> list[Scored]:
    """Of a judge that is too sure by `scale` and too dark by `shift`; two of a group."""
    chance = np.random.default_rng(seed)
    odds = chance.normal(0, 1.5, count)
    wrong = chance.random(count) < 1 / (1 + np.exp(-odds))
    risks = 1 / (1 + np.exp(-(scale * odds + shift)))
    return [Scored(float(r), bool(w), f"{n // 2}") for n, (r, w) in enumerate(zip(risks, wrong, strict=True))]


def made(data: Sequence[Scored]) -> tuple[Calibration, Figures]:
    return calibrate(data, before=0.5, after=1 / 6)


def test_a_judge_that_is_too_sure_becomes_as_often_wrong_as_it_says() -> None:
    calibration, figures = made(rows())
    assert (figures.right, figures.wrong) == tuple(sum(row.wrong is one for row in rows()) for one in (False, True))
    assert figures.before.calibration_error > 0.2
    assert figures.after.calibration_error < 0.08
    assert figures.after.log_loss < figures.before.log_loss
    assert figures.after.auroc == pytest.approx(figures.before.auroc, abs=0.02)
    assert figures.after.wrong_caught > 0.9
    unseen = rows(4000, seed=2)
    gap = np.mean([calibration(row.risk) for row in unseen]) - np.mean([row.wrong for row in unseen])
    assert abs(gap) < 0.04


@given(first=RISKS, second=RISKS)
@pytest.mark.parametrize("curve", [None, Curve((-2.0, 0.0, 3.0), (0.1, 0.4, 0.9))])
def test_a_calibrated_risk_rises_with_the_risk(curve: Curve | None, first: float, second: float) -> None:
    calibration = Calibration(0.5, -1.0, curve)
    low, high = sorted((first, second))
    assert 0 <= calibration(low) <= calibration(high) <= 1


@pytest.mark.parametrize(
    "calibration", [Calibration(0.5, -1.0, prior=-2.0), Calibration(curve=Curve((-2.0, 1.0), (0.1, 0.9)), prior=0.5)]
)
def test_what_was_saved_loads_back(calibration: Calibration) -> None:
    assert Calibration.of_plain(json.loads(json.dumps(calibration.plain()))) == calibration


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"method": "platt", "scale": -1, "shift": 0, "prior": 0},
        {"method": "platt", "scale": 1, "shift": 0, "prior": float("nan")},
        {"method": "platt", "scale": float("inf"), "shift": 0, "prior": 0},
        {"method": "guess", "scale": 1, "shift": 0, "prior": 0},
        {"method": "isotonic", "scores": [0, 1], "risks": [0.9, 0.1], "prior": 0},
        {"method": "isotonic", "scores": [], "risks": [], "prior": 0},
    ],
)
def test_what_would_turn_risks_round_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Calibration.of_plain(plain)


@pytest.mark.parametrize(("wrong", "named"), [(True, "wrong"), (False, "right")])
def test_too_few_of_a_kind_are_refused_with_how_many_there_are(*, wrong: bool, named: str) -> None:
    few = [row for row in rows() if row.wrong is wrong][: LEAST_OF_EACH - 1]
    many = [row for row in rows() if row.wrong is not wrong]
    with pytest.raises(TooFewRows, match=f"{LEAST_OF_EACH - 1} {named} claims are too few.*{LEAST_OF_EACH} right"):
        made([*few, *many])


def test_where_wrong_claims_are_rarer_than_in_the_rows_risks_are_lower() -> None:
    chance = np.random.default_rng(5)
    calibration, figures = calibrate(rows(3000), before=0.5, after=1 / 6, wrong_ratio=0.1)
    _, as_they_are = calibrate(rows(3000), before=0.5, after=1 / 6)
    wrong = [row for row in rows(6000, seed=7) if row.wrong]
    right = [row for row in rows(6000, seed=7) if not row.wrong]
    here = [*chance.choice(len(wrong), len(right) // 9)]
    risks = [calibration(row.risk) for row in (*right, *(wrong[place] for place in here))]
    assert np.mean(risks) == pytest.approx(0.1, abs=0.02)
    assert figures.after.right_held < as_they_are.after.right_held
    assert figures.after.wrong_caught < as_they_are.after.wrong_caught
    assert figures.after.calibration_error == as_they_are.after.calibration_error


def test_one_passage_for_all_wrong_claims_says_too_little() -> None:
    with pytest.raises(TooFewRows, match="share their passages"):
        made([Scored(row.risk, row.wrong, "one" if row.wrong else row.group) for row in rows()])


def test_a_judge_that_is_no_better_than_chance_is_not_calibrated() -> None:
    with pytest.raises(NothingTold, match="right way round") as raised:
        made([Scored(row.risk, not row.wrong, row.group) for row in rows()])
    assert raised.value.figures.before.auroc is not None
    assert raised.value.figures.before.auroc < 0.5


def test_a_step_is_followed_by_a_curve_better_than_by_a_slope() -> None:
    chance = np.random.default_rng(3)
    risks = chance.random(2000)
    rates = np.where(risks < 0.2, 0.02, np.where(risks < 0.9, 0.5, 0.55))
    data = [
        Scored(float(r), bool(chance.random() < rate), f"{n}")
        for n, (r, rate) in enumerate(zip(risks, rates, strict=True))
    ]
    calibration, _ = made(data)
    assert calibration.method == "isotonic"
    assert calibration(0.1) == pytest.approx(0.02, abs=0.03)
    assert calibration(0.5) == pytest.approx(0.5, abs=0.1)


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=40))
def test_an_isotonic_curve_rises_and_keeps_the_mean_of_its_rows(pairs: list[tuple[int, bool]]) -> None:
    scores, labels = np.array([float(score) for score, _ in pairs]), [label for _, label in pairs]
    curve = fit_isotonic(scores, labels)
    fitted = [curve(score) for score in scores]
    assert list(curve.risks) == sorted(curve.risks)
    assert np.mean(fitted) == pytest.approx(np.mean(labels), abs=0.003)
    # No rising curve is nearer: the best constant is one of them.
    constant = float(np.mean(labels))
    assert (
        sum((f - w) ** 2 for f, w in zip(fitted, labels, strict=True))
        <= sum((constant - w) ** 2 for w in labels) + 0.01
    )
