"""The audited rate: unknown without labels, wide with few, right in nineteen of twenty cases with many."""

from datetime import UTC, datetime

import pytest

from benchmarks.audit import coverage
from domain.audits import AuditLabel, AuditSpan, Frame
from monitoring.quality.auditing import LEAST_LABELS, audited_rate, detector_precision, detector_recall
from monitoring.quality.rates import UNKNOWN_RATE, Method, Rate

AT = datetime(2026, 11, 28, tzinfo=UTC)


def label(
    *,
    wrong: bool = False,
    risk: float | None = 0.1,
    stratum: str = "default",
    probability: float = 0.5,
    flagged: bool = False,
    delivered: bool = True,
) -> AuditLabel:
    return AuditLabel(
        stratum=(stratum, "model"),
        at=AT,
        risk=risk,
        worst=risk,
        probability=probability,
        is_flagged=flagged,
        is_delivered=delivered,
        flagged_anyway=False,
        is_wrong=wrong,
    )


def span(labels: list[AuditLabel], **frames: Frame) -> AuditSpan:
    known = frames or {"default": Frame(2 * len(labels), 0.2 * len(labels))}
    return AuditSpan({(name, "model"): frame for name, frame in known.items()}, labels)


def width(rate: Rate) -> float:
    assert rate.low is not None
    assert rate.high is not None
    return rate.high - rate.low


def test_without_labels_nothing_is_said() -> None:
    assert audited_rate(span([])) == UNKNOWN_RATE
    assert detector_precision([]) == UNKNOWN_RATE
    assert detector_recall([label()]) == UNKNOWN_RATE


def test_few_labels_give_a_wide_and_exact_interval_that_says_so() -> None:
    found = audited_rate(span([label(wrong=True), *[label() for _ in range(9)]]))
    assert (found.point, found.method, found.labels) == (0.1, Method.CLOPPER_PEARSON, 10)
    assert (found.low, found.high) == (pytest.approx(0.0025, abs=1e-4), pytest.approx(0.4450, abs=1e-4))


def test_many_labels_without_a_wrong_one_leave_room_for_some() -> None:
    found = audited_rate(span([label() for _ in range(100)]))
    assert (found.point, found.low, found.method) == (0.0, 0.0, Method.CLOPPER_PEARSON)
    assert found.high == pytest.approx(0.0362, abs=1e-4)


def test_an_answer_that_was_seldom_drawn_counts_for_those_like_it() -> None:
    labels = [label(wrong=True, probability=0.1), label(probability=1.0)]
    assert audited_rate(span(labels)).point == pytest.approx(10 / 11)


def test_what_was_withheld_is_no_part_of_the_rate_and_tells_of_the_detector() -> None:
    held_back = [label(wrong=True, flagged=True, delivered=False) for _ in range(3)]
    labels = [*held_back, label(wrong=True), label(flagged=True), *[label() for _ in range(5)]]
    assert audited_rate(span(labels)).labels == 7
    assert detector_precision(labels).point == pytest.approx(3 / 4)
    assert detector_recall(labels).point == pytest.approx(3 / 4)


def risky(number: int, *, wrong: int, stratum: str = "default", probability: float = 0.1) -> list[AuditLabel]:
    """Labels with risks that know a good deal."""
    return [
        label(wrong=i < wrong, risk=0.7 if i < wrong else 0.05, stratum=stratum, probability=probability)
        for i in range(number)
    ]


def test_risks_that_tell_wrong_from_right_make_the_interval_narrower() -> None:
    labels = risky(100, wrong=20)
    mean = sum(one.risk or 0 for one in labels) / 100
    found = audited_rate(span(labels, default=Frame(1_000, 1_000 * mean)))
    assert (found.method, found.labels) == (Method.PPI, 100)
    assert found.point == pytest.approx(0.2)
    blind = [label(wrong=i < 20, risk=0.1, probability=0.1) for i in range(100)]
    assert width(found) < 0.6 * width(audited_rate(span(blind, default=Frame(1_000, 100.0))))


def test_more_risk_among_what_was_not_drawn_raises_the_rate() -> None:
    labels = risky(100, wrong=20)
    calm = audited_rate(span(labels, default=Frame(1_000, 180.0)))
    risky_rest = audited_rate(span(labels, default=Frame(1_000, 250.0)))
    assert calm.point is not None
    assert risky_rest.point is not None
    assert risky_rest.point > calm.point + 0.05


def test_each_collection_counts_by_its_answers_however_many_of_it_were_drawn() -> None:
    labels = [*risky(90, wrong=9, stratum="small", probability=0.9), *risky(30, wrong=15, stratum="large")]
    mean_small, mean_large = (9 * 0.7 + 81 * 0.05) / 90, (15 * 0.7 + 15 * 0.05) / 30
    frames = {"small": Frame(100, 100 * mean_small), "large": Frame(900, 900 * mean_large)}
    assert audited_rate(span(labels, **frames)).point == pytest.approx(0.1 * 0.1 + 0.9 * 0.5)


def test_collections_with_few_labels_are_taken_together() -> None:
    labels = [*risky(60, wrong=12, stratum="large"), *risky(3, wrong=1, stratum="tiny")]
    found = audited_rate(span(labels, large=Frame(600, 110.0), tiny=Frame(30, 8.0), silent=Frame(40, 6.0)))
    assert (found.method, found.labels) == (Method.PPI, 63)


def test_answers_that_could_not_be_checked_have_a_part_in_it() -> None:
    labels = [*risky(LEAST_LABELS, wrong=10), *[label(risk=None, probability=0.1) for _ in range(5)]]
    assert audited_rate(span(labels)).labels == LEAST_LABELS + 5


def test_risks_that_say_nothing_are_not_trusted() -> None:
    labels = [label(wrong=i % 5 == 0, risk=0.9 - 0.8 * (i % 5 == 0), probability=0.1) for i in range(100)]
    assert audited_rate(span(labels, default=Frame(1_000, 900.0))).point == pytest.approx(0.2)


def test_the_interval_holds_the_rate_and_is_narrower_than_the_classical_one() -> None:
    found = coverage(0.15, answered=2_000, labels=200, runs=2_000)
    assert found.held >= 0.93
    assert found.width_ratio <= 0.85


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_the_interval_holds_the_rate_with_a_month_of_labels_too(rate: float) -> None:
    assert coverage(rate, answered=800, labels=80, runs=500).held >= 0.93
