"""What another threshold would have done: stored risks replayed, with the audit's labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.audits import AuditLabel, ReplayedAnswers
from monitoring.quality.intervals import weighted_share
from monitoring.quality.rates import UNKNOWN_RATE, Rate, wilson

THRESHOLDS = tuple(step / 50 for step in range(1, 50))


@dataclass(frozen=True, slots=True)
class Replayed:
    """One threshold: reviews that it asks for a day, how many of these are of wrong answers, how many wrong it finds.

    `reviews_a_day` is no share: its bounds may be above 1.
    """

    threshold: float
    reviews_a_day: Rate
    precision: Rate
    recall: Rate


def replay(
    answers: ReplayedAnswers, labels: Sequence[AuditLabel], *, days: float, thresholds: Sequence[float] = THRESHOLDS
) -> Sequence[Replayed]:
    """Each threshold, ascending: a claim with a risk from it on flags its answer."""
    return [_at(threshold, answers, labels, days) for threshold in thresholds]


def _at(threshold: float, answers: ReplayedAnswers, labels: Sequence[AuditLabel], days: float) -> Replayed:
    from_hundredth = round(100 * threshold)
    flagged = answers.always + sum(n for risk, n in answers.by_risk.items() if risk >= from_hundredth)
    wrong = np.array([label.is_wrong for label in labels], dtype=np.bool_)
    caught = np.array([_flags(threshold, label) for label in labels], dtype=np.bool_)
    weights = 1 / np.array([label.probability for label in labels], dtype=np.float64)
    return Replayed(
        threshold,
        _times(wilson(flagged, answers.count), answers.count / days),
        weighted_share(wrong[caught], weights[caught]),
        weighted_share(caught[wrong], weights[wrong]),
    )


def _flags(threshold: float, label: AuditLabel) -> bool:
    return label.flagged_anyway or label.worst is None or label.worst >= threshold


def _times(rate: Rate, factor: float) -> Rate:
    if rate.point is None or rate.low is None or rate.high is None:
        return UNKNOWN_RATE
    return Rate(rate.point * factor, rate.low * factor, rate.high * factor, rate.method, rate.labels)
