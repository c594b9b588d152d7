"""What a check could reach if its risk and its threshold were fitted on such answers, by fits that saw none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.measures import Bools, Floats, both_classes, calibration_error_equal_mass
from monitoring.verdict.fitting import FOLDS
from monitoring.verdict.fitting import folds_of as folds_of

WRONG_COSTS = 5.0
_NEWTON_STEPS = 25
_RIDGE = 1e-3
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Crossfitted:
    """The calibration error of refitted risks, and what the cheapest threshold catches and holds back."""

    calibration_error: float
    wrong_caught: float
    right_held_back: float


def crossfitted(risks: Floats, labels: Bools, groups: Sequence[str], *, seed: int) -> Crossfitted | None:
    """Whole groups are in one fold; null where a fold leaves nothing to fit on.

    A delivered wrong answer costs as much as `WRONG_COSTS` right ones that are held back.
    """
    folds = folds_of(groups, seed=seed)
    refitted, held = np.zeros(len(risks)), np.zeros(len(risks), dtype=bool)
    for fold in range(FOLDS):
        out = folds == fold
        if not both_classes(labels[~out]):
            return None
        refitted[out] = logistic(risks[~out], labels[~out], risks[out])
        held[out] = risks[out] >= cheapest_threshold(risks[~out], labels[~out])
    error = calibration_error_equal_mass(refitted, labels)
    return None if error is None else Crossfitted(error, float(held[labels].mean()), float(held[~labels].mean()))


def logistic(risks: Floats, labels: Bools, judged: Floats) -> Floats:
    """Risks refitted by Platt's scaling, a regression on their log odds (https://en.wikipedia.org/wiki/Platt_scaling)."""
    inputs = np.column_stack([_log_odds(risks), np.ones(len(risks))])
    weights = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        expected = _sigmoid(inputs @ weights)
        slope = inputs.T @ (labels - expected) - _RIDGE * weights
        curve = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + _RIDGE * np.eye(2)
        weights += np.linalg.solve(curve, slope)
    refitted: Floats = _sigmoid(np.column_stack([_log_odds(judged), np.ones(len(judged))]) @ weights)
    return refitted


def cheapest_threshold(risks: Floats, labels: Bools) -> float:
    """The risk from which holding back costs least on these rows; infinite where delivering all does."""
    limits = np.array([*np.unique(risks), np.inf])
    costs = [WRONG_COSTS * (labels & (risks < limit)).sum() + (~labels & (risks >= limit)).sum() for limit in limits]
    return float(limits[int(np.argmin(costs))])


def _log_odds(risks: Floats) -> Floats:
    kept = np.clip(risks, _EDGE, 1 - _EDGE)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


def _sigmoid(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return found
