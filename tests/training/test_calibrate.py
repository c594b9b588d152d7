"""Calibration finds what made the labels, and never turns a direction round."""

import numpy as np
import pytest

from training.calibrate import fit_logistic, platt_curve, sigmoid


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


def test_a_feature_that_may_point_either_way_keeps_its_weight() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(500, 1))
    weights, _ = fit_logistic(features, list(features[:, 0] < 0), either_way=[0])
    assert weights[0] < -1


def test_a_ridge_shrinks_weights() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(500, 1))
    labels = list(features[:, 0] + rng.normal(size=500) > 0)
    assert fit_logistic(features, labels, ridge=0.1)[0][0] < fit_logistic(features, labels)[0][0]


def test_a_logistic_curve_is_the_logistic_function() -> None:
    curve = platt_curve()
    scores = np.linspace(-7, 7, 50)
    assert [curve(float(score)) for score in scores] == pytest.approx(list(sigmoid(scores)), abs=0.005)
