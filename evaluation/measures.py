"""How well risks tell wrong answers from right ones, in numbers. A figure that is undefined on the rows given is null.

Scores and risks grow with how likely an answer is wrong; a label says that it is. `weights`, where given, make a row
count as so many rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitoring.quality.measures import ECE_BINS as ECE_BINS
from monitoring.quality.measures import Bools as Bools
from monitoring.quality.measures import Floats as Floats
from monitoring.quality.measures import auroc as auroc
from monitoring.quality.measures import both_classes as both_classes
from monitoring.quality.measures import calibration_error as calibration_error
from monitoring.quality.measures import ranks as ranks

Spans = Sequence[tuple[int, int]]

EQUAL_MASS_BINS = 10
RIGHT_FLAGGED_RATIO = 0.15
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """Precision, null where nothing was flagged, recall, and F1; all are null where nothing is wrong."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of `calls`, one after another; null without any."""

    calls: int
    p50: float | None
    p95: float | None


def auroc_within(scores: Floats, labels: Bools, parts: Sequence[str]) -> float | None:
    """Mean AUROC over the parts (generators), weighted by rows; parts of one class are left out."""
    names = np.array(parts)
    figures, sizes = [], []
    for name in sorted(set(parts)):
        here = names == name
        figure = auroc(scores[here], labels[here])
        if figure is not None:
            figures.append(figure)
            sizes.append(int(here.sum()))
    return float(np.average(figures, weights=sizes)) if figures else None


def average_precision(scores: Floats, labels: Bools, weights: Floats | None = None) -> float | None:
    """Area under the precision-recall curve, as a sum of steps (no interpolation); equal scores are one step."""
    if not both_classes(labels):
        return None
    found, flagged = _cumulative(scores, labels, weights)
    steps = np.diff(found, prepend=0.0)
    return float((found / flagged * steps).sum() / found[-1])


def hits(flagged: Bools, labels: Bools, weights: Floats | None = None) -> Hits:
    """What flagging these rows amounts to."""
    counted = np.ones(len(labels)) if weights is None else weights
    return _hits(float(counted[flagged & labels].sum()), float(counted[flagged].sum()), float(counted[labels].sum()))


def best_f1(scores: Floats, labels: Bools) -> tuple[float, float] | None:
    """The highest F1 that any threshold gives on these very rows, and that threshold (flagged from it on)."""
    if not labels.any():
        return None
    found, flagged = _cumulative(scores, labels, None)
    f1 = 2 * found / (flagged + found[-1])
    place = int(f1.argmax())
    return float(f1[place]), float(np.unique(scores)[::-1][place])


def calibration_error_equal_mass(risks: Floats, labels: Bools, *, bins: int = EQUAL_MASS_BINS) -> float | None:
    """The same over bins of as many rows each, in the order of their risks; equal risks may be parted."""
    if not len(risks):
        return None
    order = np.argsort(risks, kind="stable")
    gaps = [abs(float((risks[part] - labels[part]).sum())) for part in np.array_split(order, bins)]
    return sum(gaps) / len(risks)


def caught_ratio(risks: Floats, labels: Bools, *, right_flagged_ratio: float = RIGHT_FLAGGED_RATIO) -> float | None:
    """The share of wrong ones that a threshold catches which flags at most that share of right ones."""
    if not both_classes(labels):
        return None
    right = np.sort(risks[~labels])
    limit = right[min(len(right) - 1, int((1 - right_flagged_ratio) * len(right)))]
    return float((risks[labels] > limit).mean())


def right_first(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Of those with the highest score, of which there are some, the share that is right: 1 for a right one alone."""
    best = max(scores)
    first = [is_right for score, is_right in zip(scores, right, strict=True) if score == best]
    return sum(first) / len(first)


def kept_rates(
    risks: Floats, labels: Bools, coverages: Sequence[float], weights: Floats | None = None
) -> tuple[float | None, ...]:
    """The share of wrong ones among those kept, where the lowest risks are kept up to each coverage (by weight).

    Of rows with the same risk, and of a row that only just fits, the part that fits is kept.
    """
    if not len(risks):
        return tuple(None for _ in coverages)
    wrong, kept = _cumulative(-risks, labels, weights)
    wanted = np.array(coverages) * kept[-1]
    return tuple(float(rate) for rate in np.interp(wanted, [0.0, *kept], [0.0, *wrong]) / wanted)


def f1_interval(
    flagged: Bools, labels: Bools, sources: Sequence[str], *, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """The middle 95 % of F1 when whole sources are drawn anew, with replacement; null for fewer than two."""
    _, places = np.unique(np.array(sources), return_inverse=True)
    if len(set(sources)) < 2 or not labels.any():
        return None
    found = np.bincount(places, weights=2.0 * (flagged & labels))
    either = np.bincount(places, weights=1.0 * flagged + labels)
    drawn = np.random.default_rng(seed).integers(len(found), size=(resamples, len(found)))
    above, below = found[drawn].sum(axis=1), either[drawn].sum(axis=1)
    low, high = np.percentile(above[below > 0] / below[below > 0], (2.5, 97.5))
    return float(low), float(high)


def span_hits(predicted: Sequence[Spans], marked: Sequence[Spans]) -> Hits:
    """By characters over all answers together, as RAGTruth and LettuceDetect count; overlapping spans count once."""
    found = flagged = wrong = 0
    for ours, theirs in zip(map(_characters, predicted), map(_characters, marked), strict=True):
        found, flagged, wrong = found + len(ours & theirs), flagged + len(ours), wrong + len(theirs)
    return _hits(found, flagged, wrong)


def pearson(first: Floats, second: Floats) -> float | None:
    """Linear correlation."""
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def spearman(first: Floats, second: Floats) -> float | None:
    """Correlation of ranks."""
    return pearson(ranks(first), ranks(second))


def times(milliseconds: Sequence[float]) -> Times:
    """Median and 95th percentile."""
    if not milliseconds:
        return Times(0, None, None)
    p50, p95 = (float(value) for value in np.percentile(milliseconds, (50, 95)))
    return Times(len(milliseconds), p50, p95)


def importance_weights(labels: Bools, *, wrong_ratio: float) -> Floats | None:
    """Weights that make the rows count as if `wrong_ratio` of them were wrong, and as many as they are."""
    if not both_classes(labels):
        return None
    share = labels.mean()
    weights: Floats = np.where(labels, wrong_ratio / share, (1 - wrong_ratio) / (1 - share))
    return weights


def _cumulative(scores: Floats, labels: Bools, weights: Floats | None) -> tuple[Floats, Floats]:
    """Per distinct score, highest first: the weight of wrong rows, and of all, that score as high or higher."""
    counted = np.ones(len(labels)) if weights is None else weights
    values, places = np.unique(-scores, return_inverse=True)
    found = np.bincount(places, weights=counted * labels, minlength=len(values))
    flagged = np.bincount(places, weights=counted, minlength=len(values))
    return np.cumsum(found), np.cumsum(flagged)


def _hits(found: float, flagged: float, wrong: float) -> Hits:
    if not wrong:
        return Hits(None, None, None)
    return Hits(found / flagged if flagged else None, found / wrong, 2 * found / (flagged + wrong))


def _characters(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}
