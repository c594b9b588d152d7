"""From scores to probabilities: logistic regressions whose weights keep their direction, and isotonic curves."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from monitoring.verdict.risk import Curve

FOLDS = 5
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
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    # A block is where it begins and ends among `values`, the rate of its rows, and how many those are.
    blocks: list[tuple[int, int, float, int]] = []
    rates = np.bincount(places, weights=np.array(labels, dtype=np.float64)) / counts
    for place, (rate, count) in enumerate(zip(rates.tolist(), counts.tolist(), strict=True)):
        first = place
        while blocks and blocks[-1][2] >= rate:
            first, _, before, rows = blocks.pop()
            rate, count = (before * rows + rate * count) / (rows + count), rows + count
        blocks.append((first, place, rate, count))
    points: dict[float, float] = {}
    for first, last, rate, _ in blocks:
        risk = round(min(max(rate, 1 - SHARPEST), SHARPEST), 4)
        points |= {round(float(values[first]), 4): risk, round(float(values[last]), 4): risk}
    return Curve(tuple(points), tuple(points.values()))


def folds_of(groups: Sequence[str], *, seed: int) -> NDArray[np.int64]:
    """The fold of each row, from 0 to `FOLDS`, the same for a whole group."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    fold_of = {names[place]: number % FOLDS for number, place in enumerate(order)}
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


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
