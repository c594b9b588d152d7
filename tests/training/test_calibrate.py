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


def test_what_never_occurs_gets_no_weight() -> None:
    rng = np.random.default_rng(4)
    features = np.hstack([rng.normal(size=(200, 1)), np.zeros((200, 1))])
    weights, _ = fit_logistic(features, list(features[:, 0] > 0), ridge=0.01)
    assert weights[0] > 1
    assert weights[1] == 0


def test_a_row_that_weighs_twice_counts_as_two() -> None:
    rng = np.random.default_rng(5)
    features = rng.normal(size=(60, 2))
    labels = rng.random(60) < sigmoid(features @ np.array([1.0, 0.5]))
    twice = np.arange(60) % 3 == 0
    rows = np.concatenate([np.arange(60), np.flatnonzero(twice)])
    weighed = fit_logistic(features, list(labels), weights=np.where(twice, 2.0, 1.0))
    assert weighed[0] == pytest.approx(fit_logistic(features[rows], list(labels[rows]))[0], abs=1e-3)


def test_rows_without_weight_say_nothing() -> None:
    rng = np.random.default_rng(6)
    features = rng.normal(size=(80, 1))
    labels = features[:, 0] + rng.normal(size=80) > 0
    labels[60:] = ~labels[60:]
    weights = np.where(np.arange(80) < 60, 1.0, 0.0)
    kept = fit_logistic(features[:60], list(labels[:60]))
    assert fit_logistic(features, list(labels), weights=weights)[0] == pytest.approx(kept[0], abs=1e-3)


def test_a_ridge_shrinks_weights() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(500, 1))
    labels = list(features[:, 0] + rng.normal(size=500) > 0)
    assert fit_logistic(features, labels, ridge=0.1)[0][0] < fit_logistic(features, labels)[0][0]


def test_a_logistic_curve_is_the_logistic_function() -> None:
    curve = platt_curve()
    scores = np.linspace(-7, 7, 50)
    assert [curve(float(score)) for score in scores] == pytest.approx(list(sigmoid(scores)), abs=0.005)
