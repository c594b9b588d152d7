"""The benchmark's figures against their definitions, counted out one by one."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluation.measures import (
    Bools,
    Floats,
    Hits,
    auroc,
    auroc_within,
    average_precision,
    best_f1,
    calibration_error,
    calibration_error_equal_mass,
    caught_ratio,
    f1_interval,
    hits,
    importance_weights,
    kept_rates,
    pearson,
    ranks,
    span_hits,
    spearman,
    times,
)

ROWS = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=12)
Rows = list[tuple[float, bool]]
COUNTS = st.lists(st.integers(1, 3), min_size=12, max_size=12)


def _arrays(rows: Rows) -> tuple[Floats, Bools]:
    return np.array([score for score, _ in rows]), np.array([label for _, label in rows], dtype=bool)


def _repeated(rows: Rows, counts: Sequence[int]) -> Rows:
    return [row for row, count in zip(rows, counts, strict=False) for _ in range(count)]


@settings(deadline=None)
@given(ROWS)
def test_auroc_counts_the_pairs_that_are_in_order(rows: Rows) -> None:
    wrong = [score for score, label in rows if label]
    right = [score for score, label in rows if not label]
    pairs = [1.0 if high > low else 0.5 if high == low else 0.0 for high, low in product(wrong, right)]
    assert auroc(*_arrays(rows)) == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


@settings(deadline=None)
@given(ROWS)
def test_average_precision_sums_precision_over_the_steps_of_recall(rows: Rows) -> None:
    scores, labels = _arrays(rows)
    assume(labels.any() and not labels.all())
    total, reached = 0.0, 0.0
    for limit in sorted(set(scores), reverse=True):
        flagged = scores >= limit
        recall = labels[flagged].sum() / labels.sum()
        total += (recall - reached) * labels[flagged].mean()
        reached = recall
    assert average_precision(scores, labels) == pytest.approx(total)


@settings(deadline=None)
@given(ROWS, COUNTS)
def test_a_weight_counts_as_so_many_rows(rows: Rows, counts: list[int]) -> None:
    weights = np.array(counts[: len(rows)], dtype=float)
    (scores, labels), (more_scores, more_labels) = _arrays(rows), _arrays(_repeated(rows, counts))
    assert average_precision(scores, labels, weights) == pytest.approx(average_precision(more_scores, more_labels))
    assert kept_rates(scores, labels, (1.0, 0.7), weights) == pytest.approx(
        kept_rates(more_scores, more_labels, (1.0, 0.7))
    )
    weighted, repeated = hits(scores > 0.2, labels, weights), hits(more_scores > 0.2, more_labels)
    assert (weighted.precision, weighted.recall, weighted.f1) == pytest.approx(
        (repeated.precision, repeated.recall, repeated.f1)
    )


@settings(deadline=None)
@given(ROWS)
def test_the_best_f1_is_that_of_the_best_threshold(rows: Rows) -> None:
    scores, labels = _arrays(rows)
    found = best_f1(scores, labels)
    if not labels.any():
        assert found is None
        return
    assert found is not None
    every = [hits(scores >= limit, labels).f1 or 0.0 for limit in scores]
    assert found[0] == pytest.approx(max(every))
    assert hits(scores >= found[1], labels).f1 == pytest.approx(found[0])


@settings(deadline=None)
@given(ROWS)
def test_the_calibration_error_is_the_mean_gap_of_its_bins(rows: Rows) -> None:
    bins: dict[int, Rows] = {}
    for risk, label in rows:
        bins.setdefault(min(14, int(risk * 15)), []).append((risk, label))
    gaps = [abs(sum(risk for risk, _ in one) - sum(label for _, label in one)) for one in bins.values()]
    assert calibration_error(*_arrays(rows)) == pytest.approx(sum(gaps) / len(rows))


def test_risks_that_come_true_as_often_as_they_say_are_calibrated() -> None:
    risks, labels = np.repeat([0.2, 0.8], 5), np.array([True] + [False] * 4 + [True] * 4 + [False])
    assert calibration_error(risks, labels) == pytest.approx(0)
    assert calibration_error(np.ones(10), labels) == pytest.approx(0.5)


@settings(deadline=None)
@given(ROWS, st.sampled_from([1.0, 0.9, 0.8, 0.7, 0.6]))
def test_the_rate_among_those_kept_is_the_mean_over_all_orders_of_equal_risks(rows: Rows, coverage: float) -> None:
    left, wrong = coverage * len(rows), 0.0
    for risk in sorted({risk for risk, _ in rows}):
        level = [label for one, label in rows if one == risk]
        taken = min(left, len(level))
        wrong, left = wrong + taken * sum(level) / len(level), left - taken
    assert kept_rates(*_arrays(rows), [coverage]) == pytest.approx((wrong / (coverage * len(rows)),))


def test_dropping_the_riskiest_answers_drops_what_is_wrong_first() -> None:
    risks, labels = np.array([0.9, 0.1, 0.2, 0.8, 0.3]), np.array([True, False, False, True, False])
    assert kept_rates(risks, labels, (1.0, 0.8, 0.6)) == pytest.approx((0.4, 0.25, 0.0))


@pytest.mark.parametrize("labels", [np.zeros(3, dtype=bool), np.ones(3, dtype=bool)])
def test_what_needs_wrong_and_right_ones_is_undefined_without_either(labels: Bools) -> None:
    scores = np.array([0.1, 0.5, 0.9])
    assert auroc(scores, labels) is None
    assert average_precision(scores, labels) is None
    assert auroc_within(scores, labels, ["a", "a", "b"]) is None
    assert importance_weights(labels, wrong_ratio=0.18) is None


def test_without_a_wrong_one_there_is_no_f1() -> None:
    nothing, flagged = np.zeros(4, dtype=bool), np.ones(4, dtype=bool)
    assert hits(flagged, nothing) == Hits(None, None, None)
    assert f1_interval(flagged, nothing, ["a", "b", "c", "d"], seed=0) is None
    assert best_f1(np.ones(4), nothing) is None


def test_precision_is_undefined_where_nothing_is_flagged() -> None:
    assert hits(np.zeros(3, dtype=bool), np.array([True, False, True])) == Hits(None, 0.0, 0.0)


def test_without_rows_nothing_is_defined() -> None:
    empty, labels = np.array([]), np.array([], dtype=bool)
    assert calibration_error(empty, labels) is None
    assert kept_rates(empty, labels, (1.0, 0.5)) == (None, None)
    assert f1_interval(labels, labels, [], seed=0) is None
    assert times([]).p50 is None


def test_within_generators_the_generators_own_rates_do_not_help() -> None:
    labels = np.array([True, True, True, False, True, False, False, False])
    generators = ["bad"] * 4 + ["good"] * 4
    by_name = np.array([1.0] * 4 + [0.0] * 4)
    assert auroc(by_name, labels) == pytest.approx(0.75)
    assert auroc_within(by_name, labels, generators) == pytest.approx(0.5)


def test_a_generator_counts_by_its_answers_and_one_of_one_class_not_at_all() -> None:
    scores = np.array([0.9, 0.1, 0.1, 0.1, 0.1, 0.9, 0.5])
    labels = np.array([True, False, False, False, False, True, True])
    names = ["a"] * 4 + ["b", "b"] + ["c"]
    flipped = np.where(np.array(names) == "b", 1 - scores, scores)
    assert auroc_within(scores, labels, names) == 1.0
    assert auroc_within(flipped, labels, names) == pytest.approx(4 / 6)


def test_the_interval_is_over_sources_so_more_rows_of_the_same_ones_do_not_narrow_it() -> None:
    chance = np.random.default_rng(1)
    labels, flagged = chance.random(40) < 0.4, chance.random(40) < 0.5
    sources = [str(number) for number in range(40)]
    once = f1_interval(flagged, labels, sources, seed=0)
    copied = f1_interval(np.repeat(flagged, 9), np.repeat(labels, 9), list(np.repeat(sources, 9)), seed=0)
    told_apart = f1_interval(np.repeat(flagged, 9), np.repeat(labels, 9), [str(n) for n in range(360)], seed=0)
    assert once is not None
    assert copied is not None
    assert told_apart is not None
    assert copied[1] - copied[0] > 2 * (told_apart[1] - told_apart[0])
    assert copied[1] - copied[0] == pytest.approx(once[1] - once[0], rel=0.15)


def test_the_interval_holds_the_figure_and_comes_again_with_its_seed() -> None:
    chance = np.random.default_rng(2)
    labels, flagged = chance.random(90) < 0.4, chance.random(90) < 0.4
    sources = [str(number // 3) for number in range(90)]
    low, high = f1_interval(flagged, labels, sources, seed=5) or (1.0, 0.0)
    assert low < (hits(flagged, labels).f1 or 0) < high
    assert f1_interval(flagged, labels, sources, seed=5) == (low, high)


def test_one_source_alone_gives_no_interval() -> None:
    assert f1_interval(np.array([True, False]), np.array([True, True]), ["a", "a"], seed=0) is None


def test_span_f1_counts_characters_over_all_answers_and_overlaps_once() -> None:
    marked = [[(0, 10), (5, 20)], [], [(3, 7)]]
    predicted = [[(10, 30)], [(0, 5)], []]
    # 20 + 4 characters are marked, 20 + 5 predicted, 10 of them rightly.
    assert span_hits(predicted, marked) == Hits(10 / 25, 10 / 24, 20 / 49)
    assert span_hits([[(0, 3)]], [[]]) == Hits(None, None, None)


@settings(deadline=None)
@given(ROWS)
def test_importance_weights_change_the_rate_and_not_the_number_of_rows(rows: Rows) -> None:
    _, labels = _arrays(rows)
    weights = importance_weights(labels, wrong_ratio=0.18)
    assume(weights is not None)
    assert weights is not None
    assert weights.sum() == pytest.approx(len(rows))
    assert weights[labels].sum() / weights.sum() == pytest.approx(0.18)


def test_flagging_everything_at_the_rate_of_the_test_split_gives_its_published_f1() -> None:
    labels = np.array([True] * 43 + [False] * 57)
    found = hits(np.ones(100, dtype=bool), labels, importance_weights(labels, wrong_ratio=0.178))
    assert found.f1 == pytest.approx(0.302, abs=0.001)


def test_correlations_of_known_values() -> None:
    first, second = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 4.0, 9.0, 16.0])
    assert pearson(first, second) == pytest.approx(0.98437, abs=1e-5)
    assert spearman(first, second) == pytest.approx(1.0)
    assert spearman(first, -second) == pytest.approx(-1.0)
    assert pearson(first, np.ones(4)) is None
    assert ranks(np.array([0.5, 0.1, 0.5, 0.9])).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_times_are_the_median_and_the_95th_percentile() -> None:
    taken = times([float(number) for number in range(101)])
    assert (taken.calls, taken.p50, taken.p95) == (101, 50.0, 95.0)


def test_bins_of_equal_mass_hold_as_many_rows_each() -> None:
    risks, labels = np.array([0.0, 0.1, 0.1, 0.2, 0.8, 1.0]), np.array([0, 0, 1, 0, 1, 1], dtype=bool)
    halves = (abs((0.0 + 0.1 + 0.1) - 1) + abs((0.2 + 0.8 + 1.0) - 2)) / 6
    assert calibration_error_equal_mass(risks, labels, bins=2) == pytest.approx(halves)
    assert calibration_error_equal_mass(np.array([]), np.array([], dtype=bool)) is None


@given(ROWS)
def test_as_many_bins_as_rows_is_the_mean_gap_and_one_is_the_gap_of_means(rows: Rows) -> None:
    risks, labels = _arrays(rows)
    assert calibration_error_equal_mass(risks, labels, bins=len(rows)) == pytest.approx(np.abs(risks - labels).mean())
    assert calibration_error_equal_mass(risks, labels, bins=1) == pytest.approx(abs(risks.mean() - labels.mean()))


@given(ROWS)
def test_no_threshold_that_flags_so_few_right_ones_catches_more(rows: Rows) -> None:
    scores, labels = _arrays(rows)
    assume(labels.any() and not labels.all())
    caught = caught_ratio(scores, labels)
    assert caught is not None
    allowed = (limit for limit in [*scores, -1.0] if (scores[~labels] > limit).mean() <= 0.15)
    assert caught == max(float((scores[labels] > limit).mean()) for limit in allowed)


def test_what_is_caught_is_undefined_without_both_kinds() -> None:
    assert caught_ratio(np.array([0.1, 0.9]), np.array([True, True])) is None
