"""Log odds: from a probability to its logit and back."""

import math

_SMALLEST = 1e-4


def logit(risk: float) -> float:
    """ln(risk / (1 - risk)), kept finite."""
    bounded = min(max(risk, _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))


def sigmoid(score: float) -> float:
    """1 / (1 + e^-score)."""
    return (1 + math.tanh(score / 2)) / 2
