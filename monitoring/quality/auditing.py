"""The true rate of wrong answers, from the random audit, with the detector's risks as a control variate.

PPI++ for a mean (Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), with a known probability of each draw:
of a stratum of N answers with risks f, of which some are labelled, y being 1 where wrong,

    rate = weighted mean of (y - lambda f) over the labelled + lambda * mean of f over all N

Weights are inverse probabilities, scaled so that they add up to N: that also carries what was drawn and not reviewed
yet. `lambda` in [0, 1] is the one of least variance. Strata add up by their sizes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.audits import UNCHECKED_RISK, AuditLabel, AuditSpan, Frame, Stratum
from monitoring.quality.intervals import weighted_share
from monitoring.quality.measures import Bools, Floats
from monitoring.quality.rates import Method, Rate, wilson_bounds

LEAST_LABELS = 30
LEAST_OF_EACH = 5
_LEAST_OF_STRATUM = 20


@dataclass(frozen=True, slots=True)
class _Sample:
    """The labelled answers; `strata` are their places in `sizes` and `mean_risks`, which are of all answers."""

    strata: NDArray[np.int64]
    wrong: Floats
    risks: Floats
    weights: Floats
    sizes: Floats
    mean_risks: Floats

    def means(self, values: Floats) -> Floats:
        """By stratum, weighted."""
        count = len(self.sizes)
        totals = np.bincount(self.strata, weights=self.weights * values, minlength=count)
        found: Floats = totals / np.bincount(self.strata, weights=self.weights, minlength=count)
        return found

    def centred(self, values: Floats) -> Floats:
        """Without the means of their strata."""
        found: Floats = values - self.means(values)[self.strata]
        return found


def audited_rate(span: AuditSpan) -> Rate:
    """The share of delivered answers that are wrong. Unknown without labels; with few by these alone, exactly."""
    labels = [label for label in span.labels if label.is_delivered]
    wrong = np.array([label.is_wrong for label in labels], dtype=np.bool_)
    if len(labels) < LEAST_LABELS or min(wrong.sum(), (~wrong).sum()) < LEAST_OF_EACH:
        return weighted_share(wrong, _inverse(labels))
    return _estimate(_sample(span.frames, labels))


def detector_precision(labels: Sequence[AuditLabel]) -> Rate:
    """Of what was flagged, how much is wrong."""
    return _share_of([label for label in labels if label.is_flagged], "is_wrong")


def detector_recall(labels: Sequence[AuditLabel]) -> Rate:
    """Of what is wrong, how much was flagged."""
    return _share_of([label for label in labels if label.is_wrong], "is_flagged")


def _share_of(labels: Sequence[AuditLabel], what: str) -> Rate:
    hits: Bools = np.array([getattr(label, what) for label in labels], dtype=np.bool_)
    return weighted_share(hits, _inverse(labels))


def _inverse(labels: Sequence[AuditLabel]) -> Floats:
    return 1 / np.array([label.probability for label in labels], dtype=np.float64)


def _estimate(sample: _Sample) -> Rate:
    power = _power(sample)
    left = sample.wrong - power * sample.risks
    shares = sample.sizes / sample.sizes.sum()
    plain = float(shares @ sample.means(sample.wrong))
    rate = float(shares @ (sample.means(left) + power * sample.mean_risks))
    rate = min(max(rate, plain / 3), (2 + plain) / 3)  # risks may move it, and not out of what a share can be
    variance = _drawing_variance(sample, sample.centred(left)) + rate * (1 - rate) / float(sample.sizes.sum())
    low, high = wilson_bounds(rate, rate * (1 - rate) / variance)
    return Rate(rate, low, high, Method.PPI, len(sample.wrong))


def _power(sample: _Sample) -> float:
    """How far the risks are trusted: their regression on what is wrong, within strata."""
    risks = sample.centred(sample.risks)
    spread = float(sample.weights @ np.square(risks))
    if spread <= 0:
        return 0.0
    return min(1.0, max(0.0, float(sample.weights @ (risks * sample.wrong)) / spread))


def _drawing_variance(sample: _Sample, left: Floats) -> float:
    """What chance adds by which answers were drawn; nothing where all were."""
    counts = np.bincount(sample.strata, minlength=len(sample.sizes))
    squares = sample.weights * np.maximum(sample.weights - 1, 0) * np.square(left)
    totals = np.bincount(sample.strata, weights=squares, minlength=len(counts)) * counts / (counts - 1)
    return float(totals.sum() / sample.sizes.sum() ** 2)


def _sample(frames: Mapping[Stratum, Frame], labels: Sequence[AuditLabel]) -> _Sample:
    places = _places(frames, labels)
    count = max(places.values()) + 1
    sizes, risks = np.zeros(count), np.zeros(count)
    for stratum, frame in frames.items():
        sizes[places[stratum]] += frame.answers
        risks[places[stratum]] += frame.risks
    strata = np.array([places[label.stratum] for label in labels])
    weights = _inverse(labels)
    weights *= (sizes / np.bincount(strata, weights=weights, minlength=count))[strata]
    return _Sample(
        strata=strata,
        wrong=np.array([label.is_wrong for label in labels], dtype=np.float64),
        risks=np.array([UNCHECKED_RISK if label.risk is None else label.risk for label in labels]),
        weights=weights,
        sizes=sizes,
        mean_risks=risks / sizes,
    )


def _places(frames: Mapping[Stratum, Frame], labels: Sequence[AuditLabel]) -> Mapping[Stratum, int]:
    """Strata with enough labels have a place each; the others share one, with the smallest of those if need be."""
    counts = Counter(label.stratum for label in labels)
    large = sorted((s for s in frames if counts[s] >= _LEAST_OF_STRATUM), key=lambda s: -counts[s])
    rest = sum(counts[s] for s in frames if s not in large)
    if large and len(large) < len(frames) and rest < _LEAST_OF_STRATUM:
        large.pop()
    places = {stratum: place for place, stratum in enumerate(large)}
    return {stratum: places.get(stratum, len(large)) for stratum in frames}
