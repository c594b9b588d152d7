"""How well risks tell wrong from right, and whether they are what they say. Null where a figure is undefined."""

import numpy as np
from numpy.typing import NDArray

ECE_BINS = 15

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def both_classes(labels: Bools) -> bool:
    """Whether there are wrong and right ones."""
    return bool(labels.any() and not labels.all())


def auroc(scores: Floats, labels: Bools) -> float | None:
    """How often a wrong one has the higher score of a wrong and a right one; ties count half."""
    if not both_classes(labels):
        return None
    wrong, right = int(labels.sum()), int((~labels).sum())
    return float((ranks(scores)[labels].sum() - wrong * (wrong + 1) / 2) / (wrong * right))


def calibration_error(risks: Floats, labels: Bools, *, bins: int = ECE_BINS) -> float | None:
    """Expected calibration error: mean gap of risk and frequency over bins of equal width, weighted by their rows."""
    if not len(risks):
        return None
    places = np.clip((risks * bins).astype(int), 0, bins - 1)
    gaps = np.bincount(places, weights=risks - labels, minlength=bins)
    return float(np.abs(gaps).sum() / len(risks))


def ranks(values: Floats) -> Floats:
    """From 1, ascending; equal values share the mean of their ranks."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean: Floats = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return mean
