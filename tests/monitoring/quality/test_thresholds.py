"""Another threshold, replayed on what is known."""

from dataclasses import replace
from itertools import pairwise

import pytest

from domain.audits import ReplayedAnswers
from monitoring.quality.rates import UNKNOWN_RATE
from monitoring.quality.thresholds import THRESHOLDS, replay
from tests.monitoring.quality.test_auditing import label

ANSWERS = ReplayedAnswers(by_risk={5: 60, 30: 20, 70: 15}, always=5)
LABELS = [
    label(risk=0.05),
    label(risk=0.05, wrong=True),
    label(risk=0.3),
    label(risk=0.7, wrong=True, probability=0.25),
    label(risk=None, wrong=True),
    replace(label(risk=0.05), flagged_anyway=True),
]


def test_each_threshold_tells_how_much_people_would_read_and_what_they_would_find() -> None:
    low, high = replay(ANSWERS, LABELS, days=10, thresholds=[0.2, 0.5])
    assert (low.reviews_a_day.point, high.reviews_a_day.point) == (pytest.approx(4), pytest.approx(2))
    assert low.precision.point == pytest.approx(6 / 10)
    assert high.precision.point == pytest.approx(6 / 8)
    assert low.recall.point == high.recall.point == pytest.approx(6 / 8)
    assert (low.reviews_a_day.low or 0) < 4 < (low.reviews_a_day.high or 0)


def test_a_higher_threshold_never_asks_for_more_reviews_nor_finds_more() -> None:
    found = replay(ANSWERS, LABELS, days=1)
    assert [one.threshold for one in found] == list(THRESHOLDS)
    for before, after in pairwise(found):
        assert (after.reviews_a_day.point or 0) <= (before.reviews_a_day.point or 0)
        assert (after.recall.point or 0) <= (before.recall.point or 0)


def test_without_labels_reviews_are_counted_and_nothing_else() -> None:
    [found] = replay(ANSWERS, [], days=1, thresholds=[0.5])
    assert found.reviews_a_day.point == 20
    assert found.precision == found.recall == UNKNOWN_RATE


def test_without_answers_nothing_is_known() -> None:
    [found] = replay(ReplayedAnswers({}, 0), [], days=1, thresholds=[0.5])
    assert found.reviews_a_day == UNKNOWN_RATE
