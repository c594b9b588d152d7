"""From scores to probabilities: logistic regressions whose weights keep their direction, and isotonic curves."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from monitoring.verdict.risk import Curve

STEPS = 4000
LEARNING_RATE = 0.05
SHARPEST = 0.998
_CURVE_POINTS = 41
_WIDEST_SCORE = 8.0

Floats = NDArray[np.float64]


def fit_logistic(
    features: Floats,
    labels: Sequence[bool],
    *,
    either_way: Collection[int] = (),
    ridge: float = 0.0,
    weights: Floats | None = None,
) -> tuple[Floats, float]:
    """Weights and a bias that minimise the log loss; Adam by hand, the problem is tiny and convex.

    No weight is below 0 but for the columns `either_way`. `ridge` is the weight of the squared weights, per column's
    standard deviation. `weights` say how much each row counts, equally by default.
    """
    counts = np.ones(len(features)) if weights is None else weights
    counts = counts / counts.sum()
    targets = np.array(labels, dtype=np.float64)
    free = np.array([*(column in either_way for column in range(features.shape[1])), True])
    # What never occurs has no gradient, so it would keep the weight that it begins with.
    values = np.where(free | ~np.append(features.any(axis=0), True), 0.0, 0.5)
    inputs = np.hstack([features, np.ones((len(features), 1))])
    shrunk = np.array([*(ridge * features.var(axis=0)), 0.0])
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, STEPS + 1):
        gradient = inputs.T @ (counts * (sigmoid(inputs @ values) - targets)) + shrunk * values
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        values -= LEARNING_RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        values = np.where(free, values, np.maximum(values, 0.0))
    return values[:-1], float(values[-1])


def fit_isotonic(scores: Floats, labels: Sequence[bool]) -> Curve:
    """The rising curve with the least squared error (pool adjacent violators), kept off 0 and 1."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=1 - SHARPEST, y_max=SHARPEST, out_of_bounds="clip").fit(scores, labels)
    return Curve(
        tuple(round(float(score), 4) for score in fitted.X_thresholds_),
        tuple(round(float(risk), 4) for risk in fitted.y_thresholds_),
    )


def platt_curve() -> Curve:
    """The logistic function itself, for scores that a logistic regression has scaled already."""
    scores = np.linspace(-_WIDEST_SCORE, _WIDEST_SCORE, _CURVE_POINTS)
    return Curve(
        tuple(round(float(score), 4) for score in scores), tuple(round(float(risk), 5) for risk in sigmoid(scores))
    )


def sigmoid(logits: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    result: Floats = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return result


def log_loss(risks: Floats, labels: Sequence[bool]) -> float:
    """Mean negative log likelihood, in nats."""
    targets = np.array(labels)
    likely = np.clip(np.where(targets, risks, 1 - risks), 1e-6, 1.0)
    return float(-np.log(likely).mean())
