"""Calibration finds what made the labels, and never turns a direction round."""

import numpy as np
import pytest

from training.calibrate import expected_calibration_error, fit_logistic, sigmoid


def test_a_fit_finds_the_weights_that_made_the_labels() -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(4000, 2))
    labels = rng.random(4000) < sigmoid(features @ np.array([1.5, 0.5]) - 1.0)
    weights, bias = fit_logistic(features, list(labels))
    assert weights == pytest.approx([1.5, 0.5], abs=0.2)
    assert bias == pytest.approx(-1.0, abs=0.2)


def test_a_feature_that_points_the_wrong_way_gets_no_weight() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(500, 1))
    weights, _ = fit_logistic(features, list(features[:, 0] < 0))
    assert weights[0] == 0


def test_perfect_risks_have_no_calibration_error_and_inverted_ones_all_of_it() -> None:
    risks = np.array([0.0, 0.0, 1.0, 1.0])
    assert expected_calibration_error(risks, [False, False, True, True], bins=2) == 0
    assert expected_calibration_error(risks, [True, True, False, False], bins=2) == 1
