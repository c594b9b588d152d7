"""From logits to probabilities: logistic regressions with weights that cannot be negative."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEPS = 4000
LEARNING_RATE = 0.05


def fit_logistic(features: NDArray[np.float64], labels: Sequence[bool]) -> tuple[NDArray[np.float64], float]:
    """Weights, none below 0, and a bias that minimise the log loss; Adam by hand, the problem is tiny and convex."""
    targets = np.array(labels, dtype=np.float64)
    values = np.zeros(features.shape[1] + 1)
    values[:-1] = 0.5
    inputs = np.hstack([features, np.ones((len(features), 1))])
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, STEPS + 1):
        gradient = inputs.T @ (sigmoid(inputs @ values) - targets) / len(targets)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        values -= LEARNING_RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        values[:-1] = np.maximum(values[:-1], 0.0)
    return values[:-1], float(values[-1])


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x)."""
    result: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return result


def expected_calibration_error(risks: NDArray[np.float64], labels: Sequence[bool], *, bins: int = 10) -> float:
    """Mean gap between risk and frequency over `bins` equally filled bins, weighted by their size."""
    order = np.argsort(risks)
    targets = np.array(labels, dtype=np.float64)
    parts = np.array_split(order, bins)
    return float(
        sum(len(part) * abs(risks[part].mean() - targets[part].mean()) for part in parts if len(part)) / len(order)
    )
